from math import nan
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.calibration.sample import KEPT, Reservoir, Sample


def test_a_reservoir_keeps_a_bounded_number_and_counts_all() -> None:
    """However much is added, only so much is kept, and all of it was added."""
    reservoir: Reservoir[int] = Reservoir(limit=50)
    for value in range(2_000):
        reservoir.add(value)
    assert (reservoir.count, len(reservoir.kept)) == (2_000, 50)
    assert len(set(reservoir.kept)) == 50
    assert set(reservoir.kept) <= set(range(2_000))


def test_a_reservoir_keeps_early_and_late_values_alike() -> None:
    """The mean of what is kept is that of all, within five standard errors."""
    reservoir: Reservoir[int] = Reservoir(limit=1_000)
    for value in range(20_000):
        reservoir.add(value)
    standard_error = 20_000 / 12**0.5 / 1_000**0.5
    assert abs(mean(reservoir.kept) - 9_999.5) < 5 * standard_error


def test_the_same_additions_keep_the_same() -> None:
    """A reservoir has no chance of its own: two alike keep the same values."""
    first, second = Sample.of(range(2 * KEPT)), Sample.of(range(2 * KEPT))
    assert first.kept == second.kept


def test_least_and_most_are_of_all_values() -> None:
    """Extremes are known even when they are not kept."""
    sample = Sample.of([-7.0, *range(3 * KEPT), 1e9])
    assert (sample.least, sample.most, sample.count) == (-7.0, 1e9, 3 * KEPT + 2)


def test_what_is_not_known_is_left_out() -> None:
    """Nan is no value."""
    assert Sample.of([nan, 2.0, nan]).count == 1


def test_samples_add_up() -> None:
    """One sample taken into another counts all of its values, not only those it keeps."""
    total = Sample.of([1.0])
    total.add_all(Sample.of(float(value) for value in range(KEPT + 100)))
    assert (total.count, total.least, total.most) == (KEPT + 101, 0.0, KEPT + 99.0)


@given(st.lists(st.floats(0, 1e3), min_size=1, max_size=700), st.integers(1, 200))
def test_groups_have_the_mean_of_all(values: list[float], most: int) -> None:
    """The groups are few, ascend, stay within the values, and have their mean."""
    groups = Sample.of(values).groups(most)
    assert len(groups) <= max(most, 1)
    assert groups == pytest.approx(sorted(groups))
    assert mean(groups) == pytest.approx(mean(values), abs=1e-6)
    assert min(values) - 1e-6 <= groups[0] <= groups[-1] <= max(values) + 1e-6


@given(st.lists(st.integers(0, 40), max_size=6))
def test_values_together_are_kept_as_one_by_one(sizes: list[int]) -> None:
    """What is kept, and how many there were, does not depend on how many are added at a time."""
    single: Reservoir[int] = Reservoir(limit=20)
    together: Reservoir[int] = Reservoir(limit=20)
    begun = 0
    for size in sizes:
        values = list(range(begun, begun + size))
        for value in values:
            single.add(value)
        together.add_each(values)
        begun += size
    assert (together.kept, together.count) == (single.kept, single.count)
