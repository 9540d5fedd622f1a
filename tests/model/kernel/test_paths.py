"""A path is cut for one endpoint alone: what stands falls, each end notices when the reset is there."""

from typing import Any

import pytest

from rtsim.model.kernel.connections import ends
from rtsim.model.kernel.paths import cut_path, expect_cut
from rtsim.model.layout import NOWHERE
from rtsim.model.run import Run
from tests.model.runs import clients, planned, trace
from tests.model.worlds import begun, steps

UP, DOWN, AT = 0.01, 0.02, 4.0
NETWORK = {"latency": {"up": UP, "down": DOWN}}
RECONNECT = {"first": 1.0}


def cut_at(name: str, at: float = AT, count: int = 2, **sections: Any) -> Run:
    """Let a run go on to an instant at which the first client's path is cut, as it has known."""
    found = clients(count) | {"network": NETWORK, "reconnect": RECONNECT}
    run = begun(planned(name, clients=found, **sections))
    expect_cut(run.world, 0, at, 0)
    run.begin()
    run.advance(at)
    cut_path(run.world, 0, 0)
    return run


def test_the_sooner_end_counts() -> None:
    """A path is cut by its node's failure or by its own, whichever comes first."""
    run = begun(planned("websocket", clients=clients(2) | {"reconnect": RECONNECT}))
    expect_cut(run.world, 0, 3.0, 0)
    run.world.nodes[0].fails = 5.0
    assert (ends(run.world, 0), ends(run.world, 1)) == (3.0, 5.0)
    run.world.nodes[0].fails = 2.0
    assert (ends(run.world, 0), ends(run.world, 1)) == (2.0, 2.0)


@pytest.mark.parametrize("name", ["websocket", "sse"])
def test_push_connection(name: str) -> None:
    """The node closes it a latency up later, the client comes back a latency down and a delay later; others stay."""
    run = cut_at(name, techniques={"sse": {"retry": 1.0}})
    assert run.world.recoveries["connection"][0] == NOWHERE != run.world.recoveries["connection"][1]
    run.advance(9.0)
    assert [row[:3] for row in steps(run.world) if row[1] < 0] == [(AT + UP, -1, -1)]
    assert run.world.recoveries["since"][0] == pytest.approx(AT + DOWN + 1.0 + 2 * (UP + DOWN))
    assert run.world.returns["dark"][0] == AT


def test_held_request() -> None:
    """A held request is held no longer, and asked again after a latency down and the retry."""
    late = {"from": "server", "to": "everyone", **trace(9.5)}
    run = cut_at("long-polling", techniques={"long-polling": {"retry": 1.0}}, messages=late)
    assert run.world.places["here"][0] == 1
    assert [row[3] for row in steps(run.world)].count(-1) == 1
    run.advance(9.0)
    assert run.world.returns["at"][0] == pytest.approx(AT + DOWN + 1.0 + 2 * UP + DOWN)
    assert run.world.places["here"][0] == 2


@pytest.mark.parametrize("name", ["websocket", "sse", "long-polling"])
def test_nothing_arrives_that_was_under_way(name: str) -> None:
    """A message on its way to the client whose path is cut is lost to a push without replay, and found by a poll."""
    run = cut_at(name, messages={"from": "server", "to": "everyone", **trace(AT - DOWN / 2)},
                 techniques={"sse": {"retry": 1.0, "event_id": False}})  # fmt: skip
    run.advance(9.0)
    state = run.world.state[0]
    assert (state.delivered, state.lost) == ((2, 0) if name == "long-polling" else (1, 1))


def test_what_an_intermediary_has_held_back_is_gone_with_the_path() -> None:
    """The next stream's buffer begins empty: one event alone does not fill it, though two would have."""
    run = cut_at("sse", count=1, messages={"from": "server", "to": "everyone", **trace(3.0, 8.0)},
                 techniques={"sse": {"retry": 1.0, "event_id": False, "heartbeat": None}},
                 path=[{"buffering": 300}])  # fmt: skip
    assert run.world.recoveries["stored"][0] == 0
    run.advance(9.0)
    assert 0 < run.world.recoveries["stored"][0] < 300
    assert run.world.state["delivered"][0] == 0


def test_thread_is_given_back() -> None:
    """With a thread for each connection, the one that is cut leaves its own to who comes next."""
    run = cut_at("websocket", server={"model": "threads", "threads": 2})
    run.advance(9.0)
    assert run.world.nodes["threads"][0] == 0
    assert (run.world.recoveries["connection"] != NOWHERE).all()


def test_who_waits_for_a_thread_fails_alone() -> None:
    """Of those that wait for a thread, the one whose path is cut waits no longer, and the order of the rest stays."""
    found = clients(4) | {"network": NETWORK, "reconnect": RECONNECT}
    run = begun(planned("websocket", clients=found, server={"model": "threads", "threads": 1}))
    run.begin()
    run.advance(AT)
    waiting = [endpoint for endpoint in range(4) if run.world.recoveries["connection"][endpoint] == NOWHERE]
    cut_path(run.world, waiting[1], 0)
    node, left = run.world.nodes[0], []
    cell = node.waits_first
    while cell != NOWHERE:
        left.append(int(run.world.connections["client"][run.world.cells["index"][cell]]))
        cell = run.world.cells["next"][cell]
    assert left == [waiting[0], waiting[2]]
