from typing import Any

import pytest

from rtsim.model.bins import BINS
from rtsim.recording import Recording
from tests.model.runs import run

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
