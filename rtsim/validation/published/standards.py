"""What the RFCs say of their own protocols."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from wsproto.utilities import generate_accept_token

from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import Bytes
from rtsim.validation.rules import EXACT, Rule, between, near
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, POISSON_TO_ONE, STREAM, clients
from rtsim.wire import Compression, Exchange, Wire, header_sets

CLIENTS = 20
TRANSIT = 0.05  # seconds: any number does, as the RFC counts in transits
WORK = 0.005  # seconds of work on a long poll
HELD: dict[str, Any] = {"long-polling": {"timeout": 30}}
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@dataclass(frozen=True)
class Size:
    """The bytes of one kind of the wire's messages with a body of so many bytes."""

    kind: str
    body: int = 0

    def __call__(self, wire: Wire) -> float:
        """Ask the wire."""
        found = getattr(wire, self.kind)()
        envelope = found.first if isinstance(found, Exchange) else found
        return float(envelope.size(self.body))


def accepted(wire: Wire) -> float:
    """Count the characters of the accept that belongs to the header set's key that are those of the published one.

    The key is that of the handshake's request, and place is compared by place.
    """
    fields = dict(header_sets()[wire.headers].head("upgrade").fields)
    made = generate_accept_token(fields["Sec-WebSocket-Key"].encode()).decode()
    answered = dict(header_sets()[wire.headers].head("upgrade_response").fields)["Sec-WebSocket-Accept"]
    return sum(a == b == c for a, b, c in zip(ACCEPT, made, answered, strict=True))


def _spoken(name: str, source: str, *checks: Check, **wire: Any) -> Case:
    """Ask what connections speak, without a run."""
    return Case(name, source, partial(_once, Wire(headers="rfc6455", **wire)), checks)


def _once(wire: Wire) -> list[Wire]:
    return [wire]


def _deflated(times: int, expected: float, quantity: str) -> Case:
    """Give the same message several times on a connection, where each but the first refers to the one before."""
    how = Compression(schemes=("permessage-deflate",), samples=(b"Hello",) * times)
    check = Check(quantity, "bytes", expected, Size("frame", 5))
    return _spoken(f"rfc-7692/hello-{times}", "RFC 7692, sections 7.2.3.1 and 7.2.3.2", check, compression=how)


def _accept() -> Case:
    check = Check("characters of the accept as printed", "count", len(ACCEPT), accepted)
    return _spoken("rfc-6455/accept", "RFC 6455, section 1.3: key dGhlIHNhbXBsZSBub25jZQ==", check)


def _transits(name: str, section: str, check: Check, technique: Mapping[str, Any], **sections: Any) -> Case:
    """Give clients a transit away from the server, each way."""
    return case(
        f"rfc-6202/{name}",
        f"RFC 6202, section {section}",
        check,
        clients=clients(CLIENTS, 5, TRANSIT, TRANSIT),
        techniques=technique,
        **{"warmup": 10, "duration": 100, "replications": 2} | sections,
    )


def _latency(statistic: str, expected: float, rule: Rule, note: str = "") -> Check:
    return Check(
        f"latency, {statistic}, in transits", "count", expected, f"latency_s.{statistic}", rule, note, per=TRANSIT
    )


def _long_polling_on_average() -> Case:
    """Let messages be so far apart that nearly all find a held request."""
    check = _latency("mean", 1.0, near(0.05), "a message every 10 s; the RFC says near one")
    messages = POISSON_TO_ONE | {"rate": CLIENTS / 10}
    return _transits("long-polling-average", "2.2", check, HELD, messages=messages, duration=1_000, replications=5)


def _long_polling_at_worst() -> Case:
    rule = between(3.0, 3.0 + WORK / TRANSIT + 1e-6, "over 3, to 3.1")
    note = "the RFC says over three; here a request is 5 ms of work, a tenth of a transit"
    return _transits(
        "long-polling-maximum",
        "2.2",
        _latency("max", 3.0, rule, note),
        HELD,
        messages=POISSON_TO_ONE | {"rate": CLIENTS * 5},
        costs={"request": WORK},
        server={"cores": CLIENTS},
    )


CASES = (
    _spoken(
        "rfc-6455/frames",
        "RFC 6455, section 5.7",
        Check("text Hello from the server", "bytes", 7, Size("frame", 5)),
        Check("text Hello from the client, masked", "bytes", 11, Size("masked_frame", 5)),
        Check("empty ping", "bytes", 2, Size("ping")),
        Check("its pong, masked", "bytes", 6, Size("pong")),
        Check("frame of 256 B", "bytes", 260, Size("frame", 256)),
        Check("frame of 65,536 B", "bytes", 65_546, Size("frame", 65_536)),
    ),
    _deflated(1, 9, "text Hello, compressed"),
    _deflated(2, (9 + 7) / 2, "mean of Hello twice, with context takeover"),
    _accept(),
    case(
        "rfc-6455/handshake",
        "RFC 6455, section 1.2",
        Check("opening handshake, up", "bytes", 230, Bytes("up", ("handshake",))),
        Check("opening handshake, down", "bytes", 159, Bytes("down", ("handshake",))),
        clients=clients(1, 0, TRANSIT, TRANSIT),
        wire={"headers": "rfc6455"},
        warmup=0,
        duration=10,
        replications=1,
    ),
    _long_polling_on_average(),
    _long_polling_at_worst(),
    _transits("streaming", "3.2", _latency("mean", 1.0, EXACT), STREAM, messages=PERIODIC_TO_EVERYONE | {"rate": 5}),
)
