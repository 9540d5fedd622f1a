from typing import Any

import numpy as np
import pytest

from rtsim.model.backlog import down_time, queued
from rtsim.model.kernel.cores import queue
from rtsim.model.load import PUSH
from tests.model.runs import clients, planned, run, trace
from tests.model.worlds import begun

OFTEN = {"from": "server", "to": "everyone", "process": "periodic", "rate": 10.0}


@pytest.mark.parametrize(("cost", "overloaded"), [(0.005, False), (0.012, True)])
def test_cores_that_cannot_keep_up_are_overloaded(cost: float, *, overloaded: bool) -> None:
    """Ten messages a second to ten clients are overload at 12 ms each, and none at 5 ms."""
    recording = run("websocket", clients=clients(10), messages=OFTEN, server={"costs": {"push_websocket": cost}})
    assert recording.limits == ("cores",) * overloaded
    assert recording.utilisation == pytest.approx(min(1.0, 100 * cost), rel=0.05)


@pytest.mark.parametrize(("count", "overloaded"), [(18, False), (19, True)])
def test_one_node_that_cannot_keep_up_is_an_overload(count: int, *, overloaded: bool) -> None:
    """Of two nodes one with ten clients has 1.5 % more to do than it can, whatever time the other one has left."""
    server = {"nodes": 2, "costs": {"push_websocket": 0.01015}}
    recording = run("websocket", clients=clients(count), messages=OFTEN, server=server, duration=100.0)
    assert recording.limits == ("cores",) * overloaded
    assert 0.9 < recording.utilisation < 0.98


@pytest.mark.parametrize(("bandwidth", "overloaded"), [(40e3, False), (10e3, True)])
@pytest.mark.parametrize("shared", [False, True])
def test_links_that_cannot_keep_up_are_overloaded(bandwidth: float, *, overloaded: bool, shared: bool) -> None:
    """Ten messages of 200 bytes a second are 16 kbit/s: overload of a link, or a card, of 10 kbit/s."""
    network = {} if shared else {"down": bandwidth}
    server = {"egress": bandwidth} if shared else {}
    recording = run("websocket", clients=clients(1, **network), messages=OFTEN, server=server)
    assert recording.overloaded is overloaded
    assert recording.limits == ("egress" if shared else "links down",) * overloaded


@pytest.mark.parametrize("cores", [1, 2])
def test_the_backlog_is_what_is_left_of_each_core(cores: int) -> None:
    """Four works of two seconds leave eight seconds of work, of which two a core are done after two."""
    run = begun(planned("websocket", server={"cores": cores, "nodes": 2, "costs": {"push_websocket": 2.0}}))
    for _ in range(4):
        queue(run.world, 1, PUSH, 0.0, 0, 0, 0.0)
    assert queued(run, 2.0).tolist() == [0.0, 8.0 / cores - 2.0]
    assert queued(run, 100.0).tolist() == [0.0, 0.0]


QUIET: list[tuple[str, dict[str, Any]]] = [
    ("websocket", {"techniques": {"websocket": {"heartbeat": 1.0}}, "server": {"egress": 1e9}}),
    ("websocket", {"techniques": {"websocket": {"heartbeat": 1.0}}, "clients": clients(4, down=1e6)}),
    ("short-polling", {"techniques": {"short-polling": {"interval": 60.0}}, "clients": clients(4, up=1e6)}),
    ("long-polling", {"techniques": {"long-polling": {"pause": 60.0}}, "clients": clients(4, up=1e6)}),
]


@pytest.mark.parametrize(("name", "sections"), QUIET)
def test_what_is_due_later_is_no_backlog(name: str, sections: dict[str, Any]) -> None:
    """Heartbeats and polls of a quiet server lie ahead, and queue nowhere."""
    messages = {"from": "server", "to": "everyone", **trace(5.0, 200.0)}
    assert not run(name, duration=100.0, messages=messages, **sections).overloaded


@pytest.mark.parametrize(("nodes", "seconds"), [(1, 4.0), (2, 2.0)])
def test_unfinished_work_is_noted_at_each_bin_s_end(nodes: int, seconds: float) -> None:
    """Forty works of 100 ms that are queued at 4.99 s are worked off four seconds later, or two by two nodes."""
    server = {"nodes": nodes, "costs": {"push_websocket": 0.1}}
    messages = {"from": "server", "to": "everyone", **trace(4.99)}
    course = run("websocket", messages=messages, clients=clients(40), server=server).course
    ends = np.arange(1, len(course.unfinished) + 1) * course.width
    expected = np.where(ends > 4.99, np.maximum(4.99 + seconds - ends, 0.0), 0.0)
    assert course.unfinished == pytest.approx(expected, abs=0.001)


CRASHES = {"restarts": [{"at": 3.0, "kind": "crash", "down": 2.0}, {"at": 8.0, "kind": "crash", "down": 0.5}]}


@pytest.mark.parametrize(("cost", "overloaded"), [(0.008, False), (0.012, True)])
def test_cores_that_cannot_keep_up_while_they_are_up_are_overloaded(cost: float, *, overloaded: bool) -> None:
    """A node that is down for a quarter of the time, and begins anew with nothing to do, is overloaded all the same."""
    sections = {"messages": OFTEN, "faults": CRASHES, "server": {"costs": {"push_websocket": cost}}}
    recording = run("websocket", clients=clients(10) | {"reconnect": {"first": 0.01}}, **sections)
    assert recording.limits == ("cores",) * overloaded
    assert recording.utilisation < 0.8


def test_overlapping_restarts_are_one_time_without_a_node() -> None:
    """Two crashes of one node from 3 s to 5 s and from 4 s to 7 s, and one at 9.5 s, take 4.5 s of 10 s."""
    restarts = [{"at": 3.0, "down": 2.0}, {"at": 4.0, "down": 3.0}, {"at": 9.5, "down": 2.0, "nodes": 1}]
    faults = {"restarts": [{"kind": "crash", "nodes": 1} | restart for restart in restarts]}
    assert down_time(planned("websocket", server={"nodes": 2}, faults=faults)) == pytest.approx(4.5)


def test_a_queue_stands_until_the_crash() -> None:
    """Nobody at a node knows that it will fail: what is queued is not the less for it, but what it does is."""
    server = {"costs": {"push_websocket": 0.1}}
    faults = {"restarts": [{"at": 6.0, "kind": "crash", "down": 0.5}]}
    course = run("websocket", messages={"from": "server", "to": "everyone", **trace(4.99)}, faults=faults,
                 clients=clients(40), server=server).course  # fmt: skip
    ends = np.arange(1, len(course.unfinished) + 1) * course.width
    expected = np.where((ends > 4.99) & (ends <= 6.0), 8.99 - ends, 0.0)
    assert course.unfinished == pytest.approx(expected, abs=0.001)
    assert course.busy.sum() * course.width == pytest.approx(6.0 - 4.99, abs=0.02)
    assert course.busy.min() > -1e-9
    assert course.busy.max() < 1 + 1e-9
