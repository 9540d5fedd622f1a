import numpy as np
import pytest

from rtsim.model.world import World
from tests.model.runs import clients, planned, run, trace


def test_clients_are_spread_over_nodes() -> None:
    """Each node knows how many of its own clients belong to a channel."""
    messages = {"from": "server", "to": "room", "room_size": 4, **trace(1.0)}
    world = World(planned("sse", clients=clients(7), messages=messages, server={"nodes": 3}))
    sizes = [[node.channel(room).size for room in (0, 1)] for node in world.nodes]
    assert sizes == [[2, 1], [1, 1], [1, 1]]
    assert [world.node_of(client).number for client in range(7)] == [0, 1, 2, 0, 1, 2, 0]


@pytest.mark.parametrize(("origin", "send"), [("clients", True), ("senders", False), ("server", False)])
def test_whether_clients_send(origin: str, *, send: bool) -> None:
    """Only where clients publish do they share their way up with their own requests."""
    world = World(planned("sse", clients=clients(3), messages={"from": origin, "to": "everyone", **trace(1.0)}))
    assert world.clients_send is send


def test_a_refused_connection_knocks_again_after_the_refusal_is_there() -> None:
    """A knock each second of pause, half a way up and half a way down: eight in ten seconds."""
    network = clients(2, latency={"up": 0.1, "down": 0.15})
    recording = run("websocket", clients=network, server={"max_connections": 1})
    knocks = 0.1 + 1.25 * np.arange(20)
    assert recording.refused == np.count_nonzero(knocks < 10)
