from itertools import pairwise
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.chance import Constant, Distribution, Empirical, Exponential, Gamma, Lognormal, Pareto, Uniform
from rtsim.histogram import Histogram

SHARES = (0.0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0)
WITHIN = 0.005
ROWS: list[Distribution] = [
    Constant(0.02),
    Exponential(0.003),
    Exponential(500.0),
    Uniform(0.0, 5.0),
    Uniform(0.0, 2e-4),
    Gamma(0.1, 0.02),
    Lognormal(0.05, 0.2),
    Pareto(0.1, 0.3),
    Empirical((1e-3, 0.05, 7.0)),
]


def counted(*parts: list[float]) -> Histogram:
    """Count values, part by part."""
    histogram = Histogram()
    for part in parts:
        histogram.add(np.array(part, dtype=np.float64))
    return histogram


@pytest.mark.parametrize("size", [1, 2, 7, 100, 50_000])
@pytest.mark.parametrize("distribution", ROWS, ids=lambda row: repr(row)[:20])
def test_a_quantile_is_half_a_percent_off_at_most(distribution: Distribution, size: int) -> None:
    """Whatever the distribution and however few the values, quantiles agree with NumPy's of all values."""
    values = distribution.sample(np.random.default_rng(size), size)
    histogram = Histogram()
    histogram.add(values)
    for share in SHARES:
        assert histogram.quantile(share) == pytest.approx(float(np.quantile(values, share)), rel=WITHIN)


@given(st.lists(st.lists(st.floats(0, 1e7), max_size=30), max_size=5))
@settings(derandomize=True)
def test_counts_and_extremes_are_exact(parts: list[list[float]]) -> None:
    """However values are cut into parts: count, least, greatest are exact, the mean to rounding."""
    values, histogram = [value for part in parts for value in part], counted(*parts)
    assert histogram.count == len(values) == histogram.buckets.sum()
    if values:
        assert (histogram.minimum, histogram.maximum) == (min(values), max(values))
        assert histogram.mean == pytest.approx(np.mean(values))
    else:
        assert all(map(isnan, (histogram.mean, histogram.minimum, histogram.maximum, histogram.quantile(0.5))))


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=40), st.lists(st.floats(0, 1), min_size=2, max_size=6))
@settings(derandomize=True)
def test_quantiles_go_up(values: list[float], shares: list[float]) -> None:
    """A larger share has no smaller quantile, and all lie between the extremes."""
    histogram = counted(values)
    quantiles = [histogram.quantile(share) for share in sorted(shares)]
    slack = 1e-12 * max(values)
    assert all(low <= high + slack for low, high in pairwise(quantiles))
    assert min(values) - slack <= quantiles[0] <= quantiles[-1] <= max(values) + slack


def test_zeros_are_values() -> None:
    """Waits of nothing count, and are nothing."""
    histogram = counted([0.0] * 99 + [1.0])
    assert histogram.quantile(0.5) == 0.0
    assert histogram.mean == 0.01
