import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.model.tally import Levels, Tally
from rtsim.plan import Window

WINDOW = Window(start=2.0, end=8.0, horizon=9.0)
INSTANT = st.integers(0, 20).map(lambda half: half / 2)
STEPS = st.lists(st.tuples(INSTANT, INSTANT, st.integers(-3, 5), st.booleans()), max_size=25)


def integrated(steps: list[tuple[float, int]], base: float) -> tuple[float, float]:
    """Give mean and peak of a level over the window, cell by cell of a grid that all steps lie on."""
    cells = np.arange(WINDOW.start, WINDOW.end, 0.5) + 0.25
    levels = [base + sum(size for at, size in steps if at <= cell) for cell in cells]
    return float(np.mean(levels)), max(levels)


@given(STEPS)
@settings(deadline=None, derandomize=True)
def test_levels_are_integrated_whatever_the_order_of_telling(told: list[tuple[float, float, int, bool]]) -> None:
    """Steps told ahead of time, one by one or together, with folds between, give the mean and peak of brute force."""
    levels, steps = Levels(WINDOW, 100.0), list[tuple[float, int]]()
    for now, later, size, together in sorted(told):
        levels.fold(now)
        at = now + later
        steps.append((at, size))
        if together:
            levels.steps(np.array([at]), size, -size, 3.0 * size)
        else:
            levels.step(at, size, -size, 3.0 * size)
    opened, held, memory = levels.finish()
    for level, factor, base in ((opened, 1, 0.0), (held, -1, 0.0), (memory, 3, 100.0)):
        mean, peak = integrated([(at, factor * size) for at, size in steps], base)
        assert level.mean == pytest.approx(mean)
        assert level.peak == pytest.approx(max(peak, 0.0))


def test_a_level_that_lasts_no_time_is_no_peak() -> None:
    """What goes up and down at one instant was never there."""
    levels = Levels(WINDOW, 0.0)
    for size in (1, 7, -7):
        levels.step(3.0, size, 0, 0.0)
    assert levels.finish()[0].peak == 1.0


def test_a_tally_counts_single_values_and_arrays() -> None:
    """Whichever way values come and whenever they are folded, all are counted once."""
    tally = Tally()
    tally.add(1.0)
    tally.add_many(np.array([2.0, 3.0]))
    tally.fold()
    tally.add(4.0)
    assert (tally.histogram().count, tally.histogram().total) == (4, 10.0)


def test_a_tally_folds_by_itself() -> None:
    """Large portions do not pile up."""
    tally = Tally()
    for _ in range(5):
        tally.add_many(np.ones(40_000))
    assert sum(map(len, tally._arrays)) < 1 << 16
    assert tally.histogram().count == 200_000
