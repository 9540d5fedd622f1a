"""Streams of a connection that a client's requests share, before anything runs."""

from typing import Any

import pytest

from rtsim.forecast.forecast import forecast
from rtsim.forecast.rows import Row
from rtsim.forecast.streams import WAITS
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques

BASE = {
    "name": "streams",
    "clients": {"count": 10, "network": {"latency": 0.02}},
    "messages": {"from": "clients", "to": "one", "rate": 1},
}


def latency(name: str, wire: dict[str, Any]) -> Row:
    """Give the row of the mean latency."""
    scenario = parse_scenario({**BASE, "wire": wire}, techniques=settings_classes())
    return next(row for row in forecast(scenario, techniques()[name]).rows if row.key == "latency_mean_s")


@pytest.mark.parametrize("name", ["long-polling", "sse"])
def test_a_message_may_wait_for_a_stream(name: str) -> None:
    """With two streams, one of them kept, one message in 25 finds the other one used: latency is an estimate."""
    assert WAITS in latency(name, {"http": "2", "streams": 2}).doubts
    assert WAITS not in latency(name, {"http": "2", "streams": 4}).doubts


def test_a_connection_of_its_own_has_no_streams() -> None:
    """A WebSocket's messages wait for no stream, nor do POSTs over HTTP/1.1."""
    assert WAITS not in latency("websocket", {"http": "2", "streams": 1}).doubts
    assert WAITS not in latency("sse", {}).doubts
