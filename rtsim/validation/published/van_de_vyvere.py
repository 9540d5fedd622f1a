"""Van de Vyvere and others 2020: an event stream to thousands of clients, and polls through nginx."""

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.theory import queues
from rtsim.validation.case import PUBLISHED, Case, Row
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured, Scaled, overloaded
from rtsim.validation.rules import Exact, Within
from rtsim.validation.simulated import SimulatedCase, recorded
from rtsim.validation.worlds import NEVER, link, world

SOURCE = "Van de Vyvere and others 2020, polling and push for live open data"
EVEN = 4.0  # seconds over which latencies are even at 25,000 clients, by their text
READ = "read off a figure"
SEND, PERIOD, PAYLOAD = 160e-6, 5.0, 5_200
MEMORY = 14.9 * 1024
CAPACITY = 2_520.0  # polls per second that their nginx answered
SECONDS = 5.0
TURN = 1.0  # seconds between a client's polls in the capacity's cases

LAST = {5_000: 0.841, 10_000: 1.659, 15_000: 2.493, 20_000: 3.145, 25_000: 3.935}
"""Seconds until the last client has an update, by clients."""

CPU = {5_000: 0.161, 10_000: 0.364, 15_000: 0.524, 20_000: 0.679, 25_000: 0.782}
"""Cores busy, by clients."""


def _stream(clients: int) -> Scenario:
    """Give clients in a LAN that all get 5.2 kB every 5 s from one Node process."""
    return world(
        clients={"count": clients, "connect_over": 4, "network": "lan"},
        messages={"from": "server", "to": "everyone", "process": "periodic", "rate": 1 / PERIOD, "payload": PAYLOAD},
        techniques={"sse": {"heartbeat": None, "event_id": False}},
        costs={"push_sse": SEND},
        server={"egress": 10e9, "memory": {"base": 0, "sse": MEMORY, "held_request": 0, "idle_connection": 0}},
        warmup=10,
        duration=2 * PERIOD,
        replications=2,
    )


def _fan_out(clients: int, *further: Check[Recording]) -> SimulatedCase:
    return SimulatedCase(
        name=f"van-de-vyvere/{clients}-clients",
        source=SOURCE,
        group=PUBLISHED,
        scenario=_stream(clients),
        checks=(
            Check(
                quantity="latency, last client",
                unit="s",
                expected=LAST[clients],
                measure=Measured("latency_s.max"),
                rule=Within(0.07),
                note=f"{READ}; 160 us a send are from the same figure",
            ),
            Check(
                quantity="cores busy",
                unit="share",
                expected=CPU[clients],
                measure=Measured("server.utilisation"),
                rule=Within(0.15),
                note=READ,
            ),
            *further,
        ),
    )


def _evenly(share: int) -> Check[Recording]:
    """Compare a percentile with its share of 4 s: they say that latencies are even between 0 s and 4 s."""
    return Check(
        quantity=f"latency, {share}th percentile",
        unit="s",
        expected=EVEN * share / 100,
        measure=Measured(f"latency_s.p{share}"),
        rule=Within(0.07),
    )


class MemorySlope:
    """Memory at two numbers of clients, and what each further client takes."""

    name = "van-de-vyvere/memory"
    group = PUBLISHED
    source = SOURCE
    few, many = 5_000, 15_000

    def run(self) -> list[Row]:
        """Simulate both, and compare the slope."""
        least = recorded(_stream(self.few))
        most = recorded(_stream(self.many))
        check = Check(
            quantity="memory of each further client",
            unit="bytes",
            expected=MEMORY,
            measure=self._slope,
            rule=Within(0.01),
            note="their slope is the stack's number here: shows that memory is linear, and no more",
        )
        return [check.row(self, list(zip(least, most, strict=True)))]

    def _slope(self, pair: tuple[Recording, Recording]) -> float:
        few, many = (each.memory.mean for each in pair)
        return (many - few) / (self.many - self.few)


def _polls(name: str, clients: int, check: Check[Recording]) -> SimulatedCase:
    """Give clients that poll a server by the clock, each answer taking it 1/2,520 s."""
    return SimulatedCase(
        name=name,
        source=f"{SOURCE}: N <= 2,520 T",
        group=PUBLISHED,
        scenario=world(
            clients={"count": clients, "connect_over": TURN, "network": link(0.001, 0.001)},
            messages=NEVER,
            techniques={"short-polling": {"interval": TURN, "timing": "fixed-rate"}},
            costs={"request": 1 / CAPACITY},
            warmup=5,
            duration=SECONDS,
            replications=2,
        ),
        checks=(check,),
    )


def _capacity(name: str, times: float, *, over: float) -> SimulatedCase:
    clients = round(times * queues.little_population(rate=CAPACITY, time=TURN))
    check = Check(
        quantity=f"overloaded by {clients:,} polls/s (1: yes)",
        unit="count",
        expected=over,
        measure=overloaded,
        rule=Exact(),
    )
    return _polls(name, clients, check)


def _throughput() -> SimulatedCase:
    """Ask more than the server can answer: it answers as many as it can."""
    check = Check(
        quantity="polls answered of 3,024 asked",
        unit="per second",
        expected=CAPACITY,
        measure=Scaled(Measured("server.cpu_s", per=SECONDS), 1 / CAPACITY),
        rule=Within(0.01),
    )
    return _polls("van-de-vyvere/polls-beyond", round(1.2 * CAPACITY), check)


CASES: tuple[Case, ...] = (
    *(_fan_out(clients) for clients in (5_000, 10_000, 15_000, 20_000)),
    _fan_out(25_000, _evenly(50), _evenly(90), _evenly(95)),
    MemorySlope(),
    _capacity("van-de-vyvere/polls-within", 0.98, over=0.0),
    _capacity("van-de-vyvere/polls-over", 1.02, over=1.0),
    _throughput(),
)
"""The cases of Van de Vyvere and others."""
