from math import pi, sqrt
from typing import Any

import numpy as np
import pytest

from rtsim.analysis.forecast_path import Path, clients_path, senders_path
from rtsim.chance import Constant
from rtsim.model.link import OneWay
from rtsim.plan import Direction
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes

SEGMENTS = 3 * 1448


def scenario(network: Any, **messages: Any) -> Scenario:
    """Give a scenario with clients on this network."""
    content = {"name": "path", "clients": {"count": 10, "network": network}, "messages": {"rate": 1, **messages}}
    return parse_scenario(content, techniques=settings_classes())


def test_a_plain_link_is_its_latency() -> None:
    """Without bandwidth, jitter and loss a transfer takes the latency, and leaves no doubt."""
    path = clients_path(scenario({"latency": {"up": 0.01, "down": 0.03}}))
    assert (path.up_time(500), path.down_time(500), path.round_trip) == (0.01, 0.03, 0.04)
    assert path.bounded
    assert path.doubts == ()


def test_bandwidth_and_slow_start_add_up() -> None:
    """A kilobyte at 1 Mbit/s takes 8 ms more; 20 kB take a further round trip."""
    path = clients_path(scenario({"latency": 0.01, "down": 1e6}))
    assert path.down_time(1000) == pytest.approx(0.018)
    assert path.down_time(20_000) == pytest.approx(0.01 + 0.16 + 0.02)
    assert path.down.narrowest == 1e6


def test_a_mix_is_its_mean() -> None:
    """Of two links in equal shares the mean latency is taken, and said so."""
    mix = [{"share": 0.5, "network": {"latency": 0.01}}, {"share": 0.5, "network": {"latency": 0.05}}]
    path = clients_path(scenario(mix))
    assert path.up_time(0) == pytest.approx(0.03)
    assert any("links differ" in doubt for doubt in path.doubts)


def test_jitter_never_makes_a_latency_negative() -> None:
    """Around no latency at all, normal jitter of 10 ms adds 10 ms / sqrt(2 pi) on average."""
    path = clients_path(scenario({"latency": 0, "jitter": {"dist": "normal", "sd": 0.01}}))
    assert path.up_time(0) == pytest.approx(0.01 / sqrt(2 * pi), rel=0.03)
    assert not path.bounded


def test_senders_have_their_own_path() -> None:
    """Senders are on their own network where they have one, and on the clients' otherwise."""
    own = scenario({"latency": 0.01}, **{"from": "senders", "senders": {"network": {"latency": 0.2}}})
    assert senders_path(own).up_time(0) == 0.2
    assert senders_path(scenario({"latency": 0.01}, **{"from": "senders"})).up_time(0) == 0.01


def lossy(loss: float) -> Path:
    """Give a path that loses packets."""
    return clients_path(scenario({"latency": 0.05, "loss": loss}))


@pytest.mark.parametrize("size", [100, SEGMENTS])
def test_retransmissions_are_those_of_the_model(size: int) -> None:
    """What loss adds is within 3 % of the mean of 200,000 transfers of the model, for one segment and for three."""
    ones, loss, link = np.ones(200_000), 0.05, np.zeros(200_000, int)
    direction = Direction(
        latency=0.05 * ones,
        bandwidth=np.inf * ones,
        loss=loss * ones,
        link=link,
        jitters=(Constant(0),),
    )
    way = OneWay(direction, 0.1 * ones, np.random.default_rng(3))
    arrivals = way.transfer_many(np.arange(200_000), 0 * ones, size)
    assert lossy(loss).down_time(size) == pytest.approx(float(arrivals.mean()), rel=0.03)
    assert not lossy(loss).bounded
