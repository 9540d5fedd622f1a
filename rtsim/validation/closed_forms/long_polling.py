"""Long polling against renewal theory: a cycle is the gap, and then the wait for news or the time-out."""

from typing import Any

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.theory import LongPolling, long_polling, queues
from rtsim.validation.check import Check
from rtsim.validation.closed_forms.short_polling import greatest, polling_checks
from rtsim.validation.measures import Measured, ShareLater, latency_least
from rtsim.validation.rules import Exact, Interval
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, POISSON_TO_ONE, link, world

RENEWAL = "Ross, Stochastic Processes, section 3.6, on the loop of RFC 6202, 2.1"
LOOP = "the loop of RFC 6202, section 2.1, followed by hand"
CLIENTS, PERIODIC_CLIENTS = 10, 40
AN_INSTANT = 1e-9  # seconds: what rounding may add to a latency


def _poisson(up: float, down: float, *, rate: float, hold: float, cycles: float, **rest: Any) -> Scenario:
    """Give clients that each get `rate` messages per second, for about `cycles` of them."""
    return world(
        clients={"count": CLIENTS, "connect_over": 5, "network": link(up, down)},
        messages=POISSON_TO_ONE | {"rate": CLIENTS * rate},
        techniques={"long-polling": {"timeout": hold}},
        warmup=10 + hold,
        duration=cycles / rate,
        **rest,
    )


def _held(theory: LongPolling) -> Check[Recording]:
    """Check Little's law for held requests: N (1 - G / E[C])."""
    return Check(
        quantity=f"requests held, of {CLIENTS} clients",
        unit="count",
        expected=queues.little_population(rate=CLIENTS * theory.rate, time=theory.cycle * theory.held_share),
        measure=Measured("connections.held_mean"),
        rule=Interval(),
    )


def _in_the_gap(theory: LongPolling, scenario: Scenario, down: float) -> Check[Recording]:
    """Check the share of messages that find no held request, and so take longer than the way down."""
    return Check(
        quantity="share of messages in the gap",
        unit="share",
        expected=theory.gap_share,
        measure=ShareLater(down + AN_INSTANT, scenario.warmup),
        rule=Interval(),
    )


def _usual() -> SimulatedCase:
    rate, up, down, hold = 2.0, 0.05, 0.08, 3.0
    theory = long_polling.poisson(
        rate=rate, hold=hold, gap=long_polling.gap(to_server=up, to_client=down), to_client=down
    )
    scenario = _poisson(up, down, rate=rate, hold=hold, cycles=1_000)
    latencies, percentile, requests, _, batch = polling_checks(theory, CLIENTS)  # too few are empty to tell
    return SimulatedCase(
        name="long-polling/poisson",
        source=RENEWAL,
        scenario=scenario,
        checks=(
            latencies,
            percentile,
            requests,
            batch,
            greatest(theory.latency_sup),
            _held(theory),
            _in_the_gap(theory, scenario, down),
        ),
    )


def _busy() -> SimulatedCase:
    rate, up, down, hold = 20.0, 0.04, 0.06, 30.0
    theory = long_polling.poisson(
        rate=rate, hold=hold, gap=long_polling.gap(to_server=up, to_client=down), to_client=down
    )
    latencies, percentile, requests, _, batch = polling_checks(theory, CLIENTS)
    return SimulatedCase(
        name="long-polling/busy",
        source=RENEWAL,
        scenario=_poisson(up, down, rate=rate, hold=hold, cycles=1_000),
        checks=(latencies, percentile, requests, batch, greatest(theory.latency_sup), _held(theory)),
    )


def _quiet() -> SimulatedCase:
    rate, up, down, hold = 0.02, 0.1, 0.1, 25.0
    theory = long_polling.poisson(
        rate=rate, hold=hold, gap=long_polling.gap(to_server=up, to_client=down), to_client=down
    )
    latencies, _, requests, empty, _ = polling_checks(theory, CLIENTS)  # too few answers have two messages to tell
    return SimulatedCase(
        name="long-polling/quiet",
        source=RENEWAL,
        scenario=_poisson(up, down, rate=rate, hold=hold, cycles=400),
        checks=(latencies, requests, empty, _held(theory)),
    )


def _working() -> SimulatedCase:
    """Let requests and answers take work: the gap is longer, the message that sets an answer off waits, others join.

    On one core a message would wait behind the answer's work and be too late to join it.
    """
    rate, up, down, hold, request, respond = 4.0, 0.05, 0.08, 60.0, 0.02, 0.03
    gap = long_polling.gap(to_server=up, to_client=down, service=request)
    theory = long_polling.poisson(rate=rate, hold=hold, gap=gap, to_client=down, respond=respond)
    costs, server = {"request": request, "respond": respond}, {"cores": 2}
    latencies, _, requests, _, batch = polling_checks(theory)
    return SimulatedCase(
        name="long-polling/working",
        source=RENEWAL,
        scenario=world(
            clients={"count": 1, "connect_over": 5, "network": link(up, down)},
            messages=POISSON_TO_ONE | {"rate": rate},
            techniques={"long-polling": {"timeout": hold}},
            costs=costs,
            server=server,
            warmup=70,
            duration=4_000 / rate,
        ),
        checks=(latencies, requests, batch),
    )


def _periodic(period: float, up: float, down: float) -> Scenario:
    """Give clients in random phases that all get a message every `period` seconds."""
    return world(
        clients={"count": PERIODIC_CLIENTS, "connect_over": 5, "network": link(up, down)},
        messages=PERIODIC_TO_EVERYONE | {"rate": 1 / period},
        techniques={"long-polling": {"timeout": 30}},
        warmup=20,
        duration=100 * period,
    )


def _every_message_is_answered(name: str, period: float, up: float, down: float) -> SimulatedCase:
    """Send messages further apart than the gap: all find a held request, with latency d2 and one request each."""
    theory = long_polling.periodic(period=period, gap=up + down, to_client=down)
    latencies, _, requests, *_ = polling_checks(theory, PERIODIC_CLIENTS)
    return SimulatedCase(
        name=name,
        source=LOOP,
        scenario=_periodic(period, up, down),
        checks=(
            latencies.exactly(),
            Check(
                quantity="latency, least",
                unit="s",
                expected=theory.latency.least,
                measure=latency_least,
                rule=Exact(),
            ),
            greatest(theory.latency_sup).exactly(),
            requests.exactly(),
        ),
    )


def _messages_pile_up(name: str, period: float, up: float, down: float) -> SimulatedCase:
    """Send messages closer than the gap: they pile up in it, one request each gap, latency uniform on d2 to d2 + G."""
    theory = long_polling.periodic(period=period, gap=up + down, to_client=down)
    latencies, _, requests, _, batch = polling_checks(theory, PERIODIC_CLIENTS)
    return SimulatedCase(
        name=name,
        source=LOOP,
        scenario=_periodic(period, up, down),
        checks=(latencies, requests, batch, greatest(theory.latency_sup)),
    )


KNEE = 0.25  # seconds between messages: four a second

CASES = (
    _usual(),
    _busy(),
    _quiet(),
    _working(),
    _every_message_is_answered("long-polling/slow-messages", period=1.0, up=0.11, down=0.13),
    _messages_pile_up("long-polling/fast-messages", period=0.1, up=0.1123, down=0.1495),
    _every_message_is_answered(
        "long-polling/below-the-knee",
        period=KNEE,
        up=0.98 * long_polling.knee_delay(period=KNEE),
        down=0.98 * long_polling.knee_delay(period=KNEE),
    ),
    _messages_pile_up(
        "long-polling/beyond-the-knee",
        period=KNEE,
        up=1.0234 * long_polling.knee_delay(period=KNEE),
        down=1.0234 * long_polling.knee_delay(period=KNEE),
    ),
)
"""The cases of long polling."""
