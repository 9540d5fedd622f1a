"""Lubbers and Greco 2010: a page that asks for a stock price each second, and its rewrite with WebSocket.

They divide bits by 2^20 and call the result Mbps; rows are in bit/s.
"""

from collections.abc import Mapping
from typing import Any

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.validation.case import PUBLISHED
from rtsim.validation.check import Check
from rtsim.validation.measures import Bytes, Measured
from rtsim.validation.rules import Between, Exact, Within
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, POISSON_TO_ONE, link, world

SOURCE = "Lubbers and Greco 2010, HTML5 Web Sockets: A Quantum Leap in Scalability"
REQUEST, RESPONSE = 692, 179  # characters of the heads, without line ends
PRICE = 20  # characters of a message
ONE_WAY = 0.05  # seconds
THEIR_MEGABIT = 2.0**20
SECONDS = 1.0


HEADS = Bytes("both", ("requests", "responses", "empty"), per=SECONDS / 8)
FRAMES = Bytes("down", ("framing",), per=SECONDS / 8)


def _world(clients: int, technique: str, settings: Mapping[str, Any]) -> Scenario:
    """Give clients that each get a price a second, in bodies of nothing else."""
    return world(
        clients={"count": clients, "connect_over": 1, "network": link(ONE_WAY, ONE_WAY)},
        messages=PERIODIC_TO_EVERYONE | {"rate": 1, "payload": PRICE},
        techniques={technique: settings},
        wire={
            "headers": {"poll": REQUEST, "poll_response": RESPONSE, "poll_empty": RESPONSE},
            "body": {"empty": 0, "around": 0, "between": 0},
        },
        warmup=1.2,
        duration=SECONDS,
        replications=1,
    )


def _as_printed(printed: str, measure: Bytes) -> Check[Recording]:
    """Check that traffic in bit/s rounds to their figure."""
    figure, half = float(printed), 0.5 * 10.0 ** -len(printed.partition(".")[2])
    low, high = (figure - half) * THEIR_MEGABIT, (figure + half) * THEIR_MEGABIT
    return Check(
        quantity="header traffic",
        unit="bit/s",
        expected=figure * THEIR_MEGABIT,
        measure=measure,
        rule=Between(low, high, f"rounds to {printed} Mbps"),
    )


def _polling(clients: int, printed: str) -> SimulatedCase:
    whole = Check(
        quantity="header traffic, 871 B a poll",
        unit="bit/s",
        expected=8.0 * (REQUEST + RESPONSE) * clients,
        measure=HEADS,
        rule=Exact(),
    )
    return SimulatedCase(
        name=f"lubbers-greco/polling-{clients}",
        source=SOURCE,
        group=PUBLISHED,
        scenario=_world(clients, "short-polling", {"interval": 1, "timing": "fixed-rate"}),
        checks=(_as_printed(printed, HEADS), whole),
    )


def _websocket(clients: int, printed: str) -> SimulatedCase:
    return SimulatedCase(
        name=f"lubbers-greco/websocket-{clients}",
        source=SOURCE,
        group=PUBLISHED,
        scenario=_world(clients, "websocket", {"heartbeat": None}),
        checks=(_as_printed(printed, FRAMES),),
    )


def _line_ends() -> SimulatedCase:
    """With line ends a poll's heads are longer than by their count; every poll here finds one price."""
    return SimulatedCase(
        name="lubbers-greco/line-ends",
        source=SOURCE,
        group=PUBLISHED,
        scenario=world(
            clients={"count": 1, "connect_over": 1, "network": link(ONE_WAY, ONE_WAY)},
            messages=PERIODIC_TO_EVERYONE | {"rate": 1, "payload": PRICE},
            techniques={"short-polling": {"interval": 1, "timing": "fixed-rate"}},
            wire={"headers": "lubbers-greco", "body": {"empty": 0, "around": 0, "between": 0}},
            warmup=3,
            duration=10,
            replications=1,
        ),
        checks=(
            Check(
                quantity="heads of a poll, line ends counted",
                unit="bytes",
                expected=909,
                measure=Bytes("both", ("requests", "responses", "empty"), per=10),
                rule=Exact(),
            ),
        ),
    )


def _polling_latency() -> SimulatedCase:
    """Their poller asks again as soon as it is answered: a message that just missed an answer waits three ways."""
    pause = 1e-4
    return SimulatedCase(
        name="lubbers-greco/polling-latency",
        source=SOURCE,
        group=PUBLISHED,
        scenario=world(
            clients={"count": 20, "connect_over": 1, "network": link(ONE_WAY, ONE_WAY)},
            messages=POISSON_TO_ONE | {"rate": 20 * 2},
            techniques={"short-polling": {"interval": pause}},
            warmup=3,
            duration=100,
            replications=2,
        ),
        checks=(
            Check(
                quantity="latency, greatest",
                unit="s",
                expected=3 * ONE_WAY,
                measure=Measured("latency_s.max"),
                rule=Within(0.005),
            ),
        ),
    )


def _websocket_latency() -> SimulatedCase:
    return SimulatedCase(
        name="lubbers-greco/websocket-latency",
        source=SOURCE,
        group=PUBLISHED,
        scenario=_world(20, "websocket", {"heartbeat": None}),
        checks=(
            Check(
                quantity="latency, greatest",
                unit="s",
                expected=ONE_WAY,
                measure=Measured("latency_s.max"),
                rule=Exact(),
            ),
        ),
    )


CASES = (
    _line_ends(),
    _polling(1_000, "6.6"),
    _polling(10_000, "66"),
    _polling(100_000, "665"),
    _websocket(1_000, "0.015"),
    _websocket(10_000, "0.153"),
    _websocket(100_000, "1.526"),
    _polling_latency(),
    _websocket_latency(),
)
"""The cases of Lubbers and Greco."""
