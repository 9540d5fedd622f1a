"""The bytes of pushed payloads and heartbeats, from the traffic of runs."""

from collections.abc import Mapping
from typing import Any, Literal

from rtsim.scenario import Scenario
from rtsim.theory import framing
from rtsim.validation.check import Check
from rtsim.validation.measures import Bytes
from rtsim.validation.rules import Exact
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, link, world

FRAMES = "RFC 6455, sections 5.2 and 5.3"
STREAM = "WHATWG HTML, 9.2; RFC 9112, section 7.1"
RECORDS = "RFC 8446, sections 5.1 and 5.2"
CLIENTS, DURATION, BEAT = 3, 60, 5
PLAIN = {"event_id": False, "event_name": None}


def _scenario(
    technique: str, payload: int, settings: Mapping[str, Any], tls: str = "none", **messages: Any
) -> Scenario:
    """Give a few clients that all get a message each second."""
    return world(
        clients={"count": CLIENTS, "connect_over": 1, "network": link(0.01, 0.01)},
        messages=PERIODIC_TO_EVERYONE | {"rate": 1, "payload": payload} | messages,
        techniques={technique: {"heartbeat": None} | dict(settings)},
        wire={"tls": tls},
        warmup=20,
        duration=DURATION,
        replications=2,
    )


def _case(  # noqa: PLR0913 - what a row says
    name: str, source: str, scenario: Scenario, *, quantity: str, expected: int, measure: Bytes
) -> SimulatedCase:
    check = Check(quantity=quantity, unit="bytes", expected=expected, measure=measure, rule=Exact())
    return SimulatedCase(name=name, source=source, scenario=scenario, checks=(check,))


def _pushed(direction: Literal["up", "down"] = "down", part: str = "framing") -> Bytes:
    """Give the bytes of one message, payload and framing."""
    per = CLIENTS * DURATION if direction == "down" else DURATION
    return Bytes(direction, (part, "payload"), per)


def _frame(size: int) -> SimulatedCase:
    return _case(
        f"bytes/websocket-{size}",
        FRAMES,
        _scenario("websocket", size, {}),
        quantity=f"frame of {size:,} B",
        expected=framing.websocket_frame(payload=size),
        measure=_pushed(),
    )


def _client_frame(size: int) -> SimulatedCase:
    from_clients: dict[str, Any] = {"from": "clients", "rate": 1 / CLIENTS, "echo": True}
    return _case(
        f"bytes/websocket-client-{size}",
        FRAMES,
        _scenario("websocket", size, {}, **from_clients),
        quantity=f"masked frame of {size:,} B",
        expected=framing.websocket_client_frame(payload=size),
        measure=_pushed("up", "publishing"),
    )


def _event(size: int) -> SimulatedCase:
    return _case(
        f"bytes/sse-{size}",
        STREAM,
        _scenario("sse", size, PLAIN),
        quantity=f"event of {size:,} B in its chunk",
        expected=framing.chunk(size=framing.event(payload=size)),
        measure=_pushed(),
    )


def _record(size: int) -> SimulatedCase:
    return _case(
        f"bytes/tls-{size}",
        RECORDS,
        _scenario("websocket", size, {}, "1.3"),
        quantity=f"TLS 1.3 records of a frame of {size:,} B",
        expected=framing.tls_13_records(size=framing.websocket_frame(payload=size)),
        measure=_pushed(),
    )


def _beats(technique: str, direction: Literal["up", "down"], quantity: str, expected: int) -> SimulatedCase:
    return _case(
        f"bytes/{technique}-{quantity}",
        FRAMES if technique == "websocket" else STREAM,
        _scenario(technique, 100, {"heartbeat": BEAT}),
        quantity=f"{quantity} that keeps a connection alive",
        expected=expected,
        measure=Bytes(direction, ("heartbeats",), CLIENTS * DURATION / BEAT),
    )


CASES = (
    *(_frame(size) for size in (125, 126, 65_535, 65_536)),
    _client_frame(125),
    _event(100),
    _event(247),
    _event(248),
    _record(100),
    _record(20_000),
    _beats("websocket", "down", "ping", framing.websocket_frame(payload=0)),
    _beats("websocket", "up", "pong", framing.websocket_client_frame(payload=0)),
    _beats("sse", "down", "comment", framing.chunk(size=framing.comment())),
)
"""The cases of framing."""
