"""Long polling against renewal theory: a cycle is the gap, and then the wait for news or the time-out."""

from typing import NamedTuple

from rtsim.theory import long_polling, queues
from rtsim.theory.polling import LongPolling
from rtsim.validation.case import Case, Check, case
from rtsim.validation.closed_forms.short_polling import greatest, polling_checks
from rtsim.validation.measures import ShareLater, latency_least
from rtsim.validation.rules import interval
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, POISSON_TO_ONE, clients

RENEWAL = "Ross, Stochastic Processes, section 3.6, on the loop of RFC 6202, 2.1"
LOOP = "the loop of RFC 6202, section 2.1, followed by hand"
CLIENTS, PERIODIC_CLIENTS = 10, 40
AN_INSTANT = 1e-9  # seconds: what rounding may add to a latency


class Loop(NamedTuple):
    """What each client gets a second, its ways, how long it is held, and the work of its request and its answer."""

    rate: float
    up: float
    down: float
    hold: float
    request: float = 0
    respond: float = 0

    @property
    def theory(self) -> LongPolling:
        """What renewal theory says of it."""
        gap = long_polling.gap(to_server=self.up, to_client=self.down, service=self.request)
        return long_polling.poisson(rate=self.rate, hold=self.hold, gap=gap, to_client=self.down, respond=self.respond)

    def case(self, name: str, *checks: Check, count: int = CLIENTS, cycles: float = 1_000, cores: int = 1) -> Case:
        """Let so many clients get messages at random, for about `cycles` of them each."""
        return case(
            f"long-polling/{name}",
            RENEWAL,
            *checks,
            clients=clients(count, 5, self.up, self.down),
            messages=POISSON_TO_ONE | {"rate": count * self.rate},
            techniques={"long-polling": {"timeout": self.hold}},
            costs={"request": self.request, "respond": self.respond},
            server={"cores": cores},
            warmup=10 + self.hold,
            duration=cycles / self.rate,
        )


def _held(theory: LongPolling) -> Check:
    """Check Little's law for held requests: N (1 - G / E[C])."""
    expected = queues.little_population(rate=CLIENTS * theory.rate, time=theory.cycle * theory.held_share)
    return Check(f"requests held, of {CLIENTS} clients", "count", expected, "connections.held_mean", interval())


def _usual() -> Case:
    """Look also at the messages that find no held request, and so take longer than the way down."""
    loop = Loop(rate=2.0, up=0.05, down=0.08, hold=3.0)
    theory = loop.theory
    latencies, percentile, requests, _, batch = polling_checks(theory, CLIENTS)  # too few are empty to tell
    late = ShareLater(loop.down + AN_INSTANT, 10 + loop.hold)
    gap = Check("share of messages in the gap", "share", theory.gap_share, late, interval())
    most = greatest(theory.latency_sup)
    return loop.case("poisson", latencies, percentile, requests, batch, most, _held(theory), gap)


def _busy() -> Case:
    loop = Loop(rate=20.0, up=0.04, down=0.06, hold=30.0)
    theory = loop.theory
    latencies, percentile, requests, _, batch = polling_checks(theory, CLIENTS)
    most = greatest(theory.latency_sup)
    return loop.case("busy", latencies, percentile, requests, batch, most, _held(theory))


def _quiet() -> Case:
    loop = Loop(rate=0.02, up=0.1, down=0.1, hold=25.0)
    latencies, _, requests, empty, _ = polling_checks(loop.theory, CLIENTS)  # too few answers have two messages to tell
    return loop.case("quiet", latencies, requests, empty, _held(loop.theory), cycles=400)


def _working() -> Case:
    """Let requests and answers take work: the gap is longer, the message that sets an answer off waits, others join.

    On one core a message would wait behind the answer's work and be too late to join it.
    """
    loop = Loop(rate=4.0, up=0.05, down=0.08, hold=60.0, request=0.02, respond=0.03)
    latencies, _, requests, _, batch = polling_checks(loop.theory)
    return loop.case("working", latencies, requests, batch, count=1, cycles=4_000, cores=2)


def _periodic(name: str, period: float, up: float, down: float, *checks: Check) -> Case:
    """Let clients in random phases all get a message every `period` seconds."""
    return case(
        f"long-polling/{name}",
        LOOP,
        *checks,
        clients=clients(PERIODIC_CLIENTS, 5, up, down),
        messages=PERIODIC_TO_EVERYONE | {"rate": 1 / period},
        techniques={"long-polling": {"timeout": 30}},
        warmup=20,
        duration=100 * period,
    )


def _every_message_is_answered(name: str, period: float, up: float, down: float) -> Case:
    """Send messages further apart than the gap: all find a held request, with latency d2 and one request each."""
    theory = long_polling.periodic(period=period, gap=up + down, to_client=down)
    latencies, _, requests, *_ = polling_checks(theory, PERIODIC_CLIENTS)
    least = Check("latency, least", "s", theory.latency.least, latency_least)
    most = greatest(theory.latency_sup)
    return _periodic(name, period, up, down, latencies.exactly(), least, most.exactly(), requests.exactly())


def _messages_pile_up(name: str, period: float, up: float, down: float) -> Case:
    """Send messages closer than the gap: they pile up in it, one request each gap, latency uniform on d2 to d2 + G."""
    theory = long_polling.periodic(period=period, gap=up + down, to_client=down)
    latencies, _, requests, _, batch = polling_checks(theory, PERIODIC_CLIENTS)
    return _periodic(name, period, up, down, latencies, requests, batch, greatest(theory.latency_sup))


EVERY = 0.25  # seconds between messages: four a second
KNEE = long_polling.knee_delay(period=EVERY)

CASES = (
    _usual(),
    _busy(),
    _quiet(),
    _working(),
    _every_message_is_answered("slow-messages", period=1.0, up=0.11, down=0.13),
    _messages_pile_up("fast-messages", period=0.1, up=0.1123, down=0.1495),
    _every_message_is_answered("below-the-knee", period=EVERY, up=0.98 * KNEE, down=0.98 * KNEE),
    _messages_pile_up("beyond-the-knee", period=EVERY, up=1.0234 * KNEE, down=1.0234 * KNEE),
)
