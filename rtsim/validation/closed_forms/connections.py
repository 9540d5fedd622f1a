"""Open connections by Little's law, and what lost packets cost."""

from rtsim.theory import loss, queues, short_polling
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured
from rtsim.validation.rules import Exact, Interval
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, link, world

LITTLE = "Little 1961, doi:10.1287/opre.9.3.383"
TIMEOUTS = "RFC 6298, sections 5.5 and 5.6: RTO p / (1 - 2 p)"
CLIENTS, UP, DOWN, SERVICE, INTERVAL = 40, 0.05, 0.08, 1e-4, 2.0
LEAST_TIMEOUT = 0.2  # seconds above the round trip: Linux, TCP_RTO_MIN


def _polls_on_new_connections(name: str, idle: float) -> SimulatedCase:
    """Let connections live from the SYN's arrival until they were idle for `idle` seconds, which the pause exceeds."""
    round_trip = UP + DOWN + UP + SERVICE + DOWN
    polling = short_polling.after_response(pause=INTERVAL, round_trip=round_trip, rate=1.0)
    rate, lifetime = CLIENTS * polling.rate, DOWN + UP + SERVICE + idle
    return SimulatedCase(
        name=name,
        source=LITTLE,
        scenario=world(
            clients={"count": CLIENTS, "connect_over": polling.cycle, "network": link(UP, DOWN)},
            messages=NEVER,
            techniques={"short-polling": {"interval": INTERVAL, "connection": "keep-alive" if idle else "close"}},
            costs={"request": SERVICE},
            server={"keep_alive": idle or 75},
            warmup=10,
            duration=100 * polling.cycle,
        ),
        checks=(
            Check(
                quantity="connections open, rate x lifetime",
                unit="count",
                expected=queues.little_population(rate=rate, time=lifetime),
                measure=Measured("connections.open_mean"),
                rule=Interval(0.01),
            ),
            Check(
                quantity="connections opened",
                unit="count",
                expected=100 * CLIENTS,
                measure=Measured("connections.opened"),
                rule=Exact(),
            ),
        ),
    )


def _pushed(technique: str) -> SimulatedCase:
    return SimulatedCase(
        name=f"connections/{technique}",
        source=LITTLE,
        scenario=world(
            clients={"count": CLIENTS, "connect_over": 1, "network": link(UP, DOWN)},
            messages=NEVER,
            techniques={technique: {}},
            warmup=10,
            duration=100,
            replications=2,
        ),
        checks=(
            Check(
                quantity="connections open, one each",
                unit="count",
                expected=CLIENTS,
                measure=Measured("connections.open_mean"),
                rule=Exact(),
            ),
        ),
    )


def _lossy(share: float) -> SimulatedCase:
    """Messages so sparse that each has arrived before the next is sent."""
    timeout = UP + DOWN + LEAST_TIMEOUT
    return SimulatedCase(
        name=f"loss/{100 * share:g}-percent",
        source=TIMEOUTS,
        scenario=world(
            clients={"count": 400, "connect_over": 1, "network": link(UP, DOWN) | {"loss": share}},
            messages=PERIODIC_TO_EVERYONE | {"rate": 1 / 60},
            techniques={"websocket": {"heartbeat": None}},
            warmup=60,
            duration=12_000,
        ),
        checks=(
            Check(
                quantity="latency that loss adds, mean",
                unit="s",
                expected=loss.retransmission_delay_mean(loss=share, timeout=timeout),
                measure=Measured("latency_s.mean", less=DOWN),
                rule=Interval(),
            ),
        ),
    )


CASES = (
    _polls_on_new_connections("connections/closed-after-each-poll", 0.0),
    _polls_on_new_connections("connections/kept-alive-for-a-while", 0.7),
    _pushed("websocket"),
    _pushed("sse"),
    _lossy(0.02),
    _lossy(0.1),
)
"""The cases of connections and of loss."""
