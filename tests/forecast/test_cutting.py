"""What closed forms expect of an intermediary's cuts, against simulations of them."""

from typing import Any

import numpy as np
import pytest

from rtsim.forecast.forecast import forecast
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.results import measures
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.validation.worlds import NEVER, link, world

COUNT, DURATION, DELAY, AGAIN = 200, 4000.0, 1.0, 2.0
RANDOM = {"from": "server", "to": "one", "process": "poisson", "rate": COUNT / 8.0}
RUNS = 4


def cut(name: str, settings: dict[str, Any], *, messages: dict[str, Any] = RANDOM, **path: Any) -> Scenario:
    """Give clients whose connections are cut on their way."""
    clients = {"count": COUNT, "connect_over": 60, "network": link(0.03, 0.05), "reconnect": {"first": DELAY}}
    return world(
        clients=clients,
        techniques={name: settings},
        messages=messages,
        path=[path],
        warmup=300,
        duration=DURATION,
        drain=0,
        replications=RUNS,
    )


def found(scenario: Scenario, key: str) -> np.ndarray:
    """Give a measure of each replication."""
    (name,) = scenario.techniques
    runs = (plan(scenario, techniques()[name], number) for number in range(RUNS))
    return np.array([measures(simulate(run))[key] for run in runs])


@pytest.mark.parametrize(
    ("name", "settings", "path"),
    [
        ("websocket", {"heartbeat": None}, {"idle": 20.0}),
        ("websocket", {"heartbeat": 30.0}, {"idle": 20.0}),
        ("websocket", {"heartbeat": 45.0}, {"idle": 20.0, "lifetime": 70.0}),
        ("sse", {"heartbeat": 33.0, "retry": DELAY}, {"idle": 20.0}),
        ("long-polling", {"timeout": 60.0, "retry": AGAIN}, {"idle": 20.0}),
        ("long-polling", {"timeout": 60.0, "retry": AGAIN}, {"idle": 20.0, "lifetime": 9.0}),
    ],
)
def test_cuts_are_those_that_are_simulated(name: str, settings: dict[str, Any], path: dict[str, Any]) -> None:
    """Cuts an hour and client are within the 99.9 % interval of a renewal process of as many."""
    scenario = cut(name, settings, **path)
    expected = forecast(scenario, techniques()[name]).quantities
    for row, measure in (("cuts_idle", "faults.cut_idle"), ("cuts_age", "faults.cut_lifetime")):
        count = expected.get(row, 0.0) * COUNT * DURATION / 3600
        values = found(scenario, measure)
        assert abs(values.mean() - count) <= 3.29 * (count / RUNS) ** 0.5, (row, values, count)
    assert expected["cuts_idle"] + expected.get("cuts_age", 0.0) > 1


@pytest.mark.parametrize(
    ("name", "settings"),
    [("websocket", {"heartbeat": 15.0}), ("sse", {"heartbeat": 15.0}), ("long-polling", {"timeout": 15.0})],
)
def test_what_comes_sooner_is_not_cut(name: str, settings: dict[str, Any]) -> None:
    """With a heartbeat or a time-out before the idle time nothing is cut, and nothing is said."""
    expected = forecast(cut(name, settings, messages=NEVER, idle=20.0), techniques()[name])
    assert expected.quantities["cuts_idle"] == expected.quantities["cuts_dark"] == 0.0
    assert not [one for one in expected.cautions if one.limit == "idle"]


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("websocket", {"heartbeat": 90.0}, "a heartbeat of 90 s is slower than the idle time-out of 60 s"),
        ("sse", {"heartbeat": None}, "no heartbeat is sooner than the idle time-out of 60 s"),
        ("long-polling", {"timeout": 90.0}, "a time-out of held requests of 90 s is slower"),
    ],
)
def test_a_slow_heartbeat_is_warned_of(name: str, settings: dict[str, Any], said: str) -> None:
    """The warning names both times and how often that cuts."""
    expected = forecast(cut(name, settings, messages=NEVER, idle=60.0), techniques()[name])
    (caution,) = [one for one in expected.cautions if one.limit == "idle"]
    assert said in caution.text
    assert f"{expected.quantities['cuts_idle']:,.3g} times an hour" in caution.text


def test_a_silent_cut_has_no_rate() -> None:
    """Where nobody is told of a cut there is no closed form, and the warning says that."""
    expected = forecast(cut("sse", {"heartbeat": None}, idle=60.0, notice="silent"), techniques()["sse"])
    assert "cuts_idle" not in expected.quantities
    assert any("nobody is told" in one.text for one in expected.cautions)
