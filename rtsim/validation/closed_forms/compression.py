"""What compression leaves of messages, and what it takes: bytes, CPU and memory of runs."""

from typing import Any

from rtsim.theory import compression, framing
from rtsim.units import share_text
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import Bytes
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, clients

MESSAGES, STREAM = "RFC 7692, section 7.2.1", "RFC 1951, section 3.2.4; RFC 9112, section 7.1"
ANSWER, ZLIB, LAW = "RFC 1952, section 2.3", "zlib, zconf.h", "the utilisation law"
CLIENTS, DURATION, SLOW = 3, 60, 0.1
RATIO, PAYLOAD, HEAD = 0.4, 2_000, 100
SHARE = share_text(RATIO)
ENCODED = len("Content-Encoding: gzip\r\n")
PUSH, COST, PER_BYTE, INFLATE = 1e-3, 2e-3, 1e-6, 5e-7
BASE, EACH, READ = 1e6, 5_000, 2**15
LEFT = compression.compressed(size=PAYLOAD, ratio=RATIO)
STREAMED = compression.compressed(size=framing.event(payload=PAYLOAD), ratio=RATIO, fixed=compression.FLUSH)
ANSWERED = compression.compressed(size=PAYLOAD + 2, ratio=RATIO, fixed=compression.GZIP)
KEPT = compression.zlib_bytes(window_bits=15, memory_level=8)

QUIET: dict[str, dict[str, Any]] = {
    "websocket": {"heartbeat": None},
    "sse": {"heartbeat": None, "event_id": False},
    "short-polling": {"interval": 1, "timing": "fixed-rate"},
    "long-polling": {},
}
USUAL = {
    "messages": ["permessage-deflate", "gzip"], "ratio": RATIO,
    "cost": COST, "cost_per_byte": PER_BYTE, "inflate_per_byte": INFLATE,
}  # fmt: skip


def _case(name: str, source: str, check: Check, *, said: dict[str, Any] | None = None, **messages: Any) -> Case:
    """Give a few clients that all get a message each second, compressed to a share, under the technique of the name."""
    technique, _, rest = name.partition(" ")
    return case(
        f"compression/{technique}-{rest}",
        source,
        check,
        clients=clients(CLIENTS, 1, 0.01, 0.01),
        messages=PERIODIC_TO_EVERYONE | {"rate": 1, "payload": PAYLOAD} | messages,
        costs={"push_websocket": PUSH, "push_sse": PUSH},
        memory={"base": BASE, "websocket": EACH, "sse": EACH},
        techniques={technique: QUIET[technique]},
        wire={"headers": {"poll_response": HEAD}, "compression": USUAL | (said or {})},
        warmup=20,
        duration=DURATION,
        replications=2,
    )


def _pushed(quantity: str, expected: float, part: str = "framing", rate: float = 1.0) -> Check:
    return Check(quantity, "bytes", expected, Bytes("down", (part, "payload")), per=CLIENTS * DURATION * rate)


def _sent(quantity: str, expected: float) -> Check:
    return Check(quantity, "bytes", expected, Bytes("up", ("publishing", "payload")), per=DURATION)


def _busy(quantity: str, expected: float) -> Check:
    return Check(f"cores busy with {quantity}", "share", expected, "server.utilisation")


def _memory(quantity: str, expected: float) -> Check:
    return Check(f"memory of three {quantity}", "bytes", BASE + CLIENTS * expected, "server.memory_mean_bytes")


FROM_CLIENTS: dict[str, Any] = {"from": "clients", "rate": 1 / CLIENTS, "echo": True}
SILENCE: dict[str, Any] = NEVER
LESS = {"context_takeover": False}
COPIES = CLIENTS * (PUSH + COST + PER_BYTE * PAYLOAD)
ANSWERS = CLIENTS * (COST + PER_BYTE * (PAYLOAD + 2))

SMALL = _pushed("frame of 1,000 B without context takeover", framing.websocket_frame(payload=1_000))
FRAME = _pushed(f"frame of {PAYLOAD:,} B, {SHARE} left", framing.websocket_frame(payload=LEFT))
MASKED = _sent(f"masked frame of {PAYLOAD:,} B, {SHARE} left", framing.websocket_client_frame(payload=LEFT))
EVENT = _pushed(f"event of {PAYLOAD:,} B in its chunk, {SHARE} left and the flush", framing.chunk(size=STREAMED))
HEADED = f"answer of {PAYLOAD + 2:,} B and its head, {SHARE} left"

CASES = (
    _case("websocket frame", MESSAGES, FRAME),
    _case("websocket masked", MESSAGES, MASKED, **FROM_CLIENTS),
    _case("websocket small", "ws, doc/ws.md: threshold", SMALL, said=LESS, payload=1_000),
    _case("sse event", STREAM, EVENT),
    _case("short-polling answer", ANSWER, _pushed(HEADED, HEAD + ENCODED + ANSWERED, "responses", SLOW), rate=SLOW),
    _case("websocket cpu", LAW, _busy("copies, each compressed anew", COPIES)),
    _case("websocket read", LAW, _busy("copies, and with reading", COPIES + INFLATE * PAYLOAD), **FROM_CLIENTS),
    _case("long-polling cpu", LAW, _busy("answers, each compressed", ANSWERS)),
    _case("websocket memory", ZLIB, _memory("connections that compress and read", EACH + KEPT + READ), **SILENCE),
    _case("websocket forgets", ZLIB, _memory("without context takeover", EACH), said=LESS, **SILENCE),
    _case("sse memory", ZLIB, _memory("event streams that compress", EACH + KEPT), **SILENCE),
)
