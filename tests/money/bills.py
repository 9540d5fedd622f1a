"""Worlds for the tests of money: measures that are worked out by hand, and scenarios with prices."""

from typing import Any

from rtsim.money.usage import Usage
from rtsim.scenario import Scenario, parse_scenario
from rtsim.scenario.pricing import Prices
from rtsim.techniques import settings_classes

NOTHING = {
    "requests.total": 0.0,
    "messages.published": 0.0,
    "messages.delivered": 0.0,
    "connections.opened": 0.0,
    "connections.open_mean": 0.0,
    "connections.open_max": 0.0,
    "traffic.up_bytes": 0.0,
    "traffic.down_bytes": 0.0,
    "traffic.wire_up_bytes": 0.0,
    "traffic.wire_down_bytes": 0.0,
    "server.cpu_s": 0.0,
    "server.memory_max_bytes": 0.0,
}
IDLE = Usage(
    cores=0.0,
    memory=0.0,
    network=0.0,
    most_connections=0.0,
    egress=0.0,
    processed=0.0,
    opened=0.0,
    open=0.0,
    requests=0.0,
    messages=0.0,
    sockets=0.0,
)


def scenario(**parts: Any) -> Scenario:
    """Give a scenario of 100 s with 100,000 clients unless something else is said."""
    content = {"name": "priced", "duration": 100, "clients": {"count": 100_000}, **parts}
    return parse_scenario(content, techniques=settings_classes())


def prices(book: str = "servers", **terms: Any) -> Prices:
    """Give a book with some terms of one's own."""
    return Prices.model_validate({"book": book, **terms})
