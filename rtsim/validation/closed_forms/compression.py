"""What compression leaves of messages, and what it takes: bytes, CPU and memory of runs."""

from typing import Any

from rtsim.theory import compression, framing
from rtsim.units import share_text
from rtsim.validation.case import Case, Check
from rtsim.validation.measures import Bytes
from rtsim.validation.simulated import case
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, clients

MESSAGES, STREAM = "RFC 7692, section 7.2.1", "RFC 1951, section 3.2.4; RFC 9112, section 7.1"
ANSWER, ZLIB = "RFC 1952, section 2.3", "zlib, zconf.h"
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


def _case(  # noqa: PLR0913 - what a row says
    name: str,
    source: str,
    quantity: str,
    expected: float,
    measure: str | Bytes,
    *,
    unit: str = "bytes",
    said: dict[str, Any] | None = None,
    **messages: Any,
) -> Case:
    """Give a few clients that all get a message each second, compressed to a share, under the technique of the name."""
    technique, _, rest = name.partition(" ")
    return case(
        f"compression/{technique}-{rest}",
        source,
        Check(quantity, unit, expected, measure),
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


def _down(part: str, rate: float = 1.0) -> Bytes:
    return Bytes("down", (part, "payload"), CLIENTS * DURATION * rate)


FROM_CLIENTS: dict[str, Any] = {"from": "clients", "rate": 1 / CLIENTS, "echo": True}
BUSY, MEMORY = "server.utilisation", "server.memory_mean_bytes"
SILENCE: dict[str, Any] = NEVER
LESS = {"context_takeover": False}
CASES = (
    _case(
        "websocket frame", MESSAGES, f"frame of {PAYLOAD:,} B, {SHARE} left",
        framing.websocket_frame(payload=LEFT), _down("framing"),
    ),
    _case(
        "websocket masked", MESSAGES, f"masked frame of {PAYLOAD:,} B, {SHARE} left",
        framing.websocket_client_frame(payload=LEFT), Bytes("up", ("publishing", "payload"), DURATION), **FROM_CLIENTS,
    ),
    _case(
        "websocket small", "ws, doc/ws.md: threshold", "frame of 1,000 B without context takeover",
        framing.websocket_frame(payload=1_000), _down("framing"), said=LESS, payload=1_000,
    ),
    _case(
        "sse event", STREAM, f"event of {PAYLOAD:,} B in its chunk, {SHARE} left and the flush",
        framing.chunk(size=STREAMED), _down("framing"),
    ),
    _case(
        "short-polling answer", ANSWER, f"answer of {PAYLOAD + 2:,} B and its head, {SHARE} left",
        HEAD + ENCODED + ANSWERED, _down("responses", SLOW), rate=SLOW,
    ),
    _case(
        "websocket cpu", "the utilisation law", "cores busy with copies, each compressed anew",
        CLIENTS * (PUSH + COST + PER_BYTE * PAYLOAD), BUSY, unit="share",
    ),
    _case(
        "websocket read", "the utilisation law", "cores busy with copies, and with reading",
        CLIENTS * (PUSH + COST + PER_BYTE * PAYLOAD) + INFLATE * PAYLOAD, BUSY, unit="share", **FROM_CLIENTS,
    ),
    _case(
        "long-polling cpu", "the utilisation law", "cores busy with answers, each compressed",
        CLIENTS * (COST + PER_BYTE * (PAYLOAD + 2)), BUSY, unit="share",
    ),
    _case(
        "websocket memory", ZLIB, "memory of three connections that compress and read",
        BASE + CLIENTS * (EACH + KEPT + READ), MEMORY, **SILENCE,
    ),
    _case(
        "websocket forgets", ZLIB, "memory of three without context takeover",
        BASE + CLIENTS * EACH, MEMORY, said=LESS, **SILENCE,
    ),
    _case(
        "sse memory", ZLIB, "memory of three event streams that compress",
        BASE + CLIENTS * (EACH + KEPT), MEMORY, **SILENCE,
    ),
)  # fmt: skip
"""The cases of compression."""
