"""The bytes of pushed payloads and heartbeats, from the traffic of runs."""

from typing import Any, Literal

from rtsim.theory import framing
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import Bytes
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, clients

FRAMES = "RFC 6455, sections 5.2 and 5.3"
STREAM = "WHATWG HTML, 9.2; RFC 9112, section 7.1"
RECORDS = "RFC 8446, sections 5.1 and 5.2"
CLIENTS, DURATION, BEAT = 3, 60, 5
PLAIN = {"heartbeat": None, "event_id": False, "event_name": None}
FROM_CLIENTS = PERIODIC_TO_EVERYONE | {"from": "clients", "rate": 1 / CLIENTS, "echo": True}


def _case(name: str, source: str, check: Check, *, payload: int = 100, **sections: Any) -> Case:
    """Give a few clients that all get a message each second."""
    usual: dict[str, Any] = {
        "clients": clients(CLIENTS, 1, 0.01, 0.01),
        "messages": PERIODIC_TO_EVERYONE | {"rate": 1, "payload": payload},
        "warmup": 20,
        "duration": DURATION,
        "replications": 2,
    }
    return case(f"bytes/{name}", source, check, **(usual | sections))


def _pushed(quantity: str, expected: int) -> Check:
    return Check(quantity, "bytes", expected, Bytes("down", ("framing", "payload")), per=CLIENTS * DURATION)


def _frame(size: int) -> Case:
    check = _pushed(f"frame of {size:,} B", framing.websocket_frame(payload=size))
    return _case(f"websocket-{size}", FRAMES, check, payload=size)


def _client_frame(size: int) -> Case:
    expected, sent = framing.websocket_client_frame(payload=size), Bytes("up", ("publishing", "payload"))
    check = Check(f"masked frame of {size:,} B", "bytes", expected, sent, per=DURATION)
    return _case(f"websocket-client-{size}", FRAMES, check, messages=FROM_CLIENTS | {"payload": size})


def _event(size: int) -> Case:
    check = _pushed(f"event of {size:,} B in its chunk", framing.chunk(size=framing.event(payload=size)))
    return _case(f"sse-{size}", STREAM, check, payload=size, techniques={"sse": PLAIN})


def _record(size: int) -> Case:
    expected = framing.tls_13_records(size=framing.websocket_frame(payload=size))
    check = _pushed(f"TLS 1.3 records of a frame of {size:,} B", expected)
    return _case(f"tls-{size}", RECORDS, check, payload=size, wire={"tls": "1.3"})


def _beats(name: str, source: str, direction: Literal["up", "down"], expected: int) -> Case:
    quantity, beats = f"{name.partition('-')[2]} that keeps a connection alive", Bytes(direction, ("heartbeats",))
    check = Check(quantity, "bytes", expected, beats, per=CLIENTS * DURATION / BEAT)
    return _case(name, source, check, techniques={name.partition("-")[0]: {"heartbeat": BEAT}})


CASES = (
    *map(_frame, (125, 126, 65_535, 65_536)),
    _client_frame(125),
    *map(_event, (100, 247, 248)),
    *map(_record, (100, 20_000)),
    _beats("websocket-ping", FRAMES, "down", framing.websocket_frame(payload=0)),
    _beats("websocket-pong", FRAMES, "up", framing.websocket_client_frame(payload=0)),
    _beats("sse-comment", STREAM, "down", framing.chunk(size=framing.comment())),
)
