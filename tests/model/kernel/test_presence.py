"""Rooms that are told who comes and who leaves."""

from typing import Any

import pytest

from rtsim.recording import Recording
from tests.model.runs import clients, delivered, run, trace
from tests.properties.scenarios import NAMES

ENTRY, PAYLOAD = 60, 200
DRAIN = {"restarts": [{"at": 10, "kind": "drain", "over": 3}]}
EVERYONE = {"from": "server", "to": "everyone", "payload": PAYLOAD}


def told(name: str, announce: str, **sections: Any) -> Recording:
    """Run a few clients that all come at the start, and are sent one message at 5 s."""
    present = clients(3) | {"presence": {"announce": announce, "entry": ENTRY}, "reconnect": {"first": 0.1}}
    usual = {"clients": present, "messages": EVERYONE | trace(5.0), "duration": 30.0}
    return run(name, **(usual | sections))


def entries(recording: Recording) -> float:
    """Give how many entries went down beside the messages themselves."""
    return (recording.traffic["payload"].down - recording.delivered * PAYLOAD) / ENTRY


@pytest.mark.parametrize(("announce", "joins"), [("none", 0), ("delta", 1 + 2 + 3), ("full", 1 + 4 + 9)])
def test_a_join_is_told_to_all_who_are_there(announce: str, joins: int) -> None:
    """The k-th is told to k, itself among them: one entry, or k of them."""
    assert entries(told("websocket", announce)) == joins


@pytest.mark.parametrize(("announce", "each"), [("delta", 2 + 3), ("full", 2 * 2 + 3 * 3)])
def test_a_leave_is_told_and_so_is_the_return(announce: str, each: int) -> None:
    """Who is closed leaves two behind, who hear of it, and is told of with them when it is back."""
    still, drained = told("websocket", announce), told("websocket", announce, faults=DRAIN)
    assert entries(drained) - entries(still) == 3 * each


def test_who_is_back_before_its_node_closes_its_old_connection_never_left() -> None:
    """A client that was cut off for a second notices before its node does, and is told of neither time."""
    found = told(
        "websocket",
        "delta",
        server={"detect": 4},
        techniques={"websocket": {"heartbeat": 1, "detect": 1.5}},
        faults={"outages": [{"at": 10.3, "lasts": 1, "clients": 0.34, "notice": "silent"}]},
    )
    assert found.opened == found.open.peak == 4
    assert entries(found) == 1 + 2 + 3


def test_nodes_tell_each_other() -> None:
    """A room on two nodes is told as one, where nobody comes while news of another is between the nodes."""
    apart = clients(4) | {"presence": {"announce": "full", "entry": ENTRY}, "connect_over": 2.0}
    found = told("websocket", "full", clients=apart, server={"nodes": 2})
    assert entries(found) == 1 + 4 + 9 + 16


def test_a_crash_leaves_nobody_to_be_told() -> None:
    """All of the node are gone, and are told of anew as they come back."""
    crash = {"restarts": [{"at": 10, "kind": "crash", "down": 1}]}
    assert entries(told("websocket", "full", faults=crash)) == 2 * (1 + 4 + 9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("announce", ["delta", "full"])
def test_announcements_count_for_nothing(name: str, announce: str) -> None:
    """They are no messages: what is published, expected and delivered, and when, is as without them."""
    with_them, without = told(name, announce), told(name, "none")
    assert delivered(with_them) == delivered(without)
    for one in ("published", "expected", "delivered", "lost", "undelivered", "duplicates", "out_of_order"):
        assert getattr(with_them, one) == getattr(without, one)
    assert with_them.latency.total == without.latency.total
    assert with_them.age == without.age
    assert with_them.traffic["payload"].down > without.traffic["payload"].down


@pytest.mark.parametrize("name", NAMES)
def test_each_client_comes_in_once(name: str) -> None:
    """With polls too: all hear of all who come, but for who comes after them and has the log's news."""
    assert 3 <= entries(told(name, "delta")) <= 9


def test_they_cost_the_cores_work() -> None:
    """Each that is written is a piece of work."""
    found = told("websocket", "delta", server={"costs": {"push_websocket": 0.01}})
    assert found.cpu["push"] == pytest.approx(0.01 * (3 + 6))
