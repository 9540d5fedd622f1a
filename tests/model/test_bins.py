from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.bins import BINS, Bins
from rtsim.recording import Recording
from tests.model.runs import run

END = 24.0
INSTANTS = st.lists(st.integers(0, 96).map(lambda quarter: quarter / 4), min_size=1, max_size=20)
COSTS = dict.fromkeys(("open", "request", "respond", "publish", "push_websocket", "push_sse"), 0.0004)
BUSY, OVERLOADED = ({name: times * cost for name, cost in COSTS.items()} for times in (10, 200))
SERVERS: dict[str, dict[str, Any]] = {
    "one core": {"costs": COSTS},
    "several": {"costs": COSTS, "cores": 3, "nodes": 2},
    "turns": {"costs": COSTS, "stack": "aiohttp"},
    "busy": {"costs": BUSY},
    "overloaded": {"costs": OVERLOADED},
}
WARM = BINS // 4  # bins of the warm-up, when it takes a quarter of the run


def course_of(technique: str, server: dict[str, Any]) -> Recording:
    """Run a small chat whose window begins at a bin's edge."""
    clients = {"count": 40, "connect_over": 2, "network": {"latency": 0.02}}
    messages = {"to": "room", "room_size": 5, "rate": 0.5}
    return run(technique, warmup=6, duration=18, server=server, clients=clients, messages=messages)


@given(INSTANTS, st.data())
def test_a_bin_s_mean_is_the_level_s(told: list[float], data: st.DataObject) -> None:
    """Steps in order, told in portions, give each bin the mean that brute force finds."""
    instants = sorted({0.0, *told, END})
    levels = data.draw(st.lists(st.integers(-5, 5), min_size=len(instants), max_size=len(instants)))
    cut = data.draw(st.integers(0, len(instants) - 1))
    bins = Bins(END, 1)
    for part in (slice(0, cut + 1), slice(cut, len(instants))):
        bins.add(np.array(instants[part]), np.array(levels[part], dtype=float)[:, np.newaxis])
    cells = (np.arange(10 * BINS) + 0.5) * END / (10 * BINS)
    brute = np.array(levels)[np.searchsorted(instants, cells, side="right") - 1].reshape(BINS, 10).mean(axis=1)
    assert bins.means()[:, 0] == pytest.approx(brute)


def test_many_steps_in_a_bin_are_all_counted() -> None:
    """A level that goes up by one at each of a thousand instants within one bin has the mean of all."""
    bins = Bins(float(BINS), 1)
    instants = np.linspace(10.0, 11.0, 1001)
    bins.add(instants, np.arange(1001.0)[:, np.newaxis])
    assert bins.means()[10, 0] == pytest.approx(499.5)
    assert np.count_nonzero(bins.means()) == 1


@pytest.mark.parametrize("technique", ["short-polling", "long-polling", "websocket", "sse"])
@pytest.mark.parametrize("server", SERVERS.values(), ids=SERVERS)
def test_the_window_s_bins_have_the_window_s_means(technique: str, server: dict[str, Any]) -> None:
    """Averaged over the window's bins, each column of the course is what the recording says of the whole window."""
    recording = course_of(technique, server)
    course = recording.course
    assert course.busy[WARM:].mean() == pytest.approx(recording.utilisation, rel=1e-9, abs=1e-12)
    levels = (course.open, recording.open), (course.held, recording.held), (course.memory, recording.memory)
    for column, level in levels:
        assert column[WARM:].mean() == pytest.approx(level.mean, rel=1e-9, abs=1e-12)
        assert column[WARM:].max() <= level.peak * (1 + 1e-12)


@pytest.mark.parametrize("server", SERVERS.values(), ids=SERVERS)
def test_cores_are_never_more_than_busy(server: dict[str, Any]) -> None:
    """No bin has less than no work, or more than its time; the warm-up's connections are work too."""
    course = course_of("websocket", server).course
    assert course.busy.min() >= -1e-9
    assert course.busy.max() <= 1 + 1e-9
    assert course.busy[:WARM].sum() > 0
    assert course.open[0] < course.open[WARM]
