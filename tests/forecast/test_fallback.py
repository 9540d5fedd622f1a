"""What closed forms expect of two crowds, against a simulation of them."""

from typing import Any

import numpy as np
import pytest

from rtsim.forecast.fallback import without_fallback
from rtsim.forecast.forecast import forecast
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.results import measures
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.validation.worlds import POISSON_TO_ONE, link, world

COUNT, SHARE = 100, 0.2
MEASURES = {
    "latency_mean_s": "latency_s.mean", "requests_per_s": "requests.per_second", "utilisation": "server.utilisation",
    "connections_open": "connections.open_mean", "memory_bytes": "server.memory_mean_bytes",
    "per_client_bit_s": "traffic.per_client_bit_s",
}  # fmt: skip


def blocked(fallback: dict[str, Any] | None) -> Scenario:
    """Give clients of which a share cannot have a WebSocket."""
    return world(
        clients={"count": COUNT, "connect_over": 1, "network": link(0.03, 0.05)},
        techniques={"websocket": {"fallback": fallback}},
        messages=POISSON_TO_ONE | {"rate": 0.5 * COUNT},
        costs={"request": 1e-4, "respond": 1e-4, "push_websocket": 5e-5, "push_sse": 2e-4, "publish": 1e-5},
        path=[{"upgrade": 1 - SHARE}],
        warmup=20,
        duration=400,
        replications=1,
    )


@pytest.mark.parametrize("to", ["long-polling", "short-polling", "sse"])
def test_a_mixture_is_what_is_simulated(to: str) -> None:
    """Latency, polls, load, connections, memory and traffic are within 4 % of one replication's."""
    scenario = blocked({"to": to, "after": 2})
    expected = forecast(scenario, techniques()["websocket"]).quantities
    found = measures(simulate(plan(scenario, techniques()["websocket"], 0)))
    for row, measure in MEASURES.items():
        value = expected.get(row, 0.0)
        assert np.isclose(found[measure], value, rtol=0.04), (row, found[measure], value)
    assert expected["fallback_share"] == pytest.approx(SHARE)
    assert expected["fallback_opens_s"] == pytest.approx(2 + 0.16, abs=0.01)


def test_who_is_refused_has_no_wait_to_be_told_of() -> None:
    """Who is refused falls back at once, and no time is given for it."""
    scenario = blocked({"to": "sse"})
    refused = scenario.model_copy(update={"path": (scenario.path[0].model_copy(update={"blocks": "refuse"}),)})
    assert "fallback_opens_s" not in forecast(refused, techniques()["websocket"]).quantities


def test_who_has_nothing_else_is_warned_of() -> None:
    """Without a fallback a caution says for whom there is no path, with one none does, nor for other techniques."""
    socket, stream = techniques()["websocket"], techniques()["sse"]
    [caution] = forecast(blocked(None), socket).cautions
    assert "20 % of the clients never have a path" in caution.text
    assert (without_fallback(blocked(None), socket), without_fallback(blocked(None), stream)) == (pytest.approx(0.2), 0)
    assert not forecast(blocked({"to": "sse"}), socket).cautions
