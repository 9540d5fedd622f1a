from math import inf, isnan, nan

import numpy as np
import pytest
from scipy.stats import ttest_ind

from rtsim.analysis.contrast import (
    Contrast,
    Known,
    Part,
    Sample,
    Side,
    aligned,
    contrasts,
    sample,
    unpaired,
    welch,
)
from rtsim.scenario.measures import METRICS, Measure

LATENCY = "latency_s.p95"
PART = Part("", "sse")


def side(*values: float, metric: str = LATENCY, overloaded: bool = False, messages: str = "") -> Side:
    """Give a side with one technique, of which one measure is known; all replications have the same messages."""
    return Side(
        "side", {PART: Known({metric: sample(values)}, overloaded, 1, dict.fromkeys(range(len(values)), messages))}
    )


def contrast(a: Side, b: Side, margin: float = 0.0) -> Contrast:
    """Give the only contrast of two such sides."""
    (found,) = contrasts(a, b, margin)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_welch_s_interval_is_scipy_s(seed: int) -> None:
    """The interval of samples that differ in number and spread is that of scipy's test for unequal variances."""
    chance = np.random.default_rng(seed)
    a, b = chance.normal(1.0, 0.5, 5), chance.normal(2.0, 2.0, 9)
    found = welch(sample(tuple(a)), sample(tuple(b)))
    expected = ttest_ind(b, a, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_pairs_tell_apart_what_welch_cannot() -> None:
    """Where the same messages make both vary alike, pairs show a small difference that Welch's interval hides."""
    a, b = (1.0, 2.0, 3.0, 4.0), (1.1, 2.1, 3.1, 4.101)
    paired = contrast(side(*a, messages="same"), side(*b, messages="same"))
    apart = contrast(side(*a, messages="same"), side(*b, messages="other"))
    assert (paired.paired, paired.verdict) == (True, "worse")
    assert (apart.paired, apart.verdict) == (False, "no difference")
    assert paired.difference.mean == pytest.approx(apart.difference.mean)


def test_what_is_not_known_is_not_paired() -> None:
    """Two sides of which nobody knows the messages are no pairs."""
    assert not contrast(side(1.0, 2.0), side(1.0, 2.0)).paired


@pytest.mark.parametrize(
    ("seed", "messages", "why"),
    [
        (1, {0: "a", 1: "b"}, ""),
        (1, {1: "b", 0: "a"}, ""),
        (2, {0: "a", 1: "b"}, "the seeds differ"),
        (1, {0: "a", 1: "b", 2: "c"}, "the replications differ"),
        (1, {0: "a", 2: "b"}, "the replications differ"),
        (1, {0: "b", 1: "a"}, "the messages differ"),
        (1, {0: "a", 1: ""}, "the messages are not known"),
        (1, {}, "the messages are not known"),
    ],
)
def test_why_runs_are_no_pairs(seed: int, messages: dict[int, str], why: str) -> None:
    """Pairs have the same seed, the same replications, and each the same messages."""
    known = Known({}, overloaded=False, seed=1, messages={0: "a", 1: "b"})
    other = Known({}, overloaded=False, seed=seed, messages=messages)
    assert unpaired(known, other) == unpaired(other, known) == why


def test_an_only_point_is_where_a_scenario_is() -> None:
    """A side without points is put at the only point of the other; at none where there are two, or at its own."""
    known = Known({}, overloaded=False)
    bare, one, two = (
        Side("side", {Part(point, "sse"): known for point in points})
        for points in ([""], ["x = 1"], ["x = 1", "x = 2"])
    )
    assert aligned(bare, one) == (one, one)
    assert aligned(one, bare) == (one, one)
    for pair in ((bare, two), (two, bare), (bare, bare), (one, two), (bare, Side("side", {}))):
        assert aligned(*pair) == pair


@pytest.mark.parametrize("metric", METRICS)
def test_less_is_better_unless_neither_is(metric: str) -> None:
    """A lower latency or cost is better, a higher one worse; of some measures neither is."""
    low, high = side(1.0, 1.1, 1.0, metric=metric), side(2.0, 2.1, 2.0, metric=metric)
    expected = ["higher", "lower"] if Measure(metric).neutral else ["worse", "better"]
    assert [contrast(low, high).verdict, contrast(high, low).verdict] == expected


def test_a_margin_is_no_difference() -> None:
    """What may lie within the margin does not count; what lies beyond it does."""
    a, b = side(1.0, 1.001, 1.0), side(1.05, 1.051, 1.05)
    assert contrast(a, b, 0.1).verdict == "no difference"
    assert contrast(a, b, 0.01).verdict == "worse"


def test_rounding_is_no_difference() -> None:
    """Sums in another order differ in their last digits, which is nothing."""
    a = (0.1, 0.2, 0.3)
    b = tuple(value * (1 + 1e-15) for value in a)
    assert contrast(side(*a, messages="same"), side(*b, messages="same")).verdict == "no difference"


def test_one_replication_decides_nothing() -> None:
    """Without an interval there is a difference in numbers, and no verdict."""
    found = contrast(side(1.0), side(2.0))
    assert found.difference.mean == 1.0
    assert isnan(found.difference.high)
    assert found.verdict == "no difference"


def test_overload_decides() -> None:
    """A latency under overload is worse than any steady one, and two of them are not compared; other measures are."""
    steady, over = side(5.0, 5.1), side(1.0, 1.1, overloaded=True)
    assert contrast(steady, over).verdict == "worse"
    assert contrast(over, steady).verdict == "better"
    assert contrast(over, over).verdict == "no steady answer"
    memory = "server.memory_mean_bytes"
    assert contrast(side(5.0, 5.1, metric=memory), side(1.0, 1.1, metric=memory, overloaded=True)).verdict == "better"


def test_what_is_undefined_is_left_out() -> None:
    """A measure that one side does not have is not compared, nor a technique that one side does not have."""
    assert not list(contrasts(side(nan, nan), side(1.0, 2.0)))
    assert not list(contrasts(side(1.0, 2.0), Side("none", {})))


def test_undefined_replications_are_left_out() -> None:
    """A sample counts the replications in which the measure has a value."""
    assert sample((1.0, nan, 3.0)).count == 2
    assert sample((1.0, nan, 3.0)).mean == 2.0


def test_an_exact_value_has_an_exact_interval() -> None:
    """Samples without spread differ by exactly their difference."""
    found = welch(Sample(1.0, 0.0, 3), Sample(3.0, 0.0, 3))
    assert (found.low, found.high) == (2.0, 2.0)
    assert found.high < inf


def test_a_latency_that_is_gone_is_worse() -> None:
    """A side that owes messages and delivers none has no latency, which is worse; one that owes none is not judged."""

    def owing(owed: float, *latencies: float) -> Side:
        samples = {LATENCY: sample(latencies), "messages.expected": sample((owed, owed))}
        return Side("side", {PART: Known(samples, overloaded=False)})

    def judged(a: Side, b: Side) -> list[str]:
        return [one.verdict for one in contrasts(a, b) if one.metric == LATENCY]

    some, none, silent = owing(9.0, 1.0, 2.0), owing(9.0, nan, nan), owing(0.0, nan, nan)
    assert (judged(some, none), judged(none, some)) == (["worse"], ["better"])
    assert judged(some, silent) == judged(silent, some) == judged(none, none) == judged(silent, none) == []
