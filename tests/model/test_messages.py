import struct
from hashlib import sha256
from typing import Any

import numpy as np

from rtsim.model.messages import Messages, Supply
from rtsim.plan import ClosedLoop
from rtsim.techniques import techniques
from tests.model.runs import clients, planned, run, trace


def test_a_sender_does_not_owe_itself() -> None:
    """Of a room of three, two get the message of the third; with echo all three do; the last room has one less."""
    for echo, owed in ((False, [2, 2, 2, 1, 1]), (True, [3, 3, 3, 2, 2])):
        spoken = {"from": "clients", "to": "room", "room_size": 3, "echo": echo, "process": "periodic", "rate": 0.1}
        messages = Messages(planned("sse", clients=clients(5), messages=spoken))
        by_origin = {messages.origin[m]: messages.recipients(m) for m in range(len(messages.birth))}
        assert [by_origin[client] for client in range(5)] == owed


def test_only_a_member_is_left_out() -> None:
    """A message of the server, or of a sender who is no client, is owed to everybody."""
    for origin in ("server", "senders"):
        messages = Messages(planned("sse", clients=clients(4), messages={"from": origin, "to": "everyone", **trace(1)}))
        assert messages.recipients(0) == 4
        assert not messages.skips(0)


def test_the_window_is_half_open() -> None:
    """A message born at the window's start counts, one at its end does not."""
    plan = planned("sse", warmup=2.0, messages={"from": "server", "to": "everyone", **trace(1.5, 2, 11.5, 12)})
    messages = Messages(plan)
    assert [messages.counts(message) for message in range(4)] == [False, True, True, False]


def digest(name: str = "sse", **sections: Any) -> str:
    """Give the digest of a small world's messages."""
    return Messages(planned(name, **sections)).digest()


def test_the_digest_is_of_the_messages() -> None:
    """Instants, senders, audience, payload, recipients or window make another digest; technique and link do not."""
    spoken = {"from": "clients", "to": "room", "room_size": 3, "rate": 1}
    known = digest(messages=spoken, clients=clients(6))
    for name in techniques():
        assert digest(name, messages=spoken, clients=clients(6, latency=0.5)) == known
    for change in (
        {"messages": {**spoken, "rate": 2}},
        {"messages": {**spoken, "from": "server"}},
        {"messages": {**spoken, "room_size": 2}},
        {"messages": {**spoken, "payload": 100}},
        {"messages": {**spoken, "echo": True}},
        {"messages": spoken, "clients": clients(7)},
        {"messages": spoken, "warmup": 1.0, "duration": 9.0},
        {"messages": spoken, "seed": 2},
    ):
        assert digest(**{"clients": clients(6), **change}) != known


def test_what_is_born_after_the_window_is_not_in_the_digest() -> None:
    """A message at the window's last instant makes another digest, one at its end or later does not."""
    to_all = {"from": "server", "to": "everyone"}
    known = digest(messages={**to_all, **trace(1.0)})
    assert digest(messages={**to_all, **trace(1.0, 10.0, 11.0)}) == known
    assert digest(messages={**to_all, **trace(1.0, 9.999)}) != known


def test_the_digest_is_of_numbers_in_one_byte_order() -> None:
    """The digest is that of the columns as little-endian numbers of 64 bits, so that it is the same on any machine."""
    messages = {"from": "server", "to": "everyone", "payload": 200, **trace(2.5, 12)}
    columns = struct.pack("<d3q2q", 2.5, -1, 0, 200, 0, 0)
    expected = sha256(b"(1, 0.0, 10.0, False)" + columns).hexdigest()[:16]
    assert digest(messages=messages, clients=clients(2)) == expected
    assert run("websocket", messages=messages, clients=clients(2)).messages == expected


def test_a_closed_loop_s_digest_is_of_what_was_born() -> None:
    """With the same link a closed loop's messages are the same, with a slower one they are others."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 2}}
    near, again, far = (
        run("websocket", messages={"from": "senders", "to": "everyone", **loop}, clients=clients(2, latency=latency))
        for latency in (0.1, 0.1, 0.2)
    )
    assert near.messages == again.messages != far.messages


def test_a_supply_numbers_messages_as_they_are_born() -> None:
    """A closed loop's messages get their columns one by one; a worker's are the same whatever the others do."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 2}, "payload": {"dist": "exponential", "mean": 50}}
    plan = planned("sse", clients=clients(6), messages={"from": "clients", "to": "one", **loop})
    assert isinstance(plan.messages, ClosedLoop)
    columns = []
    for _ in range(2):
        messages = Messages(plan)
        supply = Supply(plan, plan.messages, messages, 1)
        assert [supply.publish(float(now)) for now in range(50)] == list(range(50))
        columns.append((messages.birth, messages.origin, messages.channel, messages.payload))
    assert columns[0] == columns[1]
    assert columns[0][1] == [1] * 50
    assert set(columns[0][2]) == {0, 2, 3, 4, 5}
    assert np.mean(columns[0][3]) > 0
