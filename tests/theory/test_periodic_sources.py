import numpy as np
import pytest

from rtsim.theory import periodic_sources, queues
from tests.theory.agreement import Array, agrees, generators


def waits(phases: Array, period: float, service: float) -> Array:
    """Give the waits of the second period: what the first leaves over is carried on, and nothing carries further."""
    arrivals = np.sort(phases, axis=1)
    arrivals = np.concatenate((arrivals, arrivals + period), axis=1)
    walk = service * np.arange(arrivals.shape[1]) - arrivals
    found = walk - np.minimum.accumulate(walk, axis=1)
    return found[:, phases.shape[1] :]


@pytest.mark.parametrize(("sources", "period"), [(100, 125.0), (2, 4.0), (10, 10.0), (50, 52.0)])
def test_random_phases_agree_with_drawn_ones(sources: int, period: float) -> None:
    """Mean and tail of the wait are those of pollers whose phases are drawn."""
    found = [waits(g.uniform(0, period, (8_000_000 // (sources * 60), sources)), period, 1.0) for g in generators()]
    mean = periodic_sources.random_phase_wait_mean(sources=sources, period=period, service=1.0)
    beyond = periodic_sources.random_phase_wait_beyond(sources=sources, period=period, service=1.0, wait=0.6)
    agrees([each.mean() for each in found], mean)
    agrees([np.mean(each > 0.6) for each in found], beyond)


@pytest.mark.parametrize(("sources", "period"), [(100, 125.0), (3, 4.0), (20, 20.0)])
def test_the_mean_is_the_area_under_the_tail(sources: int, period: float) -> None:
    """The published tail integrates to the recursion's mean: two derivations of one number."""
    steps = np.arange(0, sources, 1e-3) + 0.5e-3
    if sources == 100:
        steps = steps[steps < 40]  # the tail beyond is below 1e-12
    tail = [
        periodic_sources.random_phase_wait_beyond(sources=sources, period=period, service=1.0, wait=float(step))
        for step in steps[::10] + 4.5e-3
    ]
    mean = periodic_sources.random_phase_wait_mean(sources=sources, period=period, service=1.0)
    assert sum(tail) * 1e-2 == pytest.approx(mean, rel=1e-3)


def test_the_mean_is_erlangs_b_in_disguise() -> None:
    """The recursion is D/2 (1/B(N - 1, T/D) - 1)."""
    mean = periodic_sources.random_phase_wait_mean(sources=100, period=125.0, service=1.0)
    assert mean == pytest.approx(0.5 * (1 / queues.erlang_b(servers=99, offered=125.0) - 1))


def test_many_sources_wait_like_poisson_arrivals() -> None:
    """Periodic sources wait less than Poisson arrivals of the same load, and as long in the limit of many."""
    poisson = queues.md1_wait_mean(rate=0.8, service=1.0)
    means = [
        periodic_sources.random_phase_wait_mean(sources=n, period=n / 0.8, service=1.0)
        for n in (10, 100, 1000, 100_000)
    ]
    assert means == sorted(means)
    assert means[-1] < poisson
    assert means[-1] == pytest.approx(poisson, rel=1e-3)


def test_in_phase_agrees_with_equal_phases() -> None:
    """When all come together the k-th waits for k - 1 others."""
    found = waits(np.full((1, 100), 3.0), 125.0, 1.0)
    assert found.mean() == pytest.approx(periodic_sources.in_phase_wait_mean(sources=100, service=1.0))
