"""Waiting for a core: random arrivals at the model's cores alone, and pollers by the clock."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng

from rtsim.chance import Array
from rtsim.model.serving import Served, serve_alone
from rtsim.plan import Window
from rtsim.theory import periodic_sources, queues
from rtsim.validation.case import Case, Check, case
from rtsim.validation.rules import interval
from rtsim.validation.worlds import clients

Times = Callable[[Generator, int], Array]

WAITS = "Kleinrock, Queueing Systems 1, sections 3.2 and 3.5 and chapter 5"
KHINCHINE = "Pollaczek and Khinchine (Kleinrock, Queueing Systems 1, chapter 5)"
ERLANG = "Erlang 1917; Kleinrock, Queueing Systems 1, section 3.5"
PERIODIC = "Eckberg 1979; Roberts, Mocci, Virtamo, doi:10.1007/3-540-61815-5"
SERVICE_RATE, SETTLE, COUNT, REPLICATIONS = 1_000.0, 3_000, 50_000, 36

POLLERS, SERVICE = 100, 0.01
PERIOD = 125 * SERVICE


def exponential(generator: Generator, count: int) -> Array:
    """Draw service times without memory."""
    return generator.exponential(1 / SERVICE_RATE, count)


def constant(_generator: Generator, count: int) -> Array:
    """Give service times that are all alike."""
    return np.full(count, 1 / SERVICE_RATE)


def hyperexponential(generator: Generator, count: int) -> Array:
    """Draw service times of which one in ten is ten times as long as the others."""
    return np.where(generator.random(count) < 0.1, 10, 1) / (1.9 * SERVICE_RATE)


def each(*, rate: float, service: Times, cores: int) -> list[Served]:
    """Let Poisson arrivals be served, replication by replication; nothing counts before the queue has settled."""
    return [served(default_rng(seed), rate, service, cores) for seed in SeedSequence(12).spawn(REPLICATIONS)]


def served(generator: Generator, rate: float, service: Times, cores: int) -> Served:
    """Let Poisson arrivals be served once."""
    arrivals = np.cumsum(generator.exponential(1 / rate, SETTLE + COUNT))
    window = Window(start=float(arrivals[SETTLE]), end=float(arrivals[-1]), horizon=float(arrivals[-1]))
    return serve_alone(arrivals, service(generator, len(arrivals)), cores=cores, window=window)


def long_wait(found: Served) -> float:
    """Give the 95th percentile of the wait in seconds."""
    return found.waits.quantile(0.95)


def busy(found: Served) -> float:
    """Give the mean number of busy cores."""
    return found.busy / (found.window.end - found.window.start)


def _case(name: str, source: str, *checks: Check, rate: float, service: Times, cores: int = 1) -> Case:
    """Give Poisson arrivals at cores, without clients and links."""
    return Case(f"queues/{name}", source, partial(each, rate=rate, service=service, cores=cores), checks)


def _wait(expected: float) -> Check:
    return Check("wait, mean", "s", expected, attrgetter("waits.mean"), interval())


def _long_wait(expected: float) -> Check:
    return Check("wait, 95th percentile", "s", expected, long_wait, interval())


def _mm1(rate: float = 800.0) -> Case:
    mean = queues.mm1_wait_mean(rate=rate, service_rate=SERVICE_RATE)
    most = queues.mm1_wait_quantile(rate=rate, service_rate=SERVICE_RATE, share=0.95)
    return _case("m-m-1", WAITS, _wait(mean), _long_wait(most), rate=rate, service=exponential)


def _md1(rate: float = 800.0) -> Case:
    mean = queues.md1_wait_mean(rate=rate, service=1 / SERVICE_RATE)
    return _case("m-d-1", WAITS, _wait(mean), rate=rate, service=constant)


def _mg1(rate: float = 500.0) -> Case:
    mean, second = 1 / SERVICE_RATE, (0.1 * 100 + 0.9) / (1.9 * SERVICE_RATE) ** 2
    expected = queues.mg1_wait_mean(rate=rate, service_mean=mean, service_second_moment=second)
    return _case("m-g-1", KHINCHINE, _wait(expected), rate=rate, service=hyperexponential)


def _mm4(rate: float = 3_200.0) -> Case:
    mean = queues.mmc_wait_mean(rate=rate, service_rate=SERVICE_RATE, servers=4)
    most = queues.mmc_wait_quantile(rate=rate, service_rate=SERVICE_RATE, servers=4, share=0.95)
    at_work = queues.little_population(rate=rate, time=1 / SERVICE_RATE)
    cores = Check("busy cores", "count", at_work, busy, interval(0.01))
    return _case("m-m-4", ERLANG, _wait(mean), _long_wait(most), cores, rate=rate, service=exponential, cores=4)


def _pollers(name: str, *checks: Check, connect_over: float, nodes: int = 1) -> Case:
    """Give for each node pollers by the clock whose first polls are spread over `connect_over` seconds."""
    return case(
        f"queues/pollers-in-{name}",
        PERIODIC,
        *checks,
        clients=clients(POLLERS * nodes, connect_over),
        techniques={"short-polling": {"interval": PERIOD, "timing": "fixed-rate"}},
        costs={"request": SERVICE},
        server={"nodes": nodes},
        warmup=PERIOD,
        duration=PERIOD,
        drain=0,
    )


def _random_phases() -> Case:
    expected = periodic_sources.random_phase_wait_mean(sources=POLLERS, period=PERIOD, service=SERVICE)
    note = "Poisson arrivals would wait 20 ms"
    check = Check("wait, mean", "s", expected, "server.queue_wait_s.mean", interval(), note)
    return _pollers("random-phases", check, connect_over=PERIOD, nodes=60)


def _in_phase() -> Case:
    expected = periodic_sources.in_phase_wait_mean(sources=POLLERS, service=SERVICE)
    mean = Check("wait, mean", "s", expected, "server.queue_wait_s.mean")
    longest = Check("wait, greatest", "s", (POLLERS - 1) * SERVICE, "server.queue_wait_s.max")
    return _pollers("phase", mean, longest, connect_over=0)


CASES = (_mm1(), _md1(), _mg1(), _mm4(), _random_phases(), _in_phase())
