from math import inf, isnan, nan

import numpy as np
import pytest
from scipy import stats

from rtsim.analysis.estimates import Estimate, difference, estimate, verdict


def test_an_interval_is_student_s() -> None:
    """The interval is the one that scipy's t distribution gives."""
    values = [1.0, 4.0, 2.0, 8.0]
    low, high = stats.t.interval(0.95, 3, loc=np.mean(values), scale=stats.sem(values))
    assert estimate(values).low == pytest.approx(low)
    assert estimate(values).high == pytest.approx(high)


def test_an_interval_covers_the_truth_as_often_as_it_says() -> None:
    """95 of 100 intervals hold the mean that the values were drawn around."""
    rng = np.random.default_rng(7)
    drawn = [estimate(rng.normal(3.0, 1.0, 5).tolist()) for _ in range(4000)]
    covered = np.mean([one.low <= 3.0 <= one.high for one in drawn])
    assert abs(covered - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 4000)


def test_one_value_has_no_interval() -> None:
    """A mean of one replication stands alone."""
    alone = estimate([5.0])
    assert alone.mean == 5.0
    assert isnan(alone.low)
    assert isnan(alone.high)


def test_undefined_values_are_left_out() -> None:
    """A replication in which a measure is undefined does not count; when it is undefined in all, so is the estimate."""
    assert estimate([1.0, nan, 3.0]).mean == 2.0
    assert not estimate([nan, nan]).known


def test_pairs_find_what_noise_hides() -> None:
    """A difference that common random numbers leave bare is found, although both means overlap."""
    base = np.random.default_rng(1).normal(10.0, 5.0, 10)
    assert verdict(difference((base + 0.1).tolist(), base.tolist())) == "b lower"
    assert estimate(base.tolist()).high > estimate((base + 0.1).tolist()).low


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Estimate(-2.0, -3.0, -1.0), "a lower"),
        (Estimate(2.0, 1.0, 3.0), "b lower"),
        (Estimate(0.5, -1.0, 2.0), "no difference"),
        (Estimate(-0.5, -1.0, 0.0), "no difference"),
        (Estimate(0.5, 0.0, 1.0), "no difference"),
        (Estimate(0.5, nan, nan), "no difference"),
    ],
)
def test_a_verdict_needs_an_interval_without_zero(interval: Estimate, words: str) -> None:
    """An interval that holds zero, or none at all, is no difference."""
    assert verdict(interval) == words


def test_what_never_ends_has_no_interval() -> None:
    """Where a value is infinite in some replication, so is the mean, without an interval and without a warning."""
    never = estimate([1.0, inf, 3.0])
    assert never.mean == inf
    assert isnan(never.half_width)
