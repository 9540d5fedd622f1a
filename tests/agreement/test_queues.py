from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.random import Generator, SeedSequence, default_rng

from rtsim.chance import Array
from rtsim.model.cores import Cores, ManyCores, OneCore
from rtsim.model.load import REQUEST, Load
from rtsim.plan import Window
from rtsim.theory import queues
from tests.agreement.intervals import agrees

Times = Callable[[Generator, int], Array]

SERVICE_RATE, SETTLE, COUNT = 1_000.0, 3_000, 50_000
REPLICATIONS = 36


def exponential(generator: Generator, count: int) -> Array:
    """Draw service times without memory."""
    return generator.exponential(1 / SERVICE_RATE, count)


def constant(_generator: Generator, count: int) -> Array:
    """Give service times that are all alike."""
    return np.full(count, 1 / SERVICE_RATE)


def hyperexponential(generator: Generator, count: int) -> Array:
    """Draw service times of which one in ten is ten times as long as the others."""
    return np.where(generator.random(count) < 0.1, 10, 1) / (1.9 * SERVICE_RATE)


def loads(rate: float, service: Times, cores: Callable[[Load], Cores]) -> list[Load]:
    """Let Poisson arrivals be served, replication by replication; nothing counts before the queue has settled."""
    seeds = SeedSequence(12).spawn(REPLICATIONS)
    return [_load(default_rng(seed), rate, service, cores) for seed in seeds]


def _load(generator: Generator, rate: float, service: Times, cores: Callable[[Load], Cores]) -> Load:
    arrivals = np.cumsum(generator.exponential(1 / rate, SETTLE + COUNT))
    load = Load(Window(start=float(arrivals[SETTLE]), end=float(arrivals[-1]), horizon=float(arrivals[-1])))
    serve = cores(load).serve
    for at, cost in zip(arrivals.tolist(), service(generator, len(arrivals)).tolist(), strict=True):
        serve(REQUEST, at, cost)
    return load


def waits(replications: Sequence[Load]) -> list[float]:
    """Give the mean wait of each replication."""
    return [load.waits.histogram().mean for load in replications]


def busy(replications: Sequence[Load]) -> list[float]:
    """Give the mean number of busy cores of each replication."""
    return [sum(load.seconds) / (load.end - load.start) for load in replications]


def test_mm1() -> None:
    """Exponential work on one core waits as in M/M/1, in the mean and in the 95th percentile."""
    rate = 800.0
    replications = loads(rate, exponential, OneCore)
    agrees(waits(replications), queues.mm1_wait_mean(rate=rate, service_rate=SERVICE_RATE))
    agrees(
        [load.waits.histogram().quantile(0.95) for load in replications],
        queues.mm1_wait_quantile(rate=rate, service_rate=SERVICE_RATE, share=0.95),
    )
    agrees(busy(replications), rate / SERVICE_RATE)


def test_md1() -> None:
    """Constant work on one core waits half as long, as in M/D/1."""
    agrees(waits(loads(800.0, constant, OneCore)), queues.md1_wait_mean(rate=800.0, service=1 / SERVICE_RATE))


def test_mg1() -> None:
    """Work of two lengths waits as Pollaczek and Khinchine say."""
    mean, second = 1 / SERVICE_RATE, (0.1 * 100 + 0.9) / (1.9 * SERVICE_RATE) ** 2
    expected = queues.mg1_wait_mean(rate=500.0, service_mean=mean, service_second_moment=second)
    agrees(waits(loads(500.0, hyperexponential, OneCore)), expected)


@pytest.mark.parametrize("rate", [3_200.0, 2_400.0])
def test_mm4(rate: float) -> None:
    """Exponential work on four cores with one queue waits as in M/M/4 (Erlang C), and so do its long waits."""
    replications = loads(rate, exponential, lambda load: ManyCores(load, 4))
    agrees(waits(replications), queues.mmc_wait_mean(rate=rate, service_rate=SERVICE_RATE, servers=4))
    agrees(
        [load.waits.histogram().quantile(0.95) for load in replications],
        queues.mmc_wait_quantile(rate=rate, service_rate=SERVICE_RATE, servers=4, share=0.95),
    )
    agrees(busy(replications), queues.little_population(rate=rate, time=1 / SERVICE_RATE))


def test_one_core_is_many_cores_of_one() -> None:
    """Both kinds of cores compute the same departures."""
    one = _load(default_rng(1), 800.0, exponential, OneCore)
    many = _load(default_rng(1), 800.0, exponential, lambda load: ManyCores(load, 1))
    assert waits([one]) == waits([many])
    assert one.seconds == pytest.approx(many.seconds)
