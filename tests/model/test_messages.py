import struct
from hashlib import sha256
from typing import Any

from rtsim.model.recorder import digest
from rtsim.plan import OpenLoop
from rtsim.techniques import techniques
from tests.model.runs import clients, planned, run, trace


def digest_of(name: str = "sse", **sections: Any) -> str:
    """Give the digest of a small world's messages."""
    plan = planned(name, **sections)
    assert isinstance(plan.messages, OpenLoop)
    return digest(plan.messages, plan)


def test_the_digest_is_of_the_messages() -> None:
    """Instants, senders, audience, payload, recipients or window make another digest; technique and link do not."""
    spoken = {"from": "clients", "to": "room", "room_size": 3, "rate": 1}
    known = digest_of(messages=spoken, clients=clients(6))
    for name in techniques():
        assert digest_of(name, messages=spoken, clients=clients(6, latency=0.5)) == known
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
        assert digest_of(**{"clients": clients(6), **change}) != known


def test_what_is_born_after_the_window_is_not_in_the_digest() -> None:
    """A message at the window's last instant makes another digest, one at its end or later does not."""
    to_all = {"from": "server", "to": "everyone"}
    known = digest_of(messages={**to_all, **trace(1.0)})
    assert digest_of(messages={**to_all, **trace(1.0, 10.0, 11.0)}) == known
    assert digest_of(messages={**to_all, **trace(1.0, 9.999)}) != known


def test_the_digest_is_of_numbers_in_one_byte_order() -> None:
    """The digest is that of the columns as little-endian numbers of 64 bits, so that it is the same on any machine."""
    messages = {"from": "server", "to": "everyone", "payload": 200, **trace(2.5, 12)}
    columns = struct.pack("<d3q2q", 2.5, -1, 0, 200, 0, 0)
    expected = sha256(b"(1, 0.0, 10.0, False)" + columns).hexdigest()[:16]
    assert digest_of(messages=messages, clients=clients(2)) == expected
    assert run("websocket", messages=messages, clients=clients(2)).messages == expected


def test_a_closed_loop_s_digest_is_of_what_was_born() -> None:
    """With the same link a closed loop's messages are the same, with a slower one they are others."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 2}}
    near, again, far = (
        run("websocket", messages={"from": "senders", "to": "everyone", **loop}, clients=clients(2, latency=latency))
        for latency in (0.1, 0.1, 0.2)
    )
    assert near.messages == again.messages != far.messages
