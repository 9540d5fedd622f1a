"""Van de Vyvere and others 2020: an event stream to thousands of clients, and polls through nginx."""

from functools import partial

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.theory import queues
from rtsim.validation.case import Case, Check, case, of, recorded
from rtsim.validation.measures import measured, overloaded
from rtsim.validation.rules import near
from rtsim.validation.worlds import clients, world

SOURCE = "Van de Vyvere and others 2020, polling and push for live open data"
EVEN = 4.0  # seconds over which latencies are even at 25,000 clients, by their text
READ = "read off a figure"
SENDS = f"{READ}; 160 us a send are from the same figure"
LINEAR = "their slope is the stack's number here: shows that memory is linear, and no more"
SEND, PERIOD, PAYLOAD = 160e-6, 5.0, 5_200
MEMORY, FEW, MANY = 14.9 * 1024, 5_000, 15_000  # bytes of each client; clients that it is compared at
CAPACITY = 2_520.0  # polls per second that their nginx answered
SECONDS = 5.0
TURN = 1.0  # seconds between a client's polls in the capacity's cases

LAST = {5_000: 0.841, 10_000: 1.659, 15_000: 2.493, 20_000: 3.145, 25_000: 3.935}
"""Seconds until the last client has an update, by clients."""

CPU = {5_000: 0.161, 10_000: 0.364, 15_000: 0.524, 20_000: 0.679, 25_000: 0.782}
"""Cores busy, by clients."""


def _stream(count: int) -> Scenario:
    """Give clients in a LAN that all get 5.2 kB every 5 s from one Node process."""
    return world(
        clients=clients(count, 4, network="lan"),
        messages={"from": "server", "to": "everyone", "process": "periodic", "rate": 1 / PERIOD, "payload": PAYLOAD},
        techniques={"sse": {"heartbeat": None, "event_id": False}},
        costs={"push_sse": SEND},
        server={"egress": 10e9, "memory": {"base": 0, "sse": MEMORY, "held_request": 0, "idle_connection": 0}},
        warmup=10,
        duration=2 * PERIOD,
        replications=2,
    )


def _fan_out(count: int, *further: Check) -> Case:
    last = Check("latency, last client", "s", LAST[count], "latency_s.max", near(0.07), SENDS)
    busy = Check("cores busy", "share", CPU[count], "server.utilisation", near(0.15), READ)
    return of(f"van-de-vyvere/{count}-clients", SOURCE, _stream(count), last, busy, *further)


def _evenly(share: int) -> Check:
    """Compare a percentile with its share of 4 s: they say that latencies are even between 0 s and 4 s."""
    return Check(f"latency, {share}th percentile", "s", EVEN * share / 100, f"latency_s.p{share}", near(0.07))


def _few_and_many(few: Scenario, many: Scenario) -> list[tuple[Recording, Recording]]:
    return list(zip(recorded(few), recorded(many), strict=True))


def _slope(pair: tuple[Recording, Recording]) -> float:
    few, many = (each.memory.mean for each in pair)
    return (many - few) / (MANY - FEW)


def _memory() -> Case:
    """Compare what each further client takes at two numbers of clients."""
    check = Check("memory of each further client", "bytes", MEMORY, _slope, near(0.01), LINEAR)
    return Case("van-de-vyvere/memory", SOURCE, partial(_few_and_many, _stream(FEW), _stream(MANY)), (check,))


def _polls(name: str, count: int, check: Check) -> Case:
    """Give clients that poll a server by the clock, each answer taking it 1/2,520 s."""
    return case(
        f"van-de-vyvere/polls-{name}",
        f"{SOURCE}: N <= 2,520 T",
        check,
        clients=clients(count, TURN, 0.001, 0.001),
        techniques={"short-polling": {"interval": TURN, "timing": "fixed-rate"}},
        costs={"request": 1 / CAPACITY},
        warmup=5,
        duration=SECONDS,
        replications=2,
    )


def _capacity(name: str, times: float, *, over: float) -> Case:
    count = round(times * queues.little_population(rate=CAPACITY, time=TURN))
    return _polls(name, count, Check(f"overloaded by {count:,} polls/s (1: yes)", "count", over, overloaded))


def busy_cores(recording: Recording) -> float:
    """Give the CPU seconds of a second."""
    return measured("server.cpu_s", recording) / SECONDS


def _throughput() -> Case:
    """Ask more than the server can answer: it answers as many as it can."""
    check = Check("polls answered of 3,024 asked", "per second", CAPACITY, busy_cores, near(0.01), per=1 / CAPACITY)
    return _polls("beyond", round(1.2 * CAPACITY), check)


CASES = (
    *map(_fan_out, (5_000, 10_000, 15_000, 20_000)),
    _fan_out(25_000, *map(_evenly, (50, 90, 95))),
    _memory(),
    _capacity("within", 0.98, over=0.0),
    _capacity("over", 1.02, over=1.0),
    _throughput(),
)
