from dataclasses import fields, replace
from typing import Any

import pytest

from rtsim.model import simulate
from rtsim.plan import Plan
from rtsim.recording import Fact, Recording, Trace, Transfers, What, Where
from tests.contract.contract import facts
from tests.model.runs import clients, planned, trace

NAMES = ("short-polling", "long-polling", "websocket", "sse")
CHAT = {"from": "clients", "to": "room", "room_size": 20, "rate": 0.2, "payload": 150}
ROUGH = {"latency": 0.05, "jitter": {"dist": "normal", "sd": 0.03}, "up": 1e5, "down": 2e5, "loss": 0.05}
BUSY: dict[str, Any] = {
    "crowd": {"clients": {"count": 20, "connect_over": 3.0, "network": {"latency": 0.02}}, "messages": CHAT},
    "threads": {
        "clients": {"count": 6, "connect_over": 1.0, "network": {"latency": 0.02}},
        "messages": {**CHAT, "room_size": 3},
        "server": {"model": "threads", "threads": 3, "costs": {"request": 0.02, "publish": 0.01}},
    },
    "rough": {
        "clients": {
            "count": 5,
            "connect_over": 2.0,
            "network": {**ROUGH},
        },
        "messages": {**CHAT, "room_size": 5, "echo": True},
        "server": {"cores": 2, "nodes": 2, "keep_alive": 1.0, "costs": {"request": 0.002, "respond": 0.002}},
        "wire": {"tls": "1.3", "http": "2"},
        "techniques": {"short-polling": {"timing": "fixed-rate", "interval": 0.3}, "long-polling": {"timeout": 2},
                       "websocket": {"heartbeat": 2}, "sse": {"heartbeat": 2}},
    },
}  # fmt: skip


def watched(plan: Plan, client: int = 0) -> Recording:
    """Simulate a plan with a client traced."""
    return simulate(replace(plan, traced=client))


def told(name: str, **sections: Any) -> list[Fact]:
    """Give the facts about the first client of a small run, work that takes no time left out."""
    found = watched(planned(name, **sections)).trace
    return [fact for fact in found if fact.what is not What.WORK or fact.end > fact.start]


def shape(found: list[Fact]) -> list[tuple[str, float, float]]:
    """Give what happens from when until when, rounded to a nanosecond."""
    return [(fact.what.value, round(fact.start, 9), round(fact.end, 9)) for fact in found]


@pytest.mark.parametrize("world", BUSY)
@pytest.mark.parametrize("name", NAMES)
def test_changes_nothing(name: str, world: str) -> None:
    """A recording is the same to the bit whether a client is traced or not."""
    plan = planned(name, **BUSY[world])
    with_trace, without = facts(watched(plan)), facts(simulate(plan))
    assert with_trace.pop("trace") != without.pop("trace") == Trace()
    assert with_trace == without


@pytest.mark.parametrize("world", BUSY)
@pytest.mark.parametrize("name", NAMES)
def test_bytes(name: str, world: str) -> None:
    """The bytes of all clients' traces in the window are the recording's, on both ledgers, and so is the payload."""
    plan = planned(name, **BUSY[world])
    recordings = [watched(plan, client) for client in range(plan.clients.count)]
    window = plan.window
    passed = [fact for run in recordings for fact in run.trace if window.start <= fact.passes < window.end]
    assert len(passed) > plan.clients.count
    assert sum((fact.size for fact in passed), Transfers()) == recordings[0].total
    assert sum(fact.payload for fact in passed) == recordings[0].payload


def test_short_polling() -> None:
    """A poll arrives a latency after it left, is served, and its answer takes a latency; the next follows a pause."""
    found = told("short-polling", server={"costs": {"request": 0.001}}, techniques={"short-polling": {"interval": 4}})
    assert shape(found) == [
        ("set-up", 0.0, 0.02),
        ("request", 0.02, 0.03),
        ("work", 0.03, 0.031),
        ("empty answer", 0.031, 0.041),
        ("request", 4.041, 4.051),
        ("work", 4.051, 4.052),
        ("empty answer", 4.052, 4.062),
        ("arrival", 5.0, 5.0),
        ("request", 8.062, 8.072),
        ("work", 8.072, 8.073),
        ("answer", 8.073, 8.083),
    ]
    assert found[-1].messages == (0,)


def test_long_polling() -> None:
    """A poll is held until its time is over or a message is there; what is still held at the end is told too."""
    found = told("long-polling", techniques={"long-polling": {"timeout": 3}})
    assert shape(found) == [
        ("set-up", 0.0, 0.02),
        ("request", 0.02, 0.03),
        ("held", 0.03, 3.03),
        ("time-out", 3.03, 3.03),
        ("empty answer", 3.03, 3.04),
        ("request", 3.04, 3.05),
        ("held", 3.05, 5.0),
        ("arrival", 5.0, 5.0),
        ("answer", 5.0, 5.01),
        ("request", 5.01, 5.02),
        ("held", 5.02, 8.02),
        ("time-out", 8.02, 8.02),
        ("empty answer", 8.02, 8.03),
        ("request", 8.03, 8.04),
        ("held", 8.04, 10.0),
    ]


def test_websocket() -> None:
    """A handshake opens the connection; a ping has its pong, a client's frame its acknowledgement and its echo."""
    messages = {"from": "clients", "to": "everyone", "echo": True, **trace(5.0)}
    found = told("websocket", messages=messages, techniques={"websocket": {"heartbeat": 7}})
    assert shape(found) == [
        ("set-up", 0.0, 0.02),
        ("handshake", 0.02, 0.03),
        ("opened", 0.03, 0.04),
        ("birth", 5.0, 5.0),
        ("publish", 5.0, 5.01),
        ("acknowledgement", 5.01, 5.02),
        ("arrival", 5.01, 5.01),
        ("message", 5.01, 5.02),
        ("ping", 7.03, 7.04),
        ("pong", 7.04, 7.05),
    ]
    assert {fact.connection for fact in found if fact.where in (Where.UP, Where.DOWN)} == {0}


def test_post() -> None:
    """With SSE a message goes up on a connection of its own, which is closed when it has been idle for long enough."""
    messages = {"from": "clients", "to": "everyone", "echo": True, **trace(5.0)}
    found = told("sse", messages=messages, server={"keep_alive": 2.0})
    assert shape(found)[3:] == [
        ("birth", 5.0, 5.0),
        ("set-up", 5.0, 5.02),
        ("publish", 5.02, 5.03),
        ("acknowledgement", 5.03, 5.04),
        ("arrival", 5.03, 5.03),
        ("message", 5.03, 5.04),
        ("close", 7.03, 7.03),
    ]
    assert [fact.connection for fact in found[4:]] == [1, 1, 1, -1, 0, 1]


def test_queue() -> None:
    """Of two polls that arrive together the second waits for the core, and its wait is told."""
    plan = planned("short-polling", clients=clients(2), server={"costs": {"request": 0.25}})
    waits = [fact for fact in watched(plan, 1).trace if fact.what is What.QUEUE]
    assert [(fact.detail, round(fact.start, 9), round(fact.end, 9)) for fact in waits[:1]] == [("core", 0.03, 0.28)]
    assert not [fact for fact in watched(plan, 0).trace if fact.what is What.QUEUE]


def test_thread() -> None:
    """Where a held request keeps the only thread, the other client's request waits for it."""
    server = {"model": "threads", "threads": 1}
    plan = planned("long-polling", clients=clients(2), server=server, techniques={"long-polling": {"timeout": 2}})
    waits = [fact for fact in watched(plan, 1).trace if fact.what is What.QUEUE]
    assert [(fact.detail, round(fact.start, 9), round(fact.end, 9)) for fact in waits[:1]] == [("thread", 0.03, 2.03)]


def test_refused() -> None:
    """A connection that the server does not admit is told, and so is each further try."""
    found = watched(planned("websocket", clients=clients(2), server={"max_connections": 1}), 1).trace
    assert shape(list(found))[:2] == [("refused", 0.0, 0.02), ("refused", 1.02, 1.04)]


def test_answered_by_an_intermediary() -> None:
    """Behind a proxy that stands in for a server that is down a try has a connection, a request and its answer 503."""
    down = {"restarts": [{"at": 4.0, "down": 2.0}]}
    found = told("sse", path=[{"while_down": 503}], faults=down, techniques={"sse": {"retry": 1}})
    assert shape(found)[-1] == ("unavailable", 5.01, 5.05)


def test_lost() -> None:
    """A message that is pushed while the client has no connection is lost to it."""
    starts = {"count": 1, "connect_over": 0.0, "network": {"latency": 0.01}}
    found = told("websocket", clients=starts, messages={"from": "server", "to": "everyone", **trace(0.0, 5.0)})
    assert [(fact.what, fact.messages) for fact in found if fact.what in (What.LOST, What.MESSAGE)] == [
        (What.LOST, (0,)),
        (What.MESSAGE, (1,)),
    ]


def test_others() -> None:
    """What does not concern the traced client is not told: other rooms' messages, and other clients' polls."""
    messages = {"from": "server", "to": "one", **trace(2.0, 3.0, 4.0, 5.0, 6.0, 7.0)}
    plan = planned("websocket", clients=clients(3), messages=messages)
    got = [{m for fact in watched(plan, client).trace for m in fact.messages} for client in range(3)]
    assert sorted(message for each in got for message in each) == list(range(6))


def test_columns() -> None:
    """A trace holds facts in columns in the order of their starts, and gives them back as they were."""
    one, other = Fact(What.CLOSE, Where.SERVER, 2.0, 2.0), Fact(What.BIRTH, Where.CLIENT, 1.0, 1.0, messages=(3,))
    kept = Trace.of(7, [one, other])
    assert kept.client == 7
    assert list(kept) == [other, one]
    assert len(kept.columns) == len(Fact._fields)
    assert list(Trace.of(7, [])) == list(Trace()) == []
    assert "trace" in {field.name for field in fields(Recording)}
