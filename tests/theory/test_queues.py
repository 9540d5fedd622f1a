import heapq
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from numpy.random import Generator

from rtsim.theory import queues
from tests.theory.agreement import Array, agrees, generators

Draw: TypeAlias = Callable[[Generator, int], Array]

DROPPED = 5_000  # arrivals that meet the queue before it is steady


def lindley(gaps: Array, services: Array) -> Array:
    """Give the waits of one server by Lindley's recursion: the walk less its running minimum."""
    walk = np.concatenate(([0.0], np.cumsum(services[:-1] - gaps[1:])))
    return (walk - np.minimum.accumulate(walk))[DROPPED:]


def several_servers(gaps: Array, services: Array, servers: int) -> Array:
    """Give the waits of a queue before several servers, first come first served."""
    free, now, waits = [0.0] * servers, 0.0, []
    for gap, service in zip(gaps, services, strict=True):
        now += gap
        begin = max(now, free[0])
        heapq.heapreplace(free, begin + service)
        waits.append(begin - now)
    return np.array(waits[DROPPED:])


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        (lambda g, n: g.exponential(1.0, n), queues.mm1_wait_mean(rate=0.8, service_rate=1.0)),
        (lambda _, n: np.full(n, 1.0), queues.md1_wait_mean(rate=0.8, service=1.0)),
        (
            lambda g, n: g.uniform(0.5, 1.5, n),
            queues.mg1_wait_mean(rate=0.8, service_mean=1.0, service_second_moment=1 + 1 / 12),
        ),
    ],
)
def test_one_server_agrees_with_lindley(services: Draw, expected: float) -> None:
    """The mean waits of M/M/1, M/D/1 and M/G/1 are those of Lindley's recursion."""
    size = 400_000
    agrees([lindley(g.exponential(1 / 0.8, size), services(g, size)).mean() for g in generators()], expected)


def test_mm1_quantile_agrees_with_lindley() -> None:
    """The 95 % quantile of the wait of M/M/1 is passed by 5 % of the arrivals."""
    bound = queues.mm1_wait_quantile(rate=0.7, service_rate=1.0, share=0.95)
    waits = [lindley(g.exponential(1 / 0.7, 400_000), g.exponential(1.0, 400_000)) for g in generators()]
    agrees([np.mean(wait > bound) for wait in waits], 0.05)


def test_work_in_as_many_pieces_as_cores_waits_as_work_in_one() -> None:
    """Only work in more pieces than there are cores keeps all of them busy, as one core that is as fast as all."""
    whole, four, five = (queues.node_wait_mean([queues.Arrival(3200.0, 0.001, pieces)], 4) for pieces in (1, 4, 5))
    assert whole == four < five
    assert five == pytest.approx(queues.md1_wait_mean(rate=3200.0, service=0.00025))


def test_mmc_agrees_with_several_servers() -> None:
    """Erlang's C, the mean wait and its quantile are those of four servers with one queue."""
    waits = [several_servers(g.exponential(1 / 2.8, 80_000), g.exponential(1.0, 80_000), 4) for g in generators()]
    bound = queues.mmc_wait_quantile(rate=2.8, service_rate=1.0, servers=4, share=0.9)
    agrees([np.mean(wait > 0) for wait in waits], queues.erlang_c(servers=4, offered=2.8))
    agrees([wait.mean() for wait in waits], queues.mmc_wait_mean(rate=2.8, service_rate=1.0, servers=4))
    agrees([np.mean(wait <= bound) for wait in waits], 0.9)


def test_erlang_b_agrees_with_a_loss_system() -> None:
    """The share blocked when nobody waits is that of three servers that turn away."""
    shares = []
    for generator in generators():
        free, now, blocked = [0.0] * 3, 0.0, 0
        for gap, service in zip(generator.exponential(0.5, 30_000), generator.exponential(1.0, 30_000), strict=True):
            now += gap
            if free[0] > now:
                blocked += 1
            else:
                heapq.heapreplace(free, now + service)
        shares.append(blocked / 30_000)
    agrees(shares, queues.erlang_b(servers=3, offered=2.0))


def test_one_server_waits_with_the_probability_that_it_is_busy() -> None:
    """With one server Erlang's C is the utilisation."""
    assert queues.erlang_c(servers=1, offered=0.8) == pytest.approx(0.8)


def test_erlang_stays_a_number_for_a_thousand_servers() -> None:
    """Neither overload nor a huge idle system overflows."""
    assert queues.erlang_b(servers=1000, offered=1.0) == pytest.approx(0.0)
    assert queues.erlang_c(servers=1000, offered=1.0) == pytest.approx(0.0)
    assert queues.erlang_b(servers=1, offered=1e9) == pytest.approx(1.0)


def test_little_agrees_with_counting_who_is_inside() -> None:
    """Rate times mean lifetime is the number open, counted at random moments."""
    counts = []
    for generator in generators():
        opened = generator.uniform(0, 1000, generator.poisson(5 * 1000))
        closed = opened + generator.uniform(5, 15, len(opened))
        moments = generator.uniform(50, 950, 500)
        counts.append(np.mean([np.sum((opened <= moment) & (closed > moment)) for moment in moments]))
    agrees(counts, queues.little_population(rate=5.0, time=10.0))
