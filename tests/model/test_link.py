from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.chance import Constant, Distribution, Normal, Uniform
from rtsim.model.link import (
    INITIAL_WINDOW,
    LEAST_TIMEOUT,
    SEGMENT,
    Egress,
    Links,
    OneWay,
    slow_start,
    slow_start_rounds,
)
from rtsim.plan import Direction
from rtsim.theory.loss import retransmission_delay_mean

ENDPOINTS = 5


def direction(**changes: Any) -> Direction:
    """Give links of 10 to 50 ms without anything else."""
    plain = Direction(
        latency=np.arange(1, ENDPOINTS + 1) / 100,
        bandwidth=np.full(ENDPOINTS, np.inf),
        loss=np.zeros(ENDPOINTS),
        link=np.arange(ENDPOINTS) % 2,
        jitters=(Constant(0.0), Constant(0.0)),
    )
    return replace(plain, **changes)


def way(seed: int = 1, **changes: Any) -> OneWay:
    """Give one way of such links, with a round trip of twice the latency."""
    shape = direction(**changes)
    return OneWay(shape, 2 * shape.latency, np.random.default_rng(seed))


BANDWIDTH = np.array([1e6, 1e5, np.inf, 1e6, 2e6])
ROWS: list[dict[str, Any]] = [
    {},
    {"bandwidth": BANDWIDTH},
    {"bandwidth": BANDWIDTH, "jitters": (Constant(0.003), Constant(0.003))},
]


@pytest.mark.parametrize("changes", ROWS)
@pytest.mark.parametrize("size", [0, 300, INITIAL_WINDOW + 1])
def test_many_transfers_are_the_same_as_one_after_the_other(changes: dict[str, Any], size: int) -> None:
    """Transfers to several endpoints arrive as they would one by one, time after time."""
    rng, together, single = np.random.default_rng(3), way(**changes), way(**changes)
    for turn in range(30):
        chosen = np.sort(rng.permutation(ENDPOINTS)[: rng.integers(1, ENDPOINTS + 1)])
        at = turn * 0.02 + np.sort(rng.uniform(0, 0.1, len(chosen)))
        expected = [single.transfer(who, when, size) for who, when in zip(chosen.tolist(), at.tolist(), strict=True)]
        assert together.transfer_many(chosen, at, size) == pytest.approx(expected, abs=1e-12)
        assert together.backlog(turn * 0.02) == pytest.approx(single.backlog(turn * 0.02), abs=1e-12)


@pytest.mark.parametrize("jitters", [(Uniform(-0.02, 0.3),), (Constant(0.2), Uniform(-0.02, 0.3))])
def test_many_transfers_have_each_endpoints_own_jitter(jitters: tuple[Distribution, ...]) -> None:
    """Endpoints of one batch arrive within the bounds of their own link's jitter, and never out of turn."""
    link = way(jitters=jitters, link=np.arange(ENDPOINTS) % len(jitters))
    everyone, last = np.arange(ENDPOINTS), np.zeros(ENDPOINTS)
    for turn in range(200):
        arrive = link.transfer_many(everyone, np.full(ENDPOINTS, float(turn)), 10)
        late = arrive - turn - np.arange(1, ENDPOINTS + 1) / 100
        assert (arrive >= last).all()
        assert ((late > -0.021) & (late < 0.3)).all()
        if len(jitters) > 1:
            assert late[::2] == pytest.approx(0.2)
        last = arrive


@given(st.lists(st.tuples(st.integers(0, ENDPOINTS - 1), st.floats(0, 0.2), st.integers(0, 40_000)), max_size=60))
@settings(deadline=None, derandomize=True)
def test_nothing_overtakes(transfers: list[tuple[int, float, int]]) -> None:
    """With jitter and loss, an endpoint gets what was sent in the order of sending."""
    link = way(jitters=(Normal(0.0, 0.1), Normal(0.0, 0.1)), loss=np.full(ENDPOINTS, 0.2), bandwidth=BANDWIDTH)
    last, now = dict[int, float](), 0.0
    for endpoint, gap, size in transfers:
        now += gap
        arrival = link.transfer(endpoint, now, size)
        assert arrival >= max(now, last.get(endpoint, 0.0))
        last[endpoint] = arrival


def test_another_connection_of_an_endpoint_does_not_wait() -> None:
    """A transfer on a connection of its own may overtake a large one beside it, and shares its bandwidth."""
    slow = way()
    first = slow.transfer(0, 0.0, 2 * INITIAL_WINDOW)
    second = slow.transfer_alone(0, 0.0, 100)
    assert second == pytest.approx(0.01)
    assert second < first
    shared = way(bandwidth=np.full(ENDPOINTS, 8e3))
    assert shared.transfer(0, 0.0, 1000) == pytest.approx(1.01)
    assert shared.transfer_alone(0, 0.0, 1000) == pytest.approx(2.01)


@pytest.mark.parametrize("bandwidth", [1e5, 1e6, 1e7, 1e9, inf])
def test_slow_start_waits_only_while_the_link_is_idle(bandwidth: float) -> None:
    """A sender that has sent its window waits for the first acknowledgement, unless it is still sending then."""
    size, round_trip, window, sent, extra = 300 * SEGMENT, 0.1, 10, 10, 0.0
    while sent < 300:
        extra += max(0.0, round_trip - 8 * SEGMENT * window / bandwidth)
        window *= 2
        sent += window
    assert slow_start(size, np.array([round_trip]), np.array([bandwidth]))[0] == pytest.approx(extra)


def test_a_transfer_takes_its_size_then_its_latency() -> None:
    """1,000 bytes over 8 kbit/s take a second; the next transfer leaves after them."""
    link = way(bandwidth=np.full(ENDPOINTS, 8e3))
    assert link.transfer(1, 3.0, 1000) == pytest.approx(4.02)
    assert link.transfer(1, 3.5, 500) == pytest.approx(4.52)
    assert link.backlog(3.5) == pytest.approx(1.0)


@given(st.integers(1, 10_000))
def test_slow_start_sends_a_window_that_doubles(segments: int) -> None:
    """The round trips are those that a window of ten segments, doubled each time, needs."""
    window, sent, rounds = 10, 10, 0
    while sent < segments:
        window *= 2
        sent += window
        rounds += 1
    assert slow_start_rounds(segments * SEGMENT) == rounds


def test_a_large_transfer_takes_round_trips() -> None:
    """One byte above the initial window takes one more round trip."""
    assert way().transfer(2, 0.0, INITIAL_WINDOW) == pytest.approx(0.03)
    assert way().transfer(2, 0.0, INITIAL_WINDOW + 1) == pytest.approx(0.03 + 0.06)


def test_loss_adds_what_theory_says() -> None:
    """The mean extra of sparse transfers agrees with doubling time-outs, within five standard errors."""
    loss, count = 0.1, 40_000
    link = way(loss=np.full(ENDPOINTS, loss))
    extra = np.array([link.transfer(0, 1e3 * turn, 100) - 1e3 * turn - 0.01 for turn in range(count)])
    timeout = 0.02 + LEAST_TIMEOUT
    expected = retransmission_delay_mean(loss=loss, timeout=timeout)
    assert abs(extra.mean() - expected) < 5 * extra.std() / np.sqrt(count)
    assert (extra > 1e-3).mean() == pytest.approx(loss, abs=5 * np.sqrt(loss / count))


def test_a_set_up_draws_latency_and_jitter() -> None:
    """A round trip of a set-up is the sum of both ways, each never below zero."""
    shape = direction(jitters=(Uniform(-1.0, -0.5), Constant(0.25)))
    links = Links(shape, direction(), (np.random.default_rng(1), np.random.default_rng(2)))
    assert links.round_trip(0) == 0.01
    assert links.round_trip(1) == pytest.approx(0.02 + 0.25 + 0.02)


@given(st.lists(st.lists(st.floats(0, 5), min_size=1, max_size=9), max_size=6), st.integers(0, 10**5))
@settings(deadline=None, derandomize=True)
def test_the_card_sends_many_as_one_after_the_other(batches: list[list[float]], size: int) -> None:
    """A batch leaves a network card when it would transfer by transfer."""
    together, single = Egress(1e5), Egress(1e5)
    for batch in batches:
        at = np.sort(np.array(batch))
        expected = [single.send(when, size) for when in at.tolist()]
        assert together.send_many(at, size) == pytest.approx(expected, rel=1e-12, abs=1e-12)
        assert together.free == pytest.approx(single.free)


def test_a_card_without_limit_holds_nothing_up() -> None:
    """What is ready has left."""
    card = Egress(np.inf)
    assert card.send(1.0, 10**9) == 1.0
    assert card.send_many(np.array([1.0, 2.0]), 10**9).tolist() == [1.0, 2.0]
