from typing import Any

import pytest

from rtsim.capacity.expected import expected_size
from rtsim.capacity.trial import with_clients, with_nodes
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes, techniques


def busy(**sections: Any) -> Scenario:
    """Give a server of which each client of a WebSocket takes a hundredth."""
    content = {
        "name": "busy",
        "clients": {"count": 20},
        "messages": {"from": "server", "to": "everyone", "rate": 10},
        "server": {"costs": {"push_websocket": 0.001, "publish": 0}},
        "techniques": {"websocket": {"heartbeat": None}},
        **sections,
    }
    return parse_scenario(content, techniques=settings_classes())


@pytest.mark.parametrize(("limit", "size"), [("<= 70 %", 70), ("<= 35 %", 35)])
def test_clients_up_to_the_limit(limit: str, size: int) -> None:
    """So many clients are expected as the utilisation law allows."""
    scenario = busy(slo={"server.utilisation": limit})
    found = expected_size(scenario, techniques()["websocket"], with_clients, 1, 100_000, grows=False)
    assert found == pytest.approx(size, abs=1)


def test_without_limits_the_cores_are_it() -> None:
    """Where nothing else limits, a search begins where the cores are all but busy; with none of that, at the most."""
    technique = techniques()["websocket"]
    assert expected_size(busy(), technique, with_clients, 1, 100_000, grows=False) == pytest.approx(95, abs=1)
    assert expected_size(busy(), technique, with_clients, 1, 50, grows=False) == 50


def test_nodes_are_the_last_that_are_too_few() -> None:
    """For 150 clients at 70 % two nodes are the most that do not do."""
    scenario = busy(clients={"count": 150}, slo={"server.utilisation": "<= 70 %"})
    assert expected_size(scenario, techniques()["websocket"], with_nodes, 1, 1000, grows=True) == 2
