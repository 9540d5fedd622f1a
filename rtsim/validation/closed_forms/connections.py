"""Open connections by Little's law, and what lost packets cost."""

from rtsim.theory import loss, queues, short_polling
from rtsim.validation.case import Case, Check, case
from rtsim.validation.rules import interval
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, clients, link

LITTLE = "Little 1961, doi:10.1287/opre.9.3.383"
TIMEOUTS = "RFC 6298, sections 5.5 and 5.6: RTO p / (1 - 2 p)"
CLIENTS, UP, DOWN, SERVICE, INTERVAL = 40, 0.05, 0.08, 1e-4, 2.0
LEAST_TIMEOUT = 0.2  # seconds above the round trip: Linux, TCP_RTO_MIN


def _polls_on_new_connections(name: str, idle: float) -> Case:
    """Let connections live from the SYN's arrival until they were idle for `idle` seconds, which the pause exceeds."""
    round_trip = UP + DOWN + UP + SERVICE + DOWN
    polling = short_polling.after_response(pause=INTERVAL, round_trip=round_trip, rate=1.0)
    lifetime = DOWN + UP + SERVICE + idle
    population = queues.little_population(rate=CLIENTS * polling.rate, time=lifetime)
    return case(
        f"connections/{name}",
        LITTLE,
        Check("connections open, rate x lifetime", "count", population, "connections.open_mean", interval(0.01)),
        Check("connections opened", "count", 100 * CLIENTS, "connections.opened"),
        clients=clients(CLIENTS, polling.cycle, UP, DOWN),
        techniques={"short-polling": {"interval": INTERVAL, "connection": "keep-alive" if idle else "close"}},
        costs={"request": SERVICE},
        server={"keep_alive": idle or 75},
        warmup=10,
        duration=100 * polling.cycle,
    )


def _pushed(technique: str) -> Case:
    return case(
        f"connections/{technique}",
        LITTLE,
        Check("connections open, one each", "count", CLIENTS, "connections.open_mean"),
        clients=clients(CLIENTS, 1, UP, DOWN),
        techniques={technique: {}},
        warmup=10,
        duration=100,
        replications=2,
    )


def _lossy(share: float) -> Case:
    """Messages so sparse that each has arrived before the next is sent."""
    expected = loss.retransmission_delay_mean(loss=share, timeout=UP + DOWN + LEAST_TIMEOUT)
    return case(
        f"loss/{100 * share:g}-percent",
        TIMEOUTS,
        Check("latency that loss adds, mean", "s", expected, "latency_s.mean", interval(), less=DOWN),
        clients=clients(400, 1, network=link(UP, DOWN, loss=share)),
        messages=PERIODIC_TO_EVERYONE | {"rate": 1 / 60},
        warmup=60,
        duration=12_000,
    )


CASES = (
    _polls_on_new_connections("closed-after-each-poll", 0.0),
    _polls_on_new_connections("kept-alive-for-a-while", 0.7),
    _pushed("websocket"),
    _pushed("sse"),
    _lossy(0.02),
    _lossy(0.1),
)
