"""Short polling against residual life and Poisson counts."""

from collections.abc import Mapping
from typing import Any

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.theory import Polling, short_polling
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured, missed_share
from rtsim.validation.rules import Exact, Interval, Reached, Rule, Within
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import POISSON_TO_ONE, link, world

RESIDUAL = "residual life: Kleinrock, Queueing Systems 1, section 5.2"
INTERVAL, RATE, UP, DOWN, SERVICE = 5.0, 0.2, 0.05, 0.06, 0.002
ROUND_TRIP = UP + SERVICE + DOWN
POLLS = 4_000
MANY, FEW = Interval(0.01), Interval()  # rules for means of many values, and of fewer or of such as vary more
BY_THE_CLOCK = {"interval": INTERVAL, "timing": "fixed-rate"}


def _scenario(
    settings: Mapping[str, Any], *, cores: int = 1, service: float = SERVICE, cycle: float = INTERVAL
) -> Scenario:
    """Give one client that polls a server which nobody else asks, for many whole cycles."""
    return world(
        clients={"count": 1, "connect_over": cycle, "network": link(UP, DOWN)},
        messages=POISSON_TO_ONE | {"rate": RATE},
        techniques={"short-polling": settings},
        costs={"request": service},
        server={"cores": cores},
        warmup=60,
        duration=POLLS * cycle,
    )


def latency(expected: float, rule: Rule = MANY) -> Check[Recording]:
    """Check the mean latency."""
    return Check(
        quantity="latency, mean",
        unit="s",
        expected=expected,
        measure=Measured("latency_s.mean"),
        rule=rule,
    )


def polling_checks(theory: Polling, clients: int = 1) -> tuple[Check[Recording], ...]:
    """Check what short and long polling have in common."""
    return (
        latency(theory.latency_mean),
        Check(
            quantity="latency, 95th percentile",
            unit="s",
            expected=theory.latency_quantile(0.95),
            measure=Measured("latency_s.p95"),
            rule=Within(0.02),
        ),
        Check(
            quantity="requests of each client",
            unit="per second",
            expected=theory.rate,
            measure=Measured("requests.per_second", per=clients),
            rule=MANY,
        ),
        Check(
            quantity="empty share of requests",
            unit="share",
            expected=theory.empty_share,
            measure=Measured("requests.empty_share"),
            rule=FEW,
        ),
        Check(
            quantity="messages in an answer",
            unit="count",
            expected=theory.batch_mean,
            measure=Measured("requests.messages_per_response"),
            rule=MANY,
        ),
    )


def greatest(bound: float) -> Check[Recording]:
    """Check the bound of the latency."""
    return Check(
        quantity="latency, greatest",
        unit="s",
        expected=bound,
        measure=Measured("latency_s.max"),
        rule=Reached(),
    )


def _all(theory: Polling) -> tuple[Check[Recording], ...]:
    """Check everything that theory says of a client whose cycle is constant."""
    mean, percentile, requests, empty, batch = polling_checks(theory)
    return mean, percentile, requests.exactly(), empty, batch, greatest(theory.latency_sup)


def _fixed_rate() -> SimulatedCase:
    """Serve polls on one core, where a message born meanwhile waits for the next: latency is U(0, T) + s + d2."""
    theory = short_polling.fixed_rate(interval=INTERVAL, rate=RATE, to_client=DOWN, service=SERVICE)
    return SimulatedCase(
        name="short-polling/fixed-rate",
        source=RESIDUAL,
        scenario=_scenario(BY_THE_CLOCK),
        checks=_all(theory),
    )


def _several_cores() -> SimulatedCase:
    """Serve polls on several cores: the log is read when the work completes, and latency is U(0, T) + d2."""
    service = 0.5
    theory = short_polling.fixed_rate(interval=INTERVAL, rate=RATE, to_client=DOWN)
    return SimulatedCase(
        name="short-polling/several-cores",
        source=RESIDUAL,
        scenario=_scenario(BY_THE_CLOCK, cores=4, service=service),
        checks=(latency(theory.latency_mean), greatest(theory.latency_sup)),
    )


def _after_response() -> SimulatedCase:
    """Count the pause from the response: the cycle is longer by the round trip."""
    theory = short_polling.after_response(
        pause=INTERVAL, round_trip=ROUND_TRIP, rate=RATE, to_client=DOWN, service=SERVICE
    )
    return SimulatedCase(
        name="short-polling/after-response",
        source=RESIDUAL,
        scenario=_scenario({"interval": INTERVAL}, cycle=theory.cycle),
        checks=_all(theory),
    )


def _uniform_interval() -> SimulatedCase:
    """Let intervals vary by the share j: messages meet long ones more often, and wait T/2 (1 + j^2/3) on average."""
    jitter = 0.5
    interval = {"dist": "uniform", "low": INTERVAL * (1 - jitter), "high": INTERVAL * (1 + jitter)}
    wait = short_polling.uniform_residual_mean(interval=INTERVAL, jitter=jitter)
    return SimulatedCase(
        name="short-polling/uniform-interval",
        source=f"{RESIDUAL}: T/2 (1 + j^2/3)",
        scenario=_scenario({"interval": interval, "timing": "fixed-rate"}, service=0),
        checks=(latency(wait + DOWN, FEW),),
    )


def _exponential_interval() -> SimulatedCase:
    """Let intervals have no memory: the mean wait is a whole T."""
    interval = {"dist": "exponential", "mean": INTERVAL}
    wait = short_polling.exponential_residual_mean(interval=INTERVAL)
    return SimulatedCase(
        name="short-polling/exponential-interval",
        source=f"{RESIDUAL}: T",
        scenario=_scenario({"interval": interval, "timing": "fixed-rate"}, service=0),
        checks=(latency(wait + DOWN, FEW),),
    )


def _values(period: float, duration: float) -> Scenario:
    """Give clients that by the clock ask for a value renewed every `period` seconds, over whole periods of both."""
    return world(
        clients={"count": 50, "connect_over": INTERVAL, "network": link(UP, DOWN)},
        messages={"from": "server", "to": "everyone", "process": "periodic", "rate": 1 / period},
        techniques={"short-polling": BY_THE_CLOCK},
        warmup=100,
        duration=duration,
    )


def _slow_values() -> SimulatedCase:
    period = 47.0
    return SimulatedCase(
        name="short-polling/slow-values",
        source="Bozdag, Mesbah, van Deursen 2007: 1 - T/P of the polls find nothing new",
        scenario=_values(period, 20 * period),
        checks=(
            Check(
                quantity="empty share of requests",
                unit="share",
                expected=short_polling.redundant_share(interval=INTERVAL, period=period),
                measure=Measured("requests.empty_share"),
                rule=Exact(),
            ),
        ),
    )


def _fast_values() -> SimulatedCase:
    period = 1.3
    return SimulatedCase(
        name="short-polling/fast-values",
        source="Bozdag, Mesbah, van Deursen 2007: 1 - P/T of the values are never seen",
        scenario=_values(period, 350 * period),
        checks=(
            Check(
                quantity="share of values seen too late",
                unit="share",
                expected=short_polling.missed_share(interval=INTERVAL, period=period),
                measure=missed_share,
                rule=Exact(),
            ),
        ),
    )


def _utilisation() -> SimulatedCase:
    clients = 100
    return SimulatedCase(
        name="short-polling/utilisation",
        source="Denning and Buzen 1978: the utilisation law, N s / T",
        scenario=world(
            clients={"count": clients, "connect_over": INTERVAL, "network": link(UP, DOWN)},
            messages=POISSON_TO_ONE | {"rate": RATE},
            techniques={"short-polling": BY_THE_CLOCK},
            costs={"request": SERVICE},
            warmup=10,
            duration=20 * INTERVAL,
            replications=2,
        ),
        checks=(
            Check(
                quantity="utilisation of the core",
                unit="share",
                expected=clients * SERVICE / INTERVAL,
                measure=Measured("server.utilisation"),
                rule=Exact(),
            ),
        ),
    )


CASES = (
    _fixed_rate(),
    _several_cores(),
    _after_response(),
    _uniform_interval(),
    _exponential_interval(),
    _slow_values(),
    _fast_values(),
    _utilisation(),
)
"""The cases of short polling."""
