"""Short polling against residual life and Poisson counts."""

from collections.abc import Mapping
from typing import Any

from rtsim.theory import short_polling
from rtsim.theory.polling import Polling
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import missed_share
from rtsim.validation.rules import Rule, interval, near, reached
from rtsim.validation.worlds import POISSON_TO_ONE, clients

RESIDUAL = "residual life: Kleinrock, Queueing Systems 1, section 5.2"
BOZDAG = "Bozdag, Mesbah, van Deursen 2007"
INTERVAL, RATE, UP, DOWN, SERVICE = 5.0, 0.2, 0.05, 0.06, 0.002
ROUND_TRIP = UP + SERVICE + DOWN
POLLS, MANY_CLIENTS = 4_000, 100
MANY, FEW = interval(0.01), interval()  # rules for means of many values, and of fewer or of such as vary more
BY_THE_CLOCK = {"short-polling": {"interval": INTERVAL, "timing": "fixed-rate"}}


def latency(expected: float, rule: Rule = MANY) -> Check:
    """Check the mean latency."""
    return Check("latency, mean", "s", expected, "latency_s.mean", rule)


def polling_checks(theory: Polling, count: int = 1) -> tuple[Check, ...]:
    """Check what short and long polling have in common, of so many clients."""
    return (
        latency(theory.latency_mean),
        Check("latency, 95th percentile", "s", theory.latency_quantile(0.95), "latency_s.p95", near(0.02)),
        Check("requests of each client", "per second", theory.rate, "requests.per_second", MANY, per=count),
        Check("empty share of requests", "share", theory.empty_share, "requests.empty_share", FEW),
        Check("messages in an answer", "count", theory.batch_mean, "requests.messages_per_response", MANY),
    )


def greatest(bound: float) -> Check:
    """Check the bound of the latency."""
    return Check("latency, greatest", "s", bound, "latency_s.max", reached())


def _all(theory: Polling) -> tuple[Check, ...]:
    """Check everything that theory says of a client whose cycle is constant."""
    mean, percentile, requests, empty, batch = polling_checks(theory)
    return mean, percentile, requests.exactly(), empty, batch, greatest(theory.latency_sup)


def _case(name: str, *checks: Check, said: str = "", cycle: float = INTERVAL, **sections: Any) -> Case:
    """Give one client that polls a server which nobody else asks, for many whole cycles."""
    usual: dict[str, Any] = {
        "clients": clients(1, cycle, UP, DOWN),
        "messages": POISSON_TO_ONE | {"rate": RATE},
        "techniques": BY_THE_CLOCK,
        "costs": {"request": SERVICE},
        "warmup": 60,
        "duration": POLLS * cycle,
    }
    return case(f"short-polling/{name}", RESIDUAL + said, *checks, **(usual | sections))


def _several_cores() -> Case:
    """Serve polls on several cores: the log is read when the work completes, and latency is U(0, T) + d2."""
    theory = short_polling.fixed_rate(interval=INTERVAL, rate=RATE, to_client=DOWN)
    checks = latency(theory.latency_mean), greatest(theory.latency_sup)
    return _case("several-cores", *checks, costs={"request": 0.5}, server={"cores": 4})


def _after_response() -> Case:
    """Count the pause from the response: the cycle is longer by the round trip."""
    theory = short_polling.after_response(
        pause=INTERVAL, round_trip=ROUND_TRIP, rate=RATE, to_client=DOWN, service=SERVICE
    )
    return _case(
        "after-response", *_all(theory), cycle=theory.cycle, techniques={"short-polling": {"interval": INTERVAL}}
    )


def _random(name: str, said: str, wait: float, interval: Mapping[str, Any]) -> Case:
    """Let intervals vary: messages meet long ones more often."""
    polling = {"short-polling": {"interval": interval, "timing": "fixed-rate"}}
    return _case(name, latency(wait + DOWN, FEW), said=said, techniques=polling, costs={})


def _uniform_interval() -> Case:
    """Let intervals vary by the share j: messages wait T/2 (1 + j^2/3) on average."""
    jitter = 0.5
    interval = {"dist": "uniform", "low": INTERVAL * (1 - jitter), "high": INTERVAL * (1 + jitter)}
    wait = short_polling.uniform_residual_mean(interval=INTERVAL, jitter=jitter)
    return _random("uniform-interval", ": T/2 (1 + j^2/3)", wait, interval)


def _exponential_interval() -> Case:
    """Let intervals have no memory: the mean wait is a whole T."""
    wait = short_polling.exponential_residual_mean(interval=INTERVAL)
    return _random("exponential-interval", ": T", wait, {"dist": "exponential", "mean": INTERVAL})


def _values(name: str, said: str, check: Check, *, period: float, periods: int) -> Case:
    """Give clients that by the clock ask for a value renewed every `period` seconds, over whole periods of both."""
    return case(
        f"short-polling/{name}",
        f"{BOZDAG}: {said}",
        check,
        clients=clients(50, INTERVAL, UP, DOWN),
        messages={"from": "server", "to": "everyone", "process": "periodic", "rate": 1 / period},
        techniques=BY_THE_CLOCK,
        warmup=100,
        duration=periods * period,
    )


def _slow_values(period: float = 47.0) -> Case:
    empty = short_polling.redundant_share(interval=INTERVAL, period=period)
    check = Check("empty share of requests", "share", empty, "requests.empty_share")
    return _values("slow-values", "1 - T/P of the polls find nothing new", check, period=period, periods=20)


def _fast_values(period: float = 1.3) -> Case:
    missed = short_polling.missed_share(interval=INTERVAL, period=period)
    check = Check("share of values seen too late", "share", missed, missed_share)
    return _values("fast-values", "1 - P/T of the values are never seen", check, period=period, periods=350)


CASES = (
    # Serve polls on one core, where a message born meanwhile waits for the next: latency is U(0, T) + s + d2.
    _case("fixed-rate", *_all(short_polling.fixed_rate(interval=INTERVAL, rate=RATE, to_client=DOWN, service=SERVICE))),
    _several_cores(),
    _after_response(),
    _uniform_interval(),
    _exponential_interval(),
    _slow_values(),
    _fast_values(),
    case(
        "short-polling/utilisation",
        "Denning and Buzen 1978: the utilisation law, N s / T",
        Check("utilisation of the core", "share", MANY_CLIENTS * SERVICE / INTERVAL, "server.utilisation"),
        clients=clients(MANY_CLIENTS, INTERVAL, UP, DOWN),
        messages=POISSON_TO_ONE | {"rate": RATE},
        techniques=BY_THE_CLOCK,
        costs={"request": SERVICE},
        warmup=10,
        duration=20 * INTERVAL,
        replications=2,
    ),
)
