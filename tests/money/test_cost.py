from dataclasses import replace
from typing import Any

import pytest

from rtsim.money.cost import NO_SERVERS, Servers, balancer_units, monthly_cost, offer, parts_of, servers
from rtsim.scenario.pricing import books
from rtsim.techniques import techniques
from tests.money.bills import IDLE, NOTHING, prices, scenario

WEBSOCKET, SHORT_POLLING = techniques()["websocket"], techniques()["short-polling"]


def test_idle_websockets_behind_a_gateway() -> None:
    """100,000 of them cost their connection-minutes.

    100,000 connections x 730 h x 60 min = 4,380 million minutes x 0.25 $/million = 1,095 $.
    """
    measures = {**NOTHING, "connections.open_mean": 100_000.0}
    cost = monthly_cost(measures, WEBSOCKET, scenario(), prices=prices("api-gateway"))
    assert cost.parts == pytest.approx(
        {"requests": 0.0, "gateway_messages": 0.0, "connection_minutes": 1095.0, "egress": 0.0}
    )
    assert cost.per_month == pytest.approx(1095.0)
    assert cost.servers == NO_SERVERS


def test_polls_behind_a_gateway() -> None:
    """100,000 clients that poll every 5 s cost 47,334 $ in requests, and 1,167 $ in bytes.

    20,000 /s x 2,628,000 s = 52,560 million requests: 300 at 1 $ and 52,260 at 0.9 $ are 300 + 47,034 $.
    With 250 B down for each: 13,140 GB, 10,000 at 0.09 $ and 3,140 at 0.085 $ are 900 + 266.9 $.
    """
    measures = {**NOTHING, "requests.total": 2e6, "traffic.down_bytes": 5e8}  # in 100 s
    cost = monthly_cost(measures, SHORT_POLLING, scenario(), prices=prices("api-gateway"))
    assert cost.parts["requests"] == pytest.approx(47_334.0)
    assert cost.parts["egress"] == pytest.approx(1_166.9)
    assert cost.parts["connection_minutes"] == 0.0
    assert cost.per_month == pytest.approx(48_500.9)


def test_heartbeats_that_are_messages_cost_more_than_all_else() -> None:
    """A ping and a pong every 30 s from 100,000 clients cost 14,216 $.

    6,666.7 /s x 2,628,000 s = 17,520 million messages: 1,000 at 1 $ and 16,520 at 0.8 $ are 1,000 + 13,216 $.
    """
    measures = {**NOTHING, "connections.open_mean": 100_000.0}
    own = prices("api-gateway", heartbeat_messages=2)
    assert monthly_cost(measures, WEBSOCKET, scenario(), prices=own).parts["gateway_messages"] == pytest.approx(14_216)


def test_a_large_message_is_paid_for_in_pieces() -> None:
    """10 deliveries per second of 33,000 B count double: 20 /s x 2,628,000 s = 52.56 million = 52.56 $."""
    world = scenario(messages={"from": "server", "to": "one", "rate": 10, "payload": 33_000})
    measures = {**NOTHING, "messages.published": 1000.0, "messages.delivered": 1000.0}
    cost = monthly_cost(measures, WEBSOCKET, world, prices=prices("api-gateway"))
    assert cost.parts["gateway_messages"] == pytest.approx(52.56)


@pytest.mark.parametrize(
    ("used", "units"),
    [
        ({"opened": 100.0}, 4.0),  # 100 new connections/s by 25
        ({"open": 4500.0}, 1.5),  # 4,500 open connections by 3,000
        ({"processed": 1e6}, 3.6),  # 1 MB/s is 3.6 GB/h
        ({"requests": 1e5}, 0.0),  # one rule is free, however many requests
        ({"opened": 100.0, "open": 30_000.0, "processed": 1e6}, 10.0),  # the largest of 4, 10 and 3.6
    ],
)
def test_a_load_balancer_counts_the_largest_of_its_dimensions(used: dict[str, float], units: float) -> None:
    """Each dimension by hand, and the largest where there are several."""
    assert balancer_units(replace(IDLE, **used), prices()) == pytest.approx(units)


def test_rules_beyond_ten_are_evaluated_for_each_request() -> None:
    """15 rules are 5 that count: 1,000 requests/s are 5,000 evaluations/s, 5 units of 1,000."""
    used = replace(IDLE, requests=1000.0)
    assert balancer_units(used, prices(balancer_rules=15)) == pytest.approx(5.0)
    assert balancer_units(used, prices(balancer_rules=10)) == 0.0


@pytest.mark.parametrize(
    ("used", "needed"),
    [
        ({}, Servers(1, "cpu")),  # one at least
        ({"cores": 1.4}, Servers(1, "cpu")),  # 2 cores used up to 70 %: 1.4
        ({"cores": 1.41}, Servers(2, "cpu")),
        ({"memory": 0.81 * 4 * 2**30}, Servers(2, "memory")),  # 4 GiB used up to 80 %
        ({"network": 750e6 * 0.7 * 3}, Servers(3, "network")),  # 525 Mbit/s of each
        ({"cores": 3.0, "memory": 10 * 2**30}, Servers(4, "memory")),  # 2.14 by cores, 3.125 by memory
        ({"most_connections": 1e6}, Servers(1, "cpu")),  # no limit of its own
    ],
)
def test_servers_are_whole_and_the_scarcest_capacity_counts(used: dict[str, float], needed: Servers) -> None:
    """A fraction of a server is one more, and what asks for most is named."""
    assert servers(replace(IDLE, **used), prices()) == needed


def test_a_limit_on_connections_binds() -> None:
    """65,536 connections at 10,000 a server are seven servers."""
    used = replace(IDLE, most_connections=65_536.0)
    assert servers(used, prices(server_connections=10_000)) == Servers(7, "connections")


def test_servers_behind_a_load_balancer() -> None:
    """3 cores need 3 / 1.4, that is three servers: 3 x 0.068 x 730 = 148.92 $; the rest by hand.

    Load balancer: 6,000 connections are 2 units: (0.0225 + 2 x 0.008) x 730 = 28.105 $.
    Egress: 100,000 B/s x 2,628,000 s = 262.8 GB x 0.09 = 23.652 $.
    """
    measures = {**NOTHING, "server.cpu_s": 300.0, "connections.open_mean": 6000.0, "traffic.down_bytes": 1e7}
    cost = monthly_cost(measures, WEBSOCKET, scenario(), prices=prices("servers"))
    assert cost.parts == pytest.approx({"servers": 148.92, "load_balancer": 28.105, "egress": 23.652})
    assert cost.servers == Servers(3, "cpu")


def test_a_book_charges_for_what_it_has_a_price_for() -> None:
    """The parts are the same for every technique, and servers come to the gateway with their price."""
    assert parts_of(prices("servers")) == ("servers", "load_balancer", "egress")
    assert parts_of(prices("api-gateway")) == ("requests", "gateway_messages", "connection_minutes", "egress")
    assert "servers" in parts_of(prices("api-gateway", server_hour=0.068))
    assert parts_of(prices("servers", egress=0, server_hour=0, balancer_hour=0, balancer_unit_hour=0)) == ()


@pytest.mark.parametrize(
    ("technique", "settings", "offered", "note"),
    [
        ("sse", {}, False, "a response that never ends is not passed on (AWS, API Gateway developer guide: "),
        ("long-polling", {"timeout": 29}, True, ""),
        ("long-polling", {"timeout": 30}, True, "a request is given up after 30 s: hold requests for 29 s at most"),
        ("long-polling", {"timeout": 31}, False, "a request is given up after 30 s: hold requests for 29 s at most"),
        ("short-polling", {}, True, ""),
        ("websocket", {}, True, ""),
    ],
)
def test_a_gateway_does_not_carry_everything(
    technique: str, settings: dict[str, Any], *, offered: bool, note: str
) -> None:
    """What it would cut short is not priced as if it were not, and the reason is given."""
    said = offer(techniques()[technique], scenario(techniques={technique: settings}), books()["api-gateway"])
    assert said.offered == offered
    assert said.note.startswith(note)
    assert bool(said.note) == bool(note)


@pytest.mark.parametrize("technique", techniques())
def test_servers_carry_everything(technique: str) -> None:
    """On servers of one's own nothing is cut short."""
    said = offer(techniques()[technique], scenario(), books()["servers"])
    assert (said.offered, said.note) == (True, "")
