from heapq import heapreplace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.serving import serve_alone
from rtsim.plan import Window

WINDOW = Window(start=1.0, end=9.0, horizon=9.0)


@pytest.mark.parametrize("cores", [1, 2, 5])
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 24)), max_size=40))
def test_works_are_served_as_by_a_heap(cores: int, told: list[tuple[int, int]]) -> None:
    """Waits and working seconds of the window are those of a plain heap of cores."""
    arrivals = np.cumsum([gap / 8 for gap, _ in told])
    seconds = np.array([work / 8 for _, work in told])
    free, waits, busy = [0.0] * cores, list[float](), 0.0
    for at, work in zip(arrivals.tolist(), seconds.tolist(), strict=True):
        start = max(free[0], at)
        heapreplace(free, start + work)
        waits += [start - at] * (1.0 <= at < 9.0)
        busy += max(0.0, min(start + work, 9.0) - max(start, 1.0))
    before = seconds.copy()
    served = serve_alone(arrivals, seconds, cores=cores, window=WINDOW)
    assert (served.waits.count, served.waits.total, served.busy) == (len(waits), sum(waits), busy)
    assert seconds.tolist() == before.tolist()
    assert served.window == WINDOW
