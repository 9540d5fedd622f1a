"""What closed forms expect of outages of clients' own paths, against simulations of them."""

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

OFTEN = {"every": {"dist": "exponential", "mean": 60}, "lasts": {"dist": "exponential", "mean": 8}}
RETRY = {"first": 1, "factor": 2, "cap": 5, "jitter": {"kind": "full"}, "floor": 0.1, "connect_timeout": 10}
SETTINGS: dict[str, dict[str, Any]] = {
    "short-polling": {"interval": 3, "detect": 4, "retry": 1},
    "long-polling": {"timeout": 20, "detect": 25, "retry": 1},
    "websocket": {"heartbeat": 10, "detect": 15},
    "sse": {"heartbeat": 10, "detect": 15},
}


def struck(name: str, outage: dict[str, Any], count: int = 1500, **sections: Any) -> Scenario:
    """Give clients that lose their paths time and again."""
    clients = {"count": count, "connect_over": 5, "network": link(0.03, 0.05), "reconnect": RETRY}
    usual = {"messages": NEVER, "faults": {"outages": [outage]}, "warmup": 100, "duration": 400, "replications": 1}
    return world(
        clients=clients, techniques={name: SETTINGS[name] | sections.pop("settings", {})}, **(usual | sections)
    )


def both(scenario: Scenario) -> tuple[dict[str, float], dict[str, float]]:
    """Give what is expected and what is measured."""
    (name,) = scenario.techniques
    known = techniques()[name]
    return forecast(scenario, known).quantities, measures(simulate(plan(scenario, known, 0)))


@pytest.mark.parametrize("notice", ["reset", "silent"])
@pytest.mark.parametrize("name", SETTINGS)
def test_time_dark_and_detection_are_the_simulated_ones(name: str, notice: str) -> None:
    """A path that is there for a minute and gone for 8 s: the share of time dark, and when clients notice."""
    expected, found = both(struck(name, OFTEN | {"notice": notice}))
    assert found["faults.dark_share"] == pytest.approx(expected["outage_dark"], rel=0.05)
    if "outage_detect_s" in expected:
        assert found["faults.detect_s.mean"] == pytest.approx(expected["outage_detect_s"], rel=0.03)


def test_what_is_lost_without_replay_is_the_share_of_time_dark() -> None:
    """Half of the clients are struck each 50 s for 5 s; what comes in the dark is lost, and nothing with a place."""
    outage = {"at": 120, "every": 50, "lasts": 5, "clients": 0.5, "notice": "reset"}
    messages = {"from": "server", "to": "everyone", "process": "poisson", "rate": 4}
    expected, found = both(struck("websocket", outage, 200, messages=messages))
    assert found["messages.lost"] == pytest.approx(400 * expected["outage_lost_per_s"], rel=0.05)
    assert found["faults.dark_share"] == pytest.approx(expected["outage_dark"], rel=0.05)
    assert "outage_lost_per_s" not in both(struck("websocket", outage, 10, settings={"resume": True}))[0]


def test_messages_tell_of_a_silent_cut_too() -> None:
    """Who hears something each 4 s at random has heard it 3 s before the cut on average, and notices 12 s after."""
    outage = {"at": 300, "lasts": 60, "notice": "silent"}
    messages = {"from": "server", "to": "everyone", "process": "poisson", "rate": 0.25}
    name = "websocket"
    known = techniques()[name]
    noticed = forecast(struck(name, outage, 300, messages=messages), known).quantities["outage_detect_s"]
    mean = 4 - 16 / 10 * (1 - np.exp(-10 / 4))
    assert noticed == pytest.approx(15 - mean, rel=0.002)


def test_how_late_the_struck_are_is_the_same_however_many_there_are() -> None:
    """A tenth of the clients notice and come back as all of them would, and two lines of outages count by share."""
    known, few, all_ = techniques()["websocket"], {"clients": 0.1}, {"notice": "silent", "lasts": 8, "every": 60}
    keys = ("outage_late_s", "outage_detect_s")

    def told(*outages: dict[str, Any]) -> list[float]:
        found = forecast(struck("websocket", {}, faults={"outages": list(outages)}), known).quantities
        return [found[key] for key in keys]

    short, long = all_, all_ | {"lasts": 30}
    assert told(short | few) == pytest.approx(told(short))
    mixed = [0.75 * one + 0.25 * other for one, other in zip(told(short), told(long), strict=True)]
    assert told(short | {"clients": 0.6}, long | {"clients": 0.2}) == pytest.approx(mixed)


def test_who_never_notices_is_told() -> None:
    """Without a heartbeat nobody notices a silent cut, and nobody comes back."""
    scenario = struck("websocket", OFTEN | {"notice": "silent"}, 10, settings={"heartbeat": None, "detect": None})
    found = forecast(scenario, techniques()["websocket"])
    assert [caution.text[:47] for caution in found.cautions] == ["some clients never come back from an outage: th"]
    assert found.quantities["outage_late_s"] == np.inf
    calm = struck("websocket", OFTEN | {"clients": 0}, 10)
    assert not [key for key in forecast(calm, techniques()["websocket"]).quantities if key.startswith("outage")]
