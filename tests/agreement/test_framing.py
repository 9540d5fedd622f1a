from collections.abc import Callable
from typing import Any

import pytest

from rtsim.recording import Recording, Transfers
from rtsim.scenario import Scenario
from rtsim.theory import framing
from tests.agreement.worlds import PERIODIC_TO_EVERYONE, link, run, world

CLIENTS, DURATION, WARMUP = 3, 40, 20
SIZES = [0, 1, 15, 125, 126, 247, 65_535, 65_536]
PLAIN = {"event_id": False, "event_name": None}


def pushing(technique: str, payload: int, settings: dict[str, Any], *, tls: str = "none", **messages: Any) -> Scenario:
    """Give a few clients that all get a message each second."""
    return world(
        clients={"count": CLIENTS, "connect_over": 1, "network": link(0.01, 0.01)},
        messages=PERIODIC_TO_EVERYONE | {"rate": 1, "payload": payload} | messages,
        techniques={technique: {"heartbeat": None} | settings},
        wire={"tls": tls},
        warmup=WARMUP,
        duration=DURATION,
    )


def written(recording: Recording) -> int:
    """Give the bytes down, without set-up, of each message."""
    parts = recording.traffic
    total = parts["framing"].down + parts["payload"].down
    assert recording.expected == CLIENTS * DURATION
    each, rest = divmod(total, recording.expected)
    assert rest == 0
    return each


def websocket(size: int) -> int:
    """Give the bytes of a frame from the server."""
    return framing.websocket_frame(payload=size)


def event(size: int) -> int:
    """Give the bytes of an event in a chunk."""
    return framing.chunk(size=framing.event(payload=size))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tls", ["none", "1.3"])
@pytest.mark.parametrize(
    ("technique", "settings", "content"),
    [("websocket", {}, websocket), ("sse", PLAIN, event)],
    ids=["websocket", "sse"],
)
def test_pushed_messages(
    technique: str, settings: dict[str, Any], content: Callable[[int], int], tls: str, size: int
) -> None:
    """A pushed payload costs its frame, and its records where there is TLS."""
    expected = content(size) if tls == "none" else framing.tls_13_records(size=content(size))
    recording = run(pushing(technique, size, settings, tls=tls))
    assert written(recording) == expected
    assert recording.traffic["payload"] == Transfers(0, size * recording.expected, 0, size * recording.expected)


@pytest.mark.parametrize("size", SIZES)
def test_frames_from_clients(size: int) -> None:
    """A client's frame carries a masking key besides, and its acknowledgement is an empty frame."""
    from_clients: dict[str, Any] = {"from": "clients", "rate": 1 / CLIENTS, "echo": True}
    recording = run(pushing("websocket", size, {}, **from_clients))
    parts = recording.traffic
    published = recording.expected // CLIENTS
    assert parts["publishing"].up + parts["payload"].up == published * framing.websocket_client_frame(payload=size)
    assert parts["publishing"].down == published * framing.websocket_frame(payload=0)


@pytest.mark.parametrize(
    ("technique", "down", "up"),
    [
        ("websocket", framing.websocket_frame(payload=0), framing.websocket_client_frame(payload=0)),
        ("sse", framing.chunk(size=framing.comment()), 0),
    ],
    ids=["websocket", "sse"],
)
def test_heartbeats(technique: str, down: int, up: int) -> None:
    """A ping is an empty frame and comes back masked; a comment line is a chunk that nobody answers."""
    every = 5
    recording = run(pushing(technique, 100, {"heartbeat": every}))
    beats = CLIENTS * DURATION // every
    assert (recording.traffic["heartbeats"].down, recording.traffic["heartbeats"].up) == (beats * down, beats * up)
