from typing import Any

import pytest

from rtsim.forecast.forecast import Forecast, Severity, forecast
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques

BASE = {
    "name": "limits",
    "clients": {"count": 100, "connect_over": 10, "network": {"latency": 0.02}},
    "messages": {"from": "server", "to": "everyone", "rate": 1, "payload": 1000},
}
EVERY_5_S = {"short-polling": {"interval": 5}}
BY_THE_CLOCK = {"short-polling": {"interval": 5, "timing": "fixed-rate"}}


def expected(name: str, changes: dict[str, Any]) -> Forecast:
    """Forecast the base scenario with some sections changed."""
    content = {**BASE, **{key: {**BASE.get(key, {}), **part} for key, part in changes.items()}}
    return forecast(parse_scenario(content, techniques=settings_classes()), techniques()[name])


UNSTABLE = [
    ("cores", "short-polling", {"server": {"costs": {"request": 0.06}}, "techniques": EVERY_5_S}),
    ("fan-out", "long-polling", {"server": {"costs": {"respond": 0.02}}}),
    ("cores", "websocket", {"server": {"costs": {"push_websocket": 0.011}}}),
    ("cores", "sse", {"server": {"costs": {"heartbeat": 0.2}}}),
    ("cores", "websocket", {"messages": {"from": "clients"}, "server": {"costs": {"publish": 0.5}}}),
    ("cores", "sse", {"server": {"nodes": 4, "backplane": {"cost": 2}}}),
    ("fan-out", "websocket", {"messages": {"process": "periodic"}, "server": {"costs": {"push_websocket": 0.011}}}),
    ("egress", "websocket", {"server": {"egress": 500e3}}),
    ("client's link down", "sse", {"clients": {"network": {"down": 5e3}}}),
    ("client's link up", "short-polling", {"clients": {"network": {"up": 500}}, "techniques": BY_THE_CLOCK}),
    ("sender's link up", "websocket", {"messages": {"from": "senders", "senders": {"network": {"up": 5e3}}}}),
    ("threads", "websocket", {"server": {"model": "threads", "threads": 100}}),
    ("threads", "long-polling", {"server": {"model": "threads", "threads": 50}}),
    ("streams", "sse", {"messages": {"from": "clients"}, "wire": {"http": "2", "streams": 1}}),
    ("max_connections", "sse", {"server": {"max_connections": 99}}),
    ("accept_rate", "websocket", {"server": {"accept_rate": 3}}),
    ("accept_rate", "short-polling", {
        "server": {"accept_rate": 15},
        "techniques": {"short-polling": {"interval": 5, "connection": "close"}},
    }),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "name", "changes"), UNSTABLE)
def test_what_passes_a_limit_is_unstable(limit: str, name: str, changes: dict[str, Any]) -> None:
    """Each limit that is passed is named with its load, and latency is then no number."""
    found = expected(name, changes)
    passed = {caution.limit: caution for caution in found.cautions if caution.severity is Severity.UNSTABLE}
    assert limit in passed
    assert passed[limit].load >= 1
    assert not found.stable
    assert found.quantities["latency_mean_s"] == float("inf")


@pytest.mark.parametrize("name", ["short-polling", "long-polling", "websocket", "sse"])
def test_what_is_far_from_its_limits_is_not_warned_of(name: str) -> None:
    """The base scenario has no warning under any technique."""
    assert expected(name, {}).cautions == ()


CLOSE = [
    ("cores", "websocket", {"server": {"costs": {"push_websocket": 0.008}}}),
    ("threads", "websocket", {"server": {"model": "threads", "threads": 101}}),
    ("max_connections", "sse", {"server": {"max_connections": 100}}),
    ("accept_rate", "websocket", {"server": {"accept_rate": 4}}),
    ("accept_rate", "websocket", {"server": {"accept_rate": 1, "nodes": 4}}),
]


@pytest.mark.parametrize(("limit", "name", "changes"), CLOSE)
def test_what_comes_close_is_warned_of_but_stable(limit: str, name: str, changes: dict[str, Any]) -> None:
    """From 70 % of a limit on there is a warning; what can be met exactly is stable when it is."""
    found = expected(name, changes)
    assert limit in {caution.limit for caution in found.cautions}
    assert found.stable


def test_a_closed_loop_cannot_ask_for_more_than_the_cores_do() -> None:
    """Publishers that wait for their acknowledgement saturate a core, and are stable."""
    loop = {
        "rate": 0,
        "process": "closed-loop",
        "closed-loop": {"concurrency": 8, "think": 0},
        "acknowledge": "fan-out",
    }
    content = {**BASE, "messages": {**BASE["messages"], **loop}, "server": {"costs": {"push_websocket": 0.01}}}
    del content["messages"]["rate"]
    found = forecast(parse_scenario(content, techniques=settings_classes()), techniques()["websocket"])
    assert found.stable
    assert found.quantities["utilisation"] == pytest.approx(1.0)
    assert [caution.limit for caution in found.cautions] == ["cores"]
