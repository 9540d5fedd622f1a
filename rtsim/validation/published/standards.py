"""What the RFCs say of their own protocols."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wsproto.utilities import generate_accept_token

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.validation.case import PUBLISHED
from rtsim.validation.check import Check
from rtsim.validation.measures import Bytes, Measured
from rtsim.validation.rules import Between, Exact, Rule, Within
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.wired import Size, WiredCase
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, POISSON_TO_ONE, link, world
from rtsim.wire import Compression, Wire, header_sets

CLIENTS = 20
TRANSIT = 0.05  # seconds: any number does, as the RFC counts in transits
WORK = 0.005  # seconds of work on a long poll


@dataclass(frozen=True)
class AcceptedAs:
    """How many characters of the accept that belongs to a header set's key are those of a published one."""

    accept: str

    def __call__(self, wire: Wire) -> float:
        """Take the key from the handshake's request, and compare place by place."""
        fields = dict(header_sets()[wire.headers].head("upgrade").fields)
        made = generate_accept_token(fields["Sec-WebSocket-Key"].encode()).decode()
        answered = dict(header_sets()[wire.headers].head("upgrade_response").fields)["Sec-WebSocket-Accept"]
        return sum(a == b == c for a, b, c in zip(self.accept, made, answered, strict=True))


def size(quantity: str, expected: float, measure: Callable[[Wire], float], note: str = "") -> Check[Wire]:
    """Check a number of bytes."""
    return Check(quantity=quantity, unit="bytes", expected=expected, measure=measure, rule=Exact(), note=note)


def _frames() -> WiredCase:
    return WiredCase(
        name="rfc-6455/frames",
        source="RFC 6455, section 5.7",
        wire=Wire(headers="rfc6455"),
        checks=(
            size("text Hello from the server", 7, Size("frame", 5)),
            size("text Hello from the client, masked", 11, Size("masked_frame", 5)),
            size("empty ping", 2, Size("ping")),
            size("its pong, masked", 6, Size("pong")),
            size("frame of 256 B", 260, Size("frame", 256)),
            size("frame of 65,536 B", 65_546, Size("frame", 65_536)),
        ),
    )


def _deflated() -> tuple[WiredCase, WiredCase]:
    """Give the same message once, and twice on a connection, where the second one refers to the first."""

    def hello(times: int, expected: float, quantity: str) -> WiredCase:
        how = Compression(schemes=("permessage-deflate",), samples=(b"Hello",) * times)
        return WiredCase(
            name=f"rfc-7692/hello-{times}",
            source="RFC 7692, sections 7.2.3.1 and 7.2.3.2",
            wire=Wire(headers="rfc6455", compression=how),
            checks=(size(quantity, expected, Size("frame", 5)),),
        )

    return hello(1, 9, "text Hello, compressed"), hello(2, (9 + 7) / 2, "mean of Hello twice, with context takeover")


def _accept() -> WiredCase:
    accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    return WiredCase(
        name="rfc-6455/accept",
        source="RFC 6455, section 1.3: key dGhlIHNhbXBsZSBub25jZQ==",
        wire=Wire(headers="rfc6455"),
        checks=(
            Check(
                quantity="characters of the accept as printed",
                unit="count",
                expected=len(accept),
                measure=AcceptedAs(accept),
                rule=Exact(),
            ),
        ),
    )


def _handshake() -> SimulatedCase:
    def handshake(quantity: str, expected: int, measure: Bytes) -> Check[Recording]:
        return Check(quantity=quantity, unit="bytes", expected=expected, measure=measure, rule=Exact())

    return SimulatedCase(
        name="rfc-6455/handshake",
        source="RFC 6455, section 1.2",
        group=PUBLISHED,
        scenario=world(
            clients={"count": 1, "connect_over": 0, "network": link(TRANSIT, TRANSIT)},
            messages=NEVER,
            techniques={"websocket": {"heartbeat": None}},
            wire={"headers": "rfc6455"},
            warmup=0,
            duration=10,
            replications=1,
        ),
        checks=(
            handshake("opening handshake, up", 230, Bytes("up", ("handshake",))),
            handshake("opening handshake, down", 159, Bytes("down", ("handshake",))),
        ),
    )


def _transits(technique: str, messages: Mapping[str, Any], **rest: Any) -> Scenario:
    """Give clients a transit away from the server, each way."""
    return world(
        clients={"count": CLIENTS, "connect_over": 5, "network": link(TRANSIT, TRANSIT)},
        messages=messages,
        techniques={technique: {"timeout": 30} if technique == "long-polling" else {"heartbeat": None}},
        **{"warmup": 10, "duration": 100, "replications": 2} | rest,
    )


def _latency(statistic: str, expected: float, rule: Rule, note: str = "") -> Check[Recording]:
    return Check(
        quantity=f"latency, {statistic}, in transits",
        unit="count",
        expected=expected,
        measure=Measured(f"latency_s.{statistic}", per=TRANSIT),
        rule=rule,
        note=note,
    )


def _long_polling_on_average() -> SimulatedCase:
    """Let messages be so far apart that nearly all find a held request."""
    messages = POISSON_TO_ONE | {"rate": CLIENTS / 10}
    note = "a message every 10 s; the RFC says near one"
    return SimulatedCase(
        name="rfc-6202/long-polling-average",
        source="RFC 6202, section 2.2",
        group=PUBLISHED,
        scenario=_transits("long-polling", messages, duration=1_000, replications=5),
        checks=(_latency("mean", 1.0, Within(0.05), note),),
    )


def _long_polling_at_worst() -> SimulatedCase:
    messages = POISSON_TO_ONE | {"rate": CLIENTS * 5}
    rule = Between(3.0, 3.0 + WORK / TRANSIT + 1e-6, "over 3, to 3.1")
    note = "the RFC says over three; here a request is 5 ms of work, a tenth of a transit"
    return SimulatedCase(
        name="rfc-6202/long-polling-maximum",
        source="RFC 6202, section 2.2",
        group=PUBLISHED,
        scenario=_transits("long-polling", messages, costs={"request": WORK}, server={"cores": CLIENTS}),
        checks=(_latency("max", 3.0, rule, note),),
    )


def _streaming() -> SimulatedCase:
    return SimulatedCase(
        name="rfc-6202/streaming",
        source="RFC 6202, section 3.2",
        group=PUBLISHED,
        scenario=_transits("sse", PERIODIC_TO_EVERYONE | {"rate": 5}),
        checks=(_latency("mean", 1.0, Exact()),),
    )


CASES = (
    _frames(),
    *_deflated(),
    _accept(),
    _handshake(),
    _long_polling_on_average(),
    _long_polling_at_worst(),
    _streaming(),
)
"""The cases of the RFCs."""
