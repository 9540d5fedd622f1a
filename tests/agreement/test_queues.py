from collections.abc import Sequence

import pytest
from numpy.random import default_rng

from rtsim.model.cores import ManyCores, OneCore
from rtsim.model.load import Load
from rtsim.theory import queues
from rtsim.validation.closed_forms.queues import (
    SERVICE_RATE,
    busy,
    constant,
    exponential,
    hyperexponential,
    loads,
    long_wait,
    served_by,
    wait,
)
from tests.agreement.intervals import agrees


def waits(replications: Sequence[Load]) -> list[float]:
    """Give the mean wait of each replication."""
    return [wait(load) for load in replications]


def test_mm1() -> None:
    """Exponential work on one core waits as in M/M/1, in the mean and in the 95th percentile."""
    rate = 800.0
    replications = loads(rate, exponential, 1)
    agrees(waits(replications), queues.mm1_wait_mean(rate=rate, service_rate=SERVICE_RATE))
    agrees(
        [long_wait(load) for load in replications],
        queues.mm1_wait_quantile(rate=rate, service_rate=SERVICE_RATE, share=0.95),
    )
    agrees([busy(load) for load in replications], rate / SERVICE_RATE)


def test_md1() -> None:
    """Constant work on one core waits half as long, as in M/D/1."""
    agrees(waits(loads(800.0, constant, 1)), queues.md1_wait_mean(rate=800.0, service=1 / SERVICE_RATE))


def test_mg1() -> None:
    """Work of two lengths waits as Pollaczek and Khinchine say."""
    mean, second = 1 / SERVICE_RATE, (0.1 * 100 + 0.9) / (1.9 * SERVICE_RATE) ** 2
    expected = queues.mg1_wait_mean(rate=500.0, service_mean=mean, service_second_moment=second)
    agrees(waits(loads(500.0, hyperexponential, 1)), expected)


@pytest.mark.parametrize("rate", [3_200.0, 2_400.0])
def test_mm4(rate: float) -> None:
    """Exponential work on four cores with one queue waits as in M/M/4 (Erlang C), and so do its long waits."""
    replications = loads(rate, exponential, 4)
    agrees(waits(replications), queues.mmc_wait_mean(rate=rate, service_rate=SERVICE_RATE, servers=4))
    agrees(
        [long_wait(load) for load in replications],
        queues.mmc_wait_quantile(rate=rate, service_rate=SERVICE_RATE, servers=4, share=0.95),
    )
    agrees([busy(load) for load in replications], queues.little_population(rate=rate, time=1 / SERVICE_RATE))


def test_one_core_is_many_cores_of_one() -> None:
    """Both kinds of cores compute the same departures."""
    one = served_by(default_rng(1), 800.0, exponential, OneCore)
    many = served_by(default_rng(1), 800.0, exponential, lambda load: ManyCores(load, 1))
    assert waits([one]) == waits([many])
    assert one.seconds == pytest.approx(many.seconds)
