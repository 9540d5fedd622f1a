import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.bins import BINS
from rtsim.model.kernel.levels import integrate, pass_time
from rtsim.model.layout import LEVEL, STEP, Rows
from tests.model.worlds import laid_out

START, END = 6.0, 24.0
WORLD = laid_out(warmup=START, duration=END - START)
INSTANTS = st.lists(st.integers(0, 96).map(lambda quarter: quarter / 4), max_size=20)
KEPT = {"fixed": 1000.0, "idle": 3.0, "push": 50.0, "keep": 7.0}


def told(rows: list[tuple[float, int, int, int, int]]) -> Rows:
    """Give steps of instant, bytes, connections, those that are pushed on, and held requests."""
    found = np.zeros(len(rows), STEP)
    found[:] = [(*row, 0) for row in rows]
    return found


def integrated(*portions: Rows) -> tuple[Rows, np.ndarray]:
    """Integrate portions of steps one after the other, up to the window's end."""
    level, areas = np.zeros(1, LEVEL), np.zeros((BINS, 3))
    for name, size in KEPT.items():
        level[name] = size
    for rows in portions:
        integrate(WORLD._replace(levels=level, areas=areas, steps=rows), len(rows))
    if level[0].since < END:
        pass_time(WORLD._replace(levels=level, areas=areas), END)
    return level, areas


@given(INSTANTS, st.data())
def test_levels_are_those_of_brute_force(instants: list[float], data: st.DataObject) -> None:
    """Steps in order, in two portions, give each bin and the window the mean and the peak that brute force finds."""
    change = st.tuples(st.integers(-500, 500), st.integers(-3, 5), st.integers(-2, 2), st.integers(-1, 3))
    rows = [(at, *data.draw(change)) for at in sorted(instants)]
    cut = data.draw(st.integers(0, len(rows)))
    level, areas = integrated(told(rows[:cut]), told(rows[cut:]))
    cells = (np.arange(10 * BINS) + 0.5) * END / (10 * BINS)
    size, opened, pushed, held = (
        np.array([sum((row[1 + column] for row in rows if row[0] <= cell), 0) for cell in cells]) for column in range(4)
    )
    memory = 1000.0 + 3.0 * (opened - pushed) + 50.0 * pushed + 7.0 * held + size
    found, counts = level[0], cells >= START
    for column, values, area, peak in (
        (0, opened, found.open_area, found.open_peak),
        (1, held, found.held_area, found.held_peak),
        (2, memory, found.memory_area, found.memory_peak),
    ):
        assert areas[:, column] * BINS / END == pytest.approx(values.reshape(BINS, 10).mean(axis=1))
        assert area == pytest.approx(values[counts].mean() * (END - START))
        assert peak == max(0.0, values[counts].max())


def test_a_level_that_lasts_no_time_is_no_peak() -> None:
    """What goes up and down at one instant was never there."""
    level, _ = integrated(told([(8.0, 0, size, 0, 0) for size in (1, 7, -7)]))
    assert level[0].open_peak == 1.0


def test_many_steps_in_a_bin_are_all_counted() -> None:
    """A level that goes up by one at each of a thousand instants within one bin has the mean of all."""
    width = END / BINS
    instants = np.linspace(10 * width, 11 * width, 1001).tolist()
    _, areas = integrated(told([(at, 0, 1, 0, 0) for at in instants]), told([(instants[-1], 0, -1001, 0, 0)]))
    assert areas[10, 0] / width == pytest.approx(500.5)
    assert np.count_nonzero(areas[:, 0]) == 1


def test_nothing_counts_after_the_window() -> None:
    """Steps of beyond the end change neither means nor peaks."""
    within, beyond = told([(8.0, 0, 2, 0, 0)]), told([(8.0, 0, 2, 0, 0), (30.0, 0, 9, 0, 0), (40.0, 0, -9, 0, 0)])
    (one, areas), (other, same) = integrated(within), integrated(beyond)
    one, other = one[0], other[0]
    assert (one.open_area, one.open_peak) == (other.open_area, other.open_peak) == (2 * (END - 8.0), 2.0)
    assert areas.tolist() == same.tolist()
