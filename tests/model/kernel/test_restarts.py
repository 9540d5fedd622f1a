"""Restarts where something else limits who comes in, what is held, or who hears of it."""

from typing import Any

import pytest

from rtsim.model.compiled import compiled
from rtsim.model.run import Run
from rtsim.model.simulate import start_failing
from rtsim.recording import Recording
from tests.model.runs import clients, planned, run, trace

DRAINED = {"restarts": [{"at": 4, "kind": "drain", "over": 1}]}
CRASHED = {"restarts": [{"at": 4, "kind": "crash", "down": 0.5}]}
SOON = {"first": 0.1}


def restarted(name: str, faults: dict[str, Any], **sections: Any) -> Recording:
    """Run five clients whose server restarts at 4 s, for 20 s."""
    return run(name, clients=clients(5) | {"reconnect": SOON}, faults=faults, duration=20.0, **sections)


@pytest.mark.parametrize("faults", [DRAINED, CRASHED], ids=["drain", "crash"])
@pytest.mark.parametrize("name", ["websocket", "sse", "long-polling"])
@pytest.mark.parametrize(
    "server", [{"max_connections": 5}, {"model": "threads", "threads": 5}, {"accept_rate": 2.0}, {"cores": 2}], ids=str
)
def test_everybody_is_let_in_again(name: str, faults: dict[str, Any], server: dict[str, Any]) -> None:
    """Who is cut leaves its place and its thread to who comes next, so that all are back."""
    sections = {"techniques": {"sse": {"retry": 0.2}}} if name == "sse" else {}
    found = restarted(name, faults, server=server, **sections)
    assert found.failures is not None
    assert found.failures.missing == 0
    assert found.course.open[-1] == pytest.approx(5)
    assert min(found.course.open.min(), found.course.held.min()) >= 0


def test_all_workers_hear_that_they_failed() -> None:
    """A crash fails the posts that wait for a thread, more of them than are acknowledged at a time otherwise."""
    loop = {"from": "senders", "to": "everyone", "process": "closed-loop",
            "closed-loop": {"concurrency": 60, "think": 0.1}, "senders": {"count": 1}}  # fmt: skip
    server = {"model": "threads", "threads": 7, "costs": {"publish": 0.3}}
    found = restarted("sse", CRASHED, server=server, messages=loop, techniques={"sse": {"retry": 0.2}})
    assert found.expected == found.delivered + found.undelivered + found.lost
    assert found.lost > 0


def test_the_server_s_own_loop_waits_for_the_server() -> None:
    """A worker of the server that publishes without a pause does not spin while its node is down."""
    loop = {"from": "server", "to": "everyone", "process": "closed-loop",
            "closed-loop": {"concurrency": 2, "think": 0}}  # fmt: skip
    found = restarted("websocket", CRASHED, server={"costs": {"publish": 0.01}}, messages=loop)
    assert found.published < 2_100


def test_a_dead_transfer_holds_nobody_up() -> None:
    """What was under way on a slow link when the path was cut does not delay the next connection."""
    slow = clients(5, down=8e3) | {"reconnect": SOON}
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.5, "payload": 5000}
    found = run("websocket", clients=slow, messages=messages, faults=CRASHED, duration=20.0)
    assert found.failures is not None
    assert found.failures.dark[-1] < 1.5


@pytest.mark.parametrize("name", ["short-polling", "long-polling", "websocket", "sse"])
def test_who_is_cut_off_as_the_window_ends_comes_back(name: str) -> None:
    """A run goes on until those are back whom a fault has cut; what would break after its window is no fault of it."""
    faults = {"restarts": [{"at": 9.9, "kind": "crash", "down": 1, "every": 30}]}
    found = run(name, clients=clients(5) | {"reconnect": SOON}, faults=faults, techniques={"sse": {"retry": 0.2}})
    assert found.undelivered == 0
    assert found.failures is not None
    (outcome,) = found.failures.outcomes
    assert (outcome.at, outcome.missing, len(outcome.recovery)) == (9.9, 0, 5)
    assert found.failures.missing == 0


def test_whose_answer_takes_longer_than_the_run_is_not_back() -> None:
    """An answer of 189 bytes at 8 bit/s, to a try of which the server has done its part, is there minutes too late."""
    faults = {"restarts": [{"at": 195.0, "kind": "crash", "down": 0.5}]}
    found = run(
        "sse",
        clients=clients(1, down=8.0),
        faults=faults,
        duration=200.0,
        messages={"from": "server", "to": "one", **trace(1.0)},
    )
    assert found.failures is not None
    (outcome,) = found.failures.outcomes
    assert (outcome.missing, len(outcome.recovery), len(found.failures.dark)) == (1, 0, 0)


@pytest.mark.parametrize("name", ["websocket", "sse"])
def test_a_sender_gives_messages_up_and_not_its_socket(name: str) -> None:
    """A server that is away for longer than a message's tries costs that message, not all that its sender publishes."""
    messages = {"from": "senders", "to": "everyone", "process": "periodic", "rate": 1, "retry": SOON | {"tries": 3}}
    found = restarted(name, {"restarts": [{"at": 4.5, "kind": "crash", "down": 3}]}, messages=messages)
    assert found.undelivered == 0
    assert found.delivered >= 0.8 * found.expected


def test_heartbeats_come_in_order_of_time() -> None:
    """A storm that takes longer than a heartbeat's interval leaves heartbeats at their intervals."""
    found = restarted("websocket", CRASHED, server={"costs": {"open": 0.1}},
                      techniques={"websocket": {"heartbeat": 0.3}})  # fmt: skip
    assert 0 <= found.course.busy.min() <= found.course.busy.max() <= 1 + 1e-9
    assert found.failures is not None
    assert found.failures.missing == 0


def test_a_path_that_is_closed_before_it_is_open_was_never_open() -> None:
    """Who is cut by a crash and closed by a drain before the answer is there is dark once, till it is open for good."""
    restarts = [{"at": 4, "kind": "crash", "down": 0.0}, {"at": 4.55, "kind": "drain", "over": 0.01}]
    found = run("websocket", clients=clients(5, latency=0.1) | {"reconnect": SOON}, faults={"restarts": restarts})
    assert found.failures is not None
    crash, drain = found.failures.outcomes
    assert len(crash.recovery) == len(found.failures.dark) == 5
    assert len(drain.recovery) == 0
    assert found.failures.dark_total == pytest.approx(found.failures.dark.sum())
    assert found.failures.dark[0] > 0.5


def test_a_storm_takes_events_in_proportion_to_its_clients() -> None:
    """Four times as many clients that come back with full jitter are four times as many events, tries among them."""
    counts = {count: storm_events(count) for count in (1_000, 4_000)}
    assert counts[4_000] == pytest.approx(4 * counts[1_000], rel=0.02)
    assert counts[1_000] > 10 * 1_000


def storm_events(count: int) -> int:
    """Give how many events a crash under so many WebSocket clients makes, by the kernel's own count."""
    jittered = {"first": 1, "factor": 2, "cap": 30, "jitter": {"kind": "full"}}
    plan = planned("websocket", clients=clients(count) | {"reconnect": jittered, "connect_over": 2.0},
                   faults={"restarts": [{"at": 4, "kind": "crash", "down": 5}]}, duration=60.0)  # fmt: skip
    assert plan.faults is not None
    carried = Run(plan, compiled(faulty=True))
    carried.begin()
    start_failing(carried, plan.faults)
    carried.advance(plan.window.end)
    return int(carried.world.state[0].sequence)
