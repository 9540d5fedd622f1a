"""Waiting for a core: random arrivals at the model's cores alone, and pollers by the clock."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng

from rtsim.chance import Array
from rtsim.model.serving import Served, serve_alone
from rtsim.plan import Window
from rtsim.scenario import Scenario
from rtsim.theory import periodic_sources, queues
from rtsim.validation.case import THEORY, Row
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured
from rtsim.validation.rules import Exact, Interval
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, link, world

Times = Callable[[Generator, int], Array]

WAITS = "Kleinrock, Queueing Systems 1, sections 3.2 and 3.5 and chapter 5"
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


def each(rate: float, service: Times, cores: int) -> list[Served]:
    """Let Poisson arrivals be served, replication by replication; nothing counts before the queue has settled."""
    return [served(default_rng(seed), rate, service, cores) for seed in SeedSequence(12).spawn(REPLICATIONS)]


def served(generator: Generator, rate: float, service: Times, cores: int) -> Served:
    """Let Poisson arrivals be served once."""
    arrivals = np.cumsum(generator.exponential(1 / rate, SETTLE + COUNT))
    window = Window(start=float(arrivals[SETTLE]), end=float(arrivals[-1]), horizon=float(arrivals[-1]))
    return serve_alone(arrivals, service(generator, len(arrivals)), cores=cores, window=window)


def wait(found: Served) -> float:
    """Give the mean wait in seconds."""
    return found.waits.mean


def long_wait(found: Served) -> float:
    """Give the 95th percentile of the wait in seconds."""
    return found.waits.quantile(0.95)


def busy(found: Served) -> float:
    """Give the mean number of busy cores."""
    return found.busy / (found.window.end - found.window.start)


@dataclass(frozen=True, kw_only=True)
class CoresCase:
    """Poisson arrivals at cores, without clients and links."""

    name: str
    source: str
    rate: float
    service: Times
    cores: int
    checks: tuple[Check[Served], ...]
    group: str = THEORY

    def run(self) -> list[Row]:
        """Let them be served, and compare."""
        replications = each(self.rate, self.service, self.cores)
        return [check.row(self, replications) for check in self.checks]


def _waits(expected: float) -> Check[Served]:
    return Check(quantity="wait, mean", unit="s", expected=expected, measure=wait, rule=Interval())


def _long_waits(expected: float) -> Check[Served]:
    return Check(quantity="wait, 95th percentile", unit="s", expected=expected, measure=long_wait, rule=Interval())


def _mm1() -> CoresCase:
    rate = 800.0
    return CoresCase(
        name="queues/m-m-1",
        source=WAITS,
        rate=rate,
        service=exponential,
        cores=1,
        checks=(
            _waits(queues.mm1_wait_mean(rate=rate, service_rate=SERVICE_RATE)),
            _long_waits(queues.mm1_wait_quantile(rate=rate, service_rate=SERVICE_RATE, share=0.95)),
        ),
    )


def _md1() -> CoresCase:
    rate = 800.0
    return CoresCase(
        name="queues/m-d-1",
        source=WAITS,
        rate=rate,
        service=constant,
        cores=1,
        checks=(_waits(queues.md1_wait_mean(rate=rate, service=1 / SERVICE_RATE)),),
    )


def _mg1() -> CoresCase:
    rate, mean, second = 500.0, 1 / SERVICE_RATE, (0.1 * 100 + 0.9) / (1.9 * SERVICE_RATE) ** 2
    expected = queues.mg1_wait_mean(rate=rate, service_mean=mean, service_second_moment=second)
    return CoresCase(
        name="queues/m-g-1",
        source="Pollaczek and Khinchine (Kleinrock, Queueing Systems 1, chapter 5)",
        rate=rate,
        service=hyperexponential,
        cores=1,
        checks=(_waits(expected),),
    )


def _mm4() -> CoresCase:
    rate = 3_200.0
    return CoresCase(
        name="queues/m-m-4",
        source=ERLANG,
        rate=rate,
        service=exponential,
        cores=4,
        checks=(
            _waits(queues.mmc_wait_mean(rate=rate, service_rate=SERVICE_RATE, servers=4)),
            _long_waits(queues.mmc_wait_quantile(rate=rate, service_rate=SERVICE_RATE, servers=4, share=0.95)),
            Check(
                quantity="busy cores",
                unit="count",
                expected=queues.little_population(rate=rate, time=1 / SERVICE_RATE),
                measure=busy,
                rule=Interval(0.01),
            ),
        ),
    )


def pollers(connect_over: float, nodes: int = 1) -> Scenario:
    """Give for each node pollers by the clock whose first polls are spread over `connect_over` seconds."""
    return world(
        clients={"count": POLLERS * nodes, "connect_over": connect_over, "network": link(0, 0)},
        messages=NEVER,
        techniques={"short-polling": {"interval": PERIOD, "timing": "fixed-rate"}},
        costs={"request": SERVICE},
        server={"nodes": nodes},
        warmup=PERIOD,
        duration=PERIOD,
        drain=0,
    )


def _random_phases() -> SimulatedCase:
    check = Check(
        quantity="wait, mean",
        unit="s",
        expected=periodic_sources.random_phase_wait_mean(sources=POLLERS, period=PERIOD, service=SERVICE),
        measure=Measured("server.queue_wait_s.mean"),
        rule=Interval(),
        note="Poisson arrivals would wait 20 ms",
    )
    return SimulatedCase(
        name="queues/pollers-in-random-phases", source=PERIODIC, scenario=pollers(PERIOD, nodes=60), checks=(check,)
    )


def _in_phase() -> SimulatedCase:
    mean = Check(
        quantity="wait, mean",
        unit="s",
        expected=periodic_sources.in_phase_wait_mean(sources=POLLERS, service=SERVICE),
        measure=Measured("server.queue_wait_s.mean"),
        rule=Exact(),
    )
    longest = Check(
        quantity="wait, greatest",
        unit="s",
        expected=(POLLERS - 1) * SERVICE,
        measure=Measured("server.queue_wait_s.max"),
        rule=Exact(),
    )
    return SimulatedCase(name="queues/pollers-in-phase", source=PERIODIC, scenario=pollers(0), checks=(mean, longest))


CASES = (_mm1(), _md1(), _mg1(), _mm4(), _random_phases(), _in_phase())
"""The cases of waiting for a core."""
