"""The bytes of pushed payloads and heartbeats, from the traffic of runs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from rtsim.theory import framing
from rtsim.validation.case import Case, Check
from rtsim.validation.measures import Bytes
from rtsim.validation.simulated import case
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, clients

FRAMES = "RFC 6455, sections 5.2 and 5.3"
STREAM = "WHATWG HTML, 9.2; RFC 9112, section 7.1"
RECORDS = "RFC 8446, sections 5.1 and 5.2"
CLIENTS, DURATION, BEAT = 3, 60, 5
NOTHING: Mapping[str, Any] = MappingProxyType({})
PLAIN: Mapping[str, Any] = MappingProxyType({"event_id": False, "event_name": None})
FROM_CLIENTS: dict[str, Any] = {"from": "clients", "rate": 1 / CLIENTS, "echo": True}
PUSHED = Bytes("down", ("framing", "payload"), CLIENTS * DURATION)
SENT = Bytes("up", ("publishing", "payload"), DURATION)
"""The bytes of one message, payload and framing."""


def _case(  # noqa: PLR0913 - what a row says
    name: str,
    source: str,
    quantity: str,
    expected: int,
    measure: Bytes,
    *,
    payload: int = 100,
    technique: str = "websocket",
    tls: str = "none",
    settings: Mapping[str, Any] = NOTHING,
    **messages: Any,
) -> Case:
    """Give a few clients that all get a message each second."""
    return case(
        f"bytes/{name}",
        source,
        Check(quantity, "bytes", expected, measure),
        clients=clients(CLIENTS, 1, 0.01, 0.01),
        messages=PERIODIC_TO_EVERYONE | {"rate": 1, "payload": payload} | messages,
        techniques={technique: {"heartbeat": None, **settings}},
        wire={"tls": tls},
        warmup=20,
        duration=DURATION,
        replications=2,
    )


def _frame(size: int) -> Case:
    expected = framing.websocket_frame(payload=size)
    return _case(f"websocket-{size}", FRAMES, f"frame of {size:,} B", expected, PUSHED, payload=size)


def _client_frame(size: int) -> Case:
    name, quantity = f"websocket-client-{size}", f"masked frame of {size:,} B"
    expected = framing.websocket_client_frame(payload=size)
    return _case(name, FRAMES, quantity, expected, SENT, payload=size, **FROM_CLIENTS)


def _event(size: int) -> Case:
    name, quantity = f"sse-{size}", f"event of {size:,} B in its chunk"
    expected = framing.chunk(size=framing.event(payload=size))
    return _case(name, STREAM, quantity, expected, PUSHED, payload=size, technique="sse", settings=PLAIN)


def _record(size: int) -> Case:
    name, quantity = f"tls-{size}", f"TLS 1.3 records of a frame of {size:,} B"
    expected = framing.tls_13_records(size=framing.websocket_frame(payload=size))
    return _case(name, RECORDS, quantity, expected, PUSHED, payload=size, tls="1.3")


def _beats(technique: str, direction: Literal["up", "down"], word: str, expected: int) -> Case:
    name, quantity = f"{technique}-{word}", f"{word} that keeps a connection alive"
    source = FRAMES if technique == "websocket" else STREAM
    beats = Bytes(direction, ("heartbeats",), CLIENTS * DURATION / BEAT)
    return _case(name, source, quantity, expected, beats, technique=technique, settings={"heartbeat": BEAT})


CASES = (
    *map(_frame, (125, 126, 65_535, 65_536)),
    _client_frame(125),
    *map(_event, (100, 247, 248)),
    *map(_record, (100, 20_000)),
    _beats("websocket", "down", "ping", framing.websocket_frame(payload=0)),
    _beats("websocket", "up", "pong", framing.websocket_client_frame(payload=0)),
    _beats("sse", "down", "comment", framing.chunk(size=framing.comment())),
)
"""The cases of framing."""
