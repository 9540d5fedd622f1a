import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.model.load import OPEN, Load
from rtsim.plan import Window

WINDOW = Window(start=1.0, end=2.0, horizon=3.0)


@given(st.floats(0, 3), st.lists(st.floats(0, 1), min_size=1, max_size=9), st.floats(0, 1))
@settings(deadline=None, derandomize=True)
def test_work_told_together_counts_as_work_told_singly(at: float, costs: list[float], wait: float) -> None:
    """Seconds and waits are the same, whether work lies in the window, outside, or across its edges."""
    together, single = Load(WINDOW), Load(WINDOW)
    ends = at + wait + np.cumsum(costs)
    starts = np.concatenate([[at + wait], ends[:-1]])
    together.work_many(OPEN, at, starts, ends)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        single.work(OPEN, at, start, end)
    assert together.seconds[OPEN] == pytest.approx(single.seconds[OPEN], abs=1e-12)
    mine, theirs = together.waits.histogram(), single.waits.histogram()
    assert (mine.count, mine.buckets.tolist()) == (theirs.count, theirs.buckets.tolist())
    assert mine.count == len(costs) * (1.0 <= at < 2.0)


def test_work_is_cut_to_the_window() -> None:
    """Of work from 0.5 to 5 s, the second of the window counts; its wait is not one of the window's."""
    load = Load(WINDOW)
    load.work(OPEN, 0.2, 0.5, 5.0)
    assert load.cpu()["open"] == 1.0
    assert load.waits.histogram().count == 0
