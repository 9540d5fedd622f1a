from collections.abc import Callable
from math import sqrt
from typing import TypeAlias

import numpy as np
import pytest
from numpy.random import Generator

from rtsim.theory import short_polling
from tests.theory.agreement import Array, agrees, generators

Draw: TypeAlias = Callable[[Generator, int], Array]

UP, DOWN, SERVICE = 0.3, 0.2, 0.4


def polls_at_random_phase(generator: Generator, interval: float, count: int) -> Array:
    """Give the instants at which polls reach the server."""
    return generator.uniform(0, interval) + interval * np.arange(count)


def after_response_walk(
    generator: Generator, *, pause: float, rate: float, span: float, look_after: float
) -> tuple[Array, Array, float]:
    """Follow one client request by request; the log is read `look_after` seconds after service began."""
    births = np.sort(generator.uniform(0, span, generator.poisson(rate * span)))
    now, first = generator.uniform(0, pause), 0
    latencies: list[float] = []
    counts: list[int] = []
    while now < span:
        begin = now + UP
        look = begin + look_after
        last = int(np.searchsorted(births, look))
        response = begin + SERVICE + DOWN
        latencies.extend(response - births[first:last])
        counts.append(last - first)
        first, now = last, response + pause
    return np.array(latencies), np.array(counts), now


def test_fixed_rate_agrees_with_polls_at_a_random_phase() -> None:
    """Latency, empty share and batch of fixed-rate polling are those of messages and polls drawn at random."""
    theory = short_polling.fixed_rate(interval=5.0, rate=0.2, to_client=DOWN, service=SERVICE)
    rows = []
    for generator in generators():
        polls = polls_at_random_phase(generator, 5.0, 20_000)
        births = np.sort(generator.uniform(polls[0], polls[-1], generator.poisson(0.2 * (polls[-1] - polls[0]))))
        answered = np.searchsorted(polls, births)
        latency = polls[answered] + SERVICE + DOWN - births
        counts = np.bincount(answered, minlength=len(polls))[1:]
        within = np.mean(latency <= theory.latency_quantile(0.95))
        rows.append((latency.mean(), latency.std(), within, np.mean(counts == 0), counts[counts > 0].mean()))
        assert 0.999 * theory.latency_sup < latency.max() <= theory.latency_sup + 1e-9
    expected = (theory.latency_mean, 5 / sqrt(12), 0.95, theory.empty_share, theory.batch_mean)
    for column, value in zip(zip(*rows, strict=True), expected, strict=True):
        agrees(column, value)
    assert theory.latency.sd == pytest.approx(5 / sqrt(12))


@pytest.mark.parametrize(("look_after", "service"), [(0.0, SERVICE), (SERVICE, 0.0)])
def test_after_response_agrees_with_a_walk(look_after: float, service: float) -> None:
    """The cycle is pause and round trip, on one core as on several; only the service time of the latency differs."""
    theory = short_polling.after_response(
        pause=2.0, round_trip=UP + SERVICE + DOWN, rate=0.4, to_client=DOWN, service=service
    )
    rows = []
    for generator in generators():
        latency, counts, end = after_response_walk(generator, pause=2.0, rate=0.4, span=20_000.0, look_after=look_after)
        share_empty, batch = np.mean(counts == 0), counts[counts > 0].mean()
        rows.append((latency.mean(), latency.std(), share_empty, batch))
        assert len(counts) / end == pytest.approx(theory.rate, rel=1e-3)
        assert latency[20:].max() <= theory.latency_sup + 1e-9
    expected = (theory.latency_mean, theory.latency.sd, theory.empty_share, theory.batch_mean)
    for column, value in zip(zip(*rows, strict=True), expected, strict=True):
        agrees(column, value)


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (lambda g, n: g.uniform(2.0, 6.0, n), short_polling.uniform_residual_mean(interval=4.0, jitter=0.5)),
        (lambda g, n: g.exponential(4.0, n), short_polling.exponential_residual_mean(interval=4.0)),
        (lambda g, n: g.gamma(4.0, 1.0, n), short_polling.residual_mean(mean=4.0, second_moment=20.0)),
        (lambda _, n: np.full(n, 4.0), short_polling.residual_mean(mean=4.0, second_moment=16.0)),
    ],
)
def test_residual_agrees_with_random_moments(draw: Draw, expected: float) -> None:
    """A random moment waits for the next poll as the inspection paradox says."""
    means = []
    for generator in generators():
        polls = np.cumsum(draw(generator, 50_000))
        moments = generator.uniform(0, polls[-1], 50_000)
        means.append(float(np.mean(polls[np.searchsorted(polls, moments)] - moments)))
    agrees(means, expected)


@pytest.mark.parametrize(("interval", "period"), [(1.0, np.pi), (np.pi, 1.0), (1.0, 50.01)])
def test_redundant_and_missed_shares_agree_with_counting(interval: float, period: float) -> None:
    """Polls without a new value and values without a poll are as many as the two periods say."""
    polls = 0.123 + interval * np.arange(200_000)
    latest = np.floor(polls / period).astype(int)
    seen = len(np.unique(latest))
    assert 1 - seen / len(polls) == pytest.approx(
        short_polling.redundant_share(interval=interval, period=period), abs=1e-4
    )
    assert 1 - seen / (latest[-1] + 1) == pytest.approx(
        short_polling.missed_share(interval=interval, period=period), abs=1e-4
    )
