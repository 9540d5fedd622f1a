from typing import TypedDict

import numpy as np
import pytest

from rtsim.theory import fan_out
from tests.theory.agreement import Array, agrees, generators


class Setting(TypedDict):
    """What periodic and Poisson broadcasts have in common."""

    clients: int
    send: float
    publish: float
    to_client: float


def broadcast_latencies(births: Array, *, clients: int, send: float, publish: float, to_client: float) -> Array:
    """Latencies of all recipients of all broadcasts, one core, first come first served: broadcasts x clients."""
    busy = publish + clients * send
    walk = busy * np.arange(len(births)) - births
    begin = births + walk - np.minimum.accumulate(walk)
    return (begin - births)[:, None] + publish + send * np.arange(1, clients + 1) + to_client


def test_periodic_agrees_with_following_every_recipient() -> None:
    """Latencies of a steady stream are spread evenly up to the last recipient's."""
    setting: Setting = {"clients": 200, "send": 0.002, "publish": 0.01, "to_client": 0.03}
    theory = fan_out.periodic(period=0.5, **setting)
    latency = broadcast_latencies(0.5 * np.arange(100), **setting)
    assert latency.mean() == pytest.approx(theory.latency_mean)
    assert latency.min() == pytest.approx(theory.latency_least)
    assert latency.max() == pytest.approx(theory.latency_sup)
    assert latency[7, 41] == pytest.approx(fan_out.kth_latency(k=42, send=0.002, publish=0.01, to_client=0.03))
    assert theory.utilisation == pytest.approx(theory.busy / 0.5)


def test_poisson_agrees_with_following_every_recipient() -> None:
    """Poisson broadcasts wait for each other as in M/D/1, and then each recipient for its turn."""
    setting: Setting = {"clients": 20, "send": 0.02, "publish": 0.05, "to_client": 0.03}
    theory = fan_out.poisson(rate=1.5, **setting)
    means = [
        broadcast_latencies(np.cumsum(g.exponential(1 / 1.5, 60_000)), **setting)[2_000:].mean() for g in generators()
    ]
    agrees(means, theory.latency_mean)
    assert theory.latency_sup == float("inf")


@pytest.mark.parametrize(
    ("clients", "last"), [(5_000, 0.841), (10_000, 1.659), (15_000, 2.493), (20_000, 3.145), (25_000, 3.935)]
)
def test_the_last_client_of_van_de_vyvere_is_reached(clients: int, last: float) -> None:
    """Van de Vyvere and others 2020: the last client has it within 7 % of N x 160 microseconds."""
    assert fan_out.periodic(clients=clients, send=160e-6, period=5.0).latency_sup == pytest.approx(last, rel=0.07)
