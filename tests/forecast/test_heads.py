"""What heads take where a connection remembers those of before: by closed forms, and as simulated."""

from functools import cache
from math import exp
from typing import Any

import pytest

from rtsim.forecast.forecast import forecast
from rtsim.forecast.heads import Held, Kind
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes, techniques
from rtsim.wire import Wire

NAMES = ("short-polling", "long-polling", "sse", "http-streaming")
REPLICATIONS = 4
POLL = Wire().poll()


@cache
def world(http: str, rate: float, warmup: float, process: str) -> Scenario:
    """Give a chat of many who write seldom."""
    messages = {"from": "clients", "to": "room", "room_size": 2, "rate": rate, "process": process}
    content: dict[str, Any] = {
        "name": "few", "warmup": warmup, "duration": 600, "clients": {"count": 300, "network": {"latency": 0.02}},
        "messages": messages, "wire": {"http": http, "tls": "1.3"},
    }  # fmt: skip
    return parse_scenario(content, techniques=settings_classes())


def ratios(name: str, scenario: Scenario) -> tuple[float, float]:
    """Give traffic up and down as expected, as shares of what simulations have, at as many messages as these have."""
    technique = techniques()[name]
    expected = forecast(scenario, technique).quantities
    runs = [simulate(plan(scenario, technique, turn)) for turn in range(REPLICATIONS)]
    time = sum(run.duration for run in runs)
    many = sum(run.published for run in runs) / time / expected["published_per_s"]
    up, down = sum(run.total.up for run in runs) / time, sum(run.total.down for run in runs) / time
    silent = forecast(world(scenario.wire.http, 1e-9, scenario.warmup, "poisson"), technique).quantities
    for key, value in silent.items():  # polls are as many with more or fewer messages, or nearly so
        if key in ("up_bytes_per_s", "down_bytes_per_s"):
            expected = {**expected, key: value + many * (expected[key] - value)}
    return expected["up_bytes_per_s"] / up, expected["down_bytes_per_s"] / down


@pytest.mark.parametrize("http", ["2", "3"])
@pytest.mark.parametrize("rate", [0.05 / 60, 0.2 / 60, 1 / 60])
@pytest.mark.parametrize("name", NAMES)
def test_traffic_of_who_writes_seldom(name: str, rate: float, http: str) -> None:
    """Where a client sends a message or two in all, most of its heads are first ones; traffic is known within 2 %."""
    assert ratios(name, world(http, rate, 30, "poisson")) == pytest.approx((1, 1), abs=0.02)


@pytest.mark.parametrize("http", ["2", "3"])
@pytest.mark.parametrize("name", ["short-polling", "sse"])
def test_periodic_messages(name: str, http: str) -> None:
    """The n-th of each client is sent within its n-th period; phases are drawn, which leaves 0.25 % (one sigma)."""
    assert ratios(name, world(http, 1 / 150, 30, "periodic")) == pytest.approx((1, 1), abs=0.01)


@pytest.mark.parametrize("name", ["long-polling", "sse"])
def test_heads_that_settled_in_the_warm_up(name: str) -> None:
    """After a long warm-up all heads are repeated ones, and traffic is what it was expected to be."""
    assert ratios(name, world("3", 6 / 60, 300, "poisson")) == pytest.approx((1, 1), abs=0.01)


def test_the_chance_of_the_second_message() -> None:
    """Fewer than two Poisson messages in a time t: exp(-rate t) (1 + rate t)."""
    kind = Kind(place=0, exchange=POLL, rate=0.1)
    assert 1 - kind.before(2, 30) == pytest.approx(exp(-3) * 4)


@pytest.mark.parametrize(
    ("moment", "chance"), [(0, 0), (10, 1 - exp(-0.5)), (29.9, 1 - exp(-1.495)), (30.1, 1), (90, 1)]
)
def test_the_second_poll_follows_the_first_one_s_answer(moment: float, chance: float) -> None:
    """It leaves when a message has come, or after the time for which requests are held."""
    kind = Held(place=0, exchange=POLL, rate=0.05, over=0.0, news=0.05, hold=30)
    assert kind.before(2, moment) == pytest.approx(chance, abs=1e-4)
