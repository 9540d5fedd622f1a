"""Clients whose upgrades do not pass: what their tries cost, what they do then, and what an instant is reckoned to."""

from dataclasses import replace
from typing import Any

import pytest

from rtsim.model import simulate
from rtsim.model.compiled import compiled, plain
from rtsim.recording import Recording, What
from tests.contract.contract import facts
from tests.model.runs import clients, delivered, planned, run, trace

UP, AFTER = 0.01, 2.0
OTHERS: dict[str, dict[str, Any]] = {"long-polling": {}, "short-polling": {"interval": 1.0}, "sse": {}}
SPOKEN = {"from": "clients", "to": "everyone", **trace(1.0, 3.5, 5.0)}

every_other = pytest.mark.parametrize("to", list(OTHERS))


def blocked(to: str | None, *, count: int = 1, blocks: str = "silent", **sections: Any) -> dict[str, Any]:
    """Give sections in which no upgrade passes."""
    fallback = None if to is None else {"to": to, "after": AFTER}
    own = {"websocket": {"fallback": fallback}, **OTHERS}
    path = [{"upgrade": 0, "blocks": blocks}]
    return {"clients": clients(count), "techniques": own, "path": path} | sections


def dark(recording: Recording) -> list[float]:
    """Give how long clients had no path, to the microsecond."""
    assert recording.failures is not None
    return [round(seconds, 6) for seconds in recording.failures.dark.tolist()]


@every_other
def test_who_falls_back_opens_after_so_long(to: str) -> None:
    """From the upgrade's request on a client has no path until `after` its first try, and a set-up and a request more.

    A poll's answer takes the way down besides, a held one is there as soon as it is held.
    """
    recording = run("websocket", **blocked(to))
    more = 3 * UP if to == "long-polling" else 4 * UP
    assert dark(recording) == [round(AFTER - 2 * UP + more, 6)]
    assert (recording.opened, recording.delivered) == (2, 1)
    assert recording.failures is not None
    assert recording.failures.fell_back == 1


@every_other
def test_who_is_refused_falls_back_at_once(to: str) -> None:
    """An answer that says no takes a round trip, and its connection is closed."""
    recording = run("websocket", **blocked(to, blocks="refuse"))
    more = 3 * UP if to == "long-polling" else 4 * UP
    assert dark(recording) == [round(2 * UP + more, 6)]


@pytest.mark.parametrize("to", ["long-polling", "short-polling", "sse"])
def test_what_is_fallen_back_to_costs_what_it_costs_alone(to: str) -> None:
    """Where all fall back before the window, they leave the recording of the other technique, but for their tries."""
    costs = {"push_websocket": 0.001, "push_sse": 0.002, "request": 0.0015, "respond": 0.0005, "open": 0.003}
    sections = {"server": {"costs": costs}, "warmup": 4.0, "messages": SPOKEN | trace(5.0, 6.5, 6.6)}
    fallen = run("websocket", **blocked(to, count=3, **sections))
    alone = run(to, **(blocked(to, count=3, **sections)))
    assert [each[:2] for each in delivered(fallen)] == [each[:2] for each in delivered(alone)]
    assert fallen.cpu["push"] == pytest.approx(alone.cpu["push"])
    assert fallen.cpu["publish"] == pytest.approx(alone.cpu["publish"])
    assert fallen.payload == alone.payload
    for part in ("framing", "publishing"):
        assert fallen.traffic[part] == alone.traffic[part]
    assert fallen.memory.mean == pytest.approx(alone.memory.mean, rel=1e-3)
    assert fallen.open.mean == pytest.approx(alone.open.mean, rel=1e-9)
    assert fallen.latency.mean == pytest.approx(alone.latency.mean, abs=1.0 if to == "short-polling" else 1e-9)


def test_a_try_is_counted() -> None:
    """A request that nobody answers has its bytes and its connection, until its client gives it up; nobody works."""
    costs = {"open": 0.5}
    recording = run("websocket", **blocked(None, server={"costs": costs}), messages=SPOKEN | {"from": "server"})
    patient = run("websocket", **blocked(None, clients=clients() | {"reconnect": {"connect_timeout": 1.5, "first": 1}}))
    assert recording.cpu["open"] == 0
    assert (recording.opened, recording.open.mean) == (1, pytest.approx(0.999, abs=2e-3))
    assert (patient.opened, patient.open.mean) == (4, pytest.approx((4 * 1.5) / 10, rel=0.05))
    assert patient.traffic["handshake"].up > 3 * recording.traffic["handshake"].up > 0
    assert (recording.lost, recording.expected) == (3, 3)


def test_a_refused_try_comes_again_by_the_policy() -> None:
    """Without anything to fall back to a client is told time and again."""
    eager = clients() | {"reconnect": {"first": 1.0, "factor": 1.0, "jitter": {"kind": "none"}}}
    recording = run("websocket", **blocked(None, blocks="refuse", clients=eager))
    assert recording.opened == 10
    assert recording.failures is not None
    assert recording.failures.dark_total == pytest.approx(10 - 2 * UP)


def test_messages_wait_for_a_way_up() -> None:
    """What a client publishes before it has fallen back leaves by POST as soon as it has."""
    recording = run("websocket", **blocked("long-polling", count=2, messages=SPOKEN))
    assert recording.expected == recording.delivered == 3
    first = min(at for message, _, at in delivered(recording) if message == 0)
    assert first == pytest.approx(AFTER + 4 * UP)


def test_clients_that_fall_back_share_the_server_with_others() -> None:
    """Half of the clients are written to in the turn of a message, the held half is answered in the one after it."""
    sections = blocked("long-polling", count=4, path=[{"upgrade": 0.5}])
    costs = {"publish": 0.001, "push_websocket": 0.01, "respond": 0.1}
    recording = run("websocket", **sections, server={"costs": costs})
    times = sorted(round(at, 6) for _, _, at in delivered(recording))
    assert times == [5.021, 5.031, 5.131, 5.231]


@pytest.mark.parametrize("blocks", ["silent", "refuse"])
@every_other
def test_both_forms_leave_the_same_recording(to: str, blocks: str) -> None:
    """Compiled code falls back as plain Python does, bit for bit."""
    path = [{"upgrade": 0.5, "blocks": blocks, "idle": 3.0}]
    faults = {"restarts": [{"at": 6.0, "down": 0.5}]}
    sections = blocked(to, count=6, messages=SPOKEN, path=path, faults=faults)
    sections["techniques"]["websocket"]["fallback"]["remembers"] = False
    made = planned("websocket", **sections)
    assert facts(simulate(made, kernel=compiled(faulty=True))) == facts(simulate(made, kernel=plain()))


def test_a_traced_client_tells_of_its_try() -> None:
    """The upgrade's request is a fact, as is that its connection is given up, before the first poll."""
    made = planned("websocket", **blocked("long-polling"))
    told = [fact.what for fact in simulate(replace(made, traced=0)).trace]
    assert told[:4] == [What.SET_UP, What.HANDSHAKE, What.SET_UP, What.CUT]
    assert What.HELD in told


def test_each_kind_of_connection_has_its_own_heartbeats() -> None:
    """Two WebSockets are pinged each 3 s from their opening on, two event streams each second from theirs."""
    sections = blocked("sse", count=4, path=[{"upgrade": 0.5}], server={"costs": {"heartbeat": 0.001}})
    sections["techniques"] = {
        "websocket": {"heartbeat": 3.0, "fallback": {"to": "sse", "after": AFTER}}, "sse": {"heartbeat": 1.0},
    }  # fmt: skip
    beats = 2 * 3 + 2 * 7
    assert run("websocket", **sections).cpu["heartbeat"] == pytest.approx(beats * 0.001)
