from dataclasses import asdict
from typing import Any

import pytest

from rtsim.money.usage import Usage, is_event_stream, usage
from rtsim.planning.planner import carry
from rtsim.techniques import techniques
from tests.money.bills import NOTHING, prices, scenario

MEASURES = {
    **NOTHING,
    "requests.total": 2000.0,
    "messages.published": 300.0,
    "messages.delivered": 6000.0,
    "connections.opened": 50.0,
    "connections.open_mean": 900.0,
    "connections.open_max": 1000.0,
    "traffic.up_bytes": 1e6,
    "traffic.down_bytes": 4e6,
    "traffic.wire_up_bytes": 2e6,
    "traffic.wire_down_bytes": 5e6,
    "server.cpu_s": 30.0,
    "server.memory_max_bytes": 7e7,
}


def used(technique: str, terms: Any = None, **parts: Any) -> Usage:
    """Give the usage of a window of 100 s under a technique."""
    world = scenario(**parts)
    carriage = carry(world, techniques()[technique])
    return usage(MEASURES, carriage, world, prices=prices("api-gateway", **(terms or {})))


def test_sums_become_rates_and_levels_stay() -> None:
    """Of a window of 100 s: 0.3 cores, 50,000 B/s both ways, 40,000 B/s out, 400 kbit/s on the busier way."""
    found = asdict(used("short-polling"))
    assert found == {
        "cores": 0.3,
        "memory": 7e7,
        "network": 400_000.0,
        "most_connections": 1000.0,
        "egress": 40_000.0,
        "processed": 50_000.0,
        "opened": 0.5,
        "open": 900.0,
        "requests": 23.0,  # 20 polls and 3 POST
        "messages": 0.0,
        "sockets": 0.0,
    }


def test_the_busier_way_may_be_the_one_up() -> None:
    """The network carries 8 MB up in the window of 100 s, more than comes down: 640 kbit/s."""
    world = scenario()
    upward = {**MEASURES, "traffic.wire_up_bytes": 8e6}
    found = usage(upward, carry(world, techniques()["sse"]), world, prices=prices("api-gateway"))
    assert found.network == 640_000.0


def test_bytes_on_the_wire_can_be_charged_instead() -> None:
    """The ledger with all headers is 5 MB of 100 s."""
    assert used("sse", {"egress_bytes": "wire"}).egress == 50_000.0


def test_a_sender_posts_unless_it_has_a_socket() -> None:
    """Messages from clients are requests for every technique but WebSocket; those of the server are for none."""
    assert used("sse").requests == 23.0
    assert used("websocket").requests == 20.0
    assert used("short-polling", messages={"from": "server", "to": "one", "rate": 1}).requests == 20.0


def test_a_websocket_has_messages_up_and_down_and_acknowledgements() -> None:
    """3 up, 3 acknowledgements and 60 down per second; of the server's own, 60 down alone."""
    assert used("websocket").messages == pytest.approx(66.0)
    assert used("websocket", messages={"from": "server", "to": "one", "rate": 1}).messages == pytest.approx(60.0)
    assert used("websocket").sockets == 900.0


def test_heartbeats_count_if_they_are_said_to() -> None:
    """900 sockets with a heartbeat of ping and pong every 30 s are 60 messages per second more; none without one."""
    assert used("websocket", {"heartbeat_messages": 2}).messages == pytest.approx(66.0 + 60.0)
    silent = {"techniques": {"websocket": {"heartbeat": None}}}
    assert used("websocket", {"heartbeat_messages": 2}, **silent).messages == pytest.approx(66.0)


@pytest.mark.parametrize(("payload", "counted"), [("32 KiB", 1), (32769, 2), ("33 kB", 2), ("128 KiB", 4), (0, 1)])
def test_a_message_counts_in_pieces_of_32_kib(payload: object, counted: int) -> None:
    """63 messages per second of this size, and 3 acknowledgements that are always small."""
    assert used("websocket", messages={"payload": payload}).messages == pytest.approx(63 * counted + 3)


def test_a_random_size_counts_in_the_mean() -> None:
    """Sizes anywhere from 0 to 64 KiB are one piece or two, alike: 1.5 in the mean."""
    payload = {"dist": "uniform", "low": 0, "high": "64 KiB"}
    assert used("websocket", messages={"payload": payload}).messages == pytest.approx(63 * 1.5 + 3, rel=0.01)


@pytest.mark.parametrize("name", ["short-polling", "long-polling", "websocket", "sse"])
def test_only_sse_is_an_event_stream(name: str) -> None:
    """Push without a way up of its own is a response that never ends."""
    assert is_event_stream(carry(scenario(), techniques()[name])) == (name == "sse")
