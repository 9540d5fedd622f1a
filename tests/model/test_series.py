import numpy as np
import pytest

from rtsim.model.bins import BINS
from rtsim.model.series import Series
from rtsim.plan import Window

WINDOW = Window(start=120.0, end=240.0, horizon=250.0)  # a bin is one second wide
LEVELS = np.zeros((BINS, 3))


def test_latencies_count_where_their_message_was_born() -> None:
    """Deliveries lie in the bin of their message's birth, warm-up included, whichever way they are told."""
    series = Series(WINDOW)
    series.told((3.5, 0.25))
    series.told((3.9, 0.5))
    series.told_many(200.0, np.array([1.0, 2.0]))
    course = series.finish(LEVELS)
    assert course.width == 1.0
    assert {place: int(course.deliveries[place]) for place in np.flatnonzero(course.deliveries)} == {3: 2, 200: 2}
    assert course.latency[[3, 200]].tolist() == [0.75, 3.0]


def test_only_the_window_s_latencies_are_in_the_histogram() -> None:
    """What is born before the window, or after it, is no part of its latencies."""
    series = Series(WINDOW)
    for birth in (119.0, 120.0, 239.0, 240.0):
        series.told((birth, 1.0))
        series.told_many(birth, np.array([2.0]))
    histogram = series.histogram()
    assert (histogram.count, histogram.total) == (4, 6.0)
    assert series.finish(LEVELS).deliveries.sum() == 6


def test_large_portions_are_counted_at_once() -> None:
    """A fan-out beyond a portion is folded, and nothing is counted twice."""
    series = Series(WINDOW)
    for _ in range(3):
        series.told_many(130.0, np.full(1 << 16, 0.5))
        series.fold()
    assert series.histogram().count == 3 << 16
    assert series.finish(LEVELS).latency[130] == pytest.approx(0.5 * (3 << 16))
    assert len(series.finish(LEVELS).unfinished) == BINS
