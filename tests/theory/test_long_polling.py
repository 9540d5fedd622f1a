from bisect import bisect_right

import numpy as np
import pytest

from rtsim.theory import long_polling
from tests.theory.agreement import Array, agrees, generators


def walk(
    drawn: Array, *, gap: float, hold: float, to_client: float, respond: float = 0.0
) -> tuple[Array, Array, Array, int]:
    """Follow one client answer by answer: latencies, messages in each answer, when each left, births in gaps."""
    births: list[float] = drawn.tolist()
    answered, first, in_gap, leaves = 0.0, 0, 0, [0.0]
    latencies: list[float] = []
    counts: list[int] = []
    while first < len(births):
        parked = answered + gap
        last = bisect_right(births, parked, first)
        in_gap += last - first
        answered = parked
        if last == first:  # nothing came in the gap: the request is held
            if births[first] > parked + hold:
                answered = parked + hold
            else:
                answered = births[first] + respond
                last = bisect_right(births, answered, first)
        latencies.extend(answered + to_client - birth for birth in births[first:last])
        counts.append(last - first)
        leaves.append(answered)
        first = last
    return np.array(latencies), np.array(counts), np.array(leaves), in_gap


CASES = [
    {"rate": 2.0, "gap": 0.13, "hold": 3.0, "to_client": 0.08, "respond": 0.0},
    {"rate": 20.0, "gap": 0.1, "hold": 30.0, "to_client": 0.06, "respond": 0.0},
    {"rate": 0.5, "gap": 0.4, "hold": 1.5, "to_client": 0.1, "respond": 0.0},
    {"rate": 3.0, "gap": 0.2, "hold": 0.5, "to_client": 0.0, "respond": 0.3},
    {"rate": 3.0, "gap": 0.3, "hold": 2.0, "to_client": 0.1, "respond": 0.05},
]


@pytest.mark.parametrize("case", CASES)
def test_poisson_agrees_with_a_walk(case: dict[str, float]) -> None:
    """Cycle, latency, batches, empty, gap and held shares are those of a client followed answer by answer."""
    theory = long_polling.poisson(**case)
    setting = {name: value for name, value in case.items() if name != "rate"}
    rows = []
    for generator in generators():
        births = np.cumsum(generator.exponential(1 / case["rate"], 12_000))
        latency, counts, leaves, in_gap = walk(births, **setting)
        cycles, bound = len(counts), theory.latency_quantile(0.99)
        rows.append(
            (
                leaves[-1] / cycles,
                latency.mean(),
                latency.std(),
                counts[counts > 0].mean(),
                in_gap / len(births),
                1 - cycles * case["gap"] / leaves[-1],
                np.mean(latency <= bound + 1e-9),
            )
        )
        assert 0.99 * theory.latency_sup < latency.max() <= theory.latency_sup + 1e-6
    expected = (
        theory.cycle,
        theory.latency_mean,
        theory.latency.sd,
        theory.batch_mean,
        theory.gap_share,
        theory.held_share,
        theory.latency.share_within(bound),
    )
    for column, value in zip(zip(*rows, strict=True), expected, strict=True):
        agrees(column, value)


@pytest.mark.parametrize(("rate", "gap", "hold"), [(0.5, 0.4, 1.5), (0.02, 0.2, 25.0), (1.0, 0.1, 1.0)])
def test_empty_share_agrees_with_a_walk(rate: float, gap: float, hold: float) -> None:
    """The share of requests that time out is that of a client followed answer by answer."""
    shares = []
    for generator in generators():
        counts = walk(np.cumsum(generator.exponential(1 / rate, 10_000)), gap=gap, hold=hold, to_client=0.1)[1]
        shares.append(np.mean(counts == 0))
    agrees(shares, long_polling.poisson(rate=rate, gap=gap, hold=hold, to_client=0.1).empty_share)


@pytest.mark.parametrize(("period", "gap"), [(1.0, 0.3), (1.0, 1.0), (0.2, 0.33 * np.e), (0.25, np.pi / 10)])
def test_periodic_agrees_with_a_walk(period: float, gap: float) -> None:
    """A steady publisher is either always awaited or always ahead, and the numbers are those of a walk."""
    theory = long_polling.periodic(period=period, gap=gap, to_client=0.05)
    births = 2.0 + period * np.arange(100_000)
    latency, counts, leaves, _ = walk(births, gap=gap, hold=100.0, to_client=0.05)
    assert latency[10:].mean() == pytest.approx(theory.latency_mean, rel=1e-3)
    assert latency[10:].max() <= theory.latency_sup + 1e-9
    assert latency[10:].max() == pytest.approx(theory.latency_sup, rel=1e-3)
    assert len(counts) / leaves[-1] == pytest.approx(theory.rate, rel=1e-3)
    assert counts.mean() == pytest.approx(theory.batch_mean, rel=1e-3)
    assert 1 - len(counts) * gap / leaves[-1] == pytest.approx(theory.held_share, abs=1e-3)


def test_the_knee_is_where_periodic_messages_begin_to_wait() -> None:
    """Just below the knee every message finds a held request, just above it none does."""
    knee = long_polling.knee_delay(period=0.25)
    assert long_polling.periodic(period=0.25, gap=2 * knee * 0.999, to_client=knee).gap_share == 0
    assert long_polling.periodic(period=0.25, gap=2 * knee * 1.001, to_client=knee).gap_share == 1


def test_gap_is_where_the_supremum_of_the_plain_loop_comes_from() -> None:
    """Without pause and service the bound is one way up and two ways down (RFC 6202: over three transits)."""
    gap = long_polling.gap(to_server=0.05, to_client=0.08)
    theory = long_polling.poisson(rate=2.0, gap=gap, hold=3.0, to_client=0.08)
    assert theory.latency_sup == pytest.approx(0.05 + 2 * 0.08)


def test_a_hold_without_end_never_answers_empty() -> None:
    """An infinite hold is the limit of long ones."""
    endless = long_polling.poisson(rate=0.5, gap=0.2, hold=float("inf"), to_client=0.1)
    assert endless.empty_share == 0
    assert endless.cycle == pytest.approx(long_polling.poisson(rate=0.5, gap=0.2, hold=60.0, to_client=0.1).cycle)
