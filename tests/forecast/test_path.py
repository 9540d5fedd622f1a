from dataclasses import replace
from math import pi, sqrt
from typing import Any

import pytest

from rtsim.forecast.path import Path, clients_path, senders_path
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes, techniques

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


def test_flow_control_adds_round_trips() -> None:
    """Where the receiver lets 16 kB come at a time, 60 kB take three round trips in place of two."""
    path = clients_path(scenario({"latency": 0.01}))
    assert path.down_time(60_000) == pytest.approx(0.01 + 2 * 0.02)
    assert replace(path, flow=16_384).down_time(60_000) == pytest.approx(0.01 + 3 * 0.02)


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
    """What loss adds is within 3 % of the mean of 200,000 deliveries of the model, for one segment and for three."""
    loss, head = 0.05, 4  # a server's WebSocket frame of more than 125 B
    content = {
        "name": "lossy",
        "warmup": 1,
        "duration": 5_000,
        "clients": {"count": 2_000, "connect_over": 0, "network": {"latency": 0.05, "loss": loss}},
        "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.02, "payload": size - head},
        "server": {"egress": None, "costs": {"push_websocket": 0, "publish": 0}},
        "techniques": {"websocket": {"heartbeat": None, "resume": True}},
    }
    run = simulate(plan(parse_scenario(content, techniques=settings_classes()), techniques()["websocket"], 0))
    assert run.delivered == 200_000
    assert lossy(loss).down_time(size) == pytest.approx(run.latency.mean, rel=0.03)
    assert not lossy(loss).bounded
