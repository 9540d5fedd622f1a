from typing import Any

import numpy as np
import pytest

from rtsim.model.draws import Draws
from rtsim.model.layout import DOWN, NOWHERE, UP, World
from rtsim.model.tables import lay_out
from rtsim.plan import Plan
from tests.model.runs import clients, planned, trace
from tests.model.worlds import starting

NAMES = ("short-polling", "long-polling", "websocket", "sse")


def tables(plan: Plan) -> World:
    """Lay a plan out."""
    return lay_out(plan, Draws(plan.streams))


def test_clients_are_spread_over_nodes() -> None:
    """Each node knows how many of its own clients belong to a channel, and who they are, in order of their numbers."""
    messages = {"from": "server", "to": "room", "room_size": 4, **trace(1.0)}
    world = tables(planned("sse", clients=clients(7), messages=messages, server={"nodes": 3}))
    sizes = world.places["seats"].reshape(2, 3)
    assert sizes.T.tolist() == [[2, 1], [1, 1], [1, 1]]
    assert world.clients["node"].tolist() == world.endpoints["node"].tolist() == [0, 1, 2, 0, 1, 2, 0]
    members = [world.seats[place["start"] : place["start"] + place["seats"]].tolist() for place in world.places]
    assert members == [[0, 3], [1], [2], [6], [4], [5]]
    assert [int(world.seats[seat]) for seat in world.clients["seat"]] == list(range(7))


def test_pollers_lie_in_the_order_of_their_first_requests() -> None:
    """A short poller's row is its place in the order of starts, and all its columns go with it."""
    starts = (3.0, 1.0, 4.0, 0.5)
    messages = {"from": "server", "to": "room", "room_size": 2, **trace(1.0)}
    plan = planned("short-polling", clients=clients(4), messages=messages, server={"nodes": 2})
    world = tables(starting(plan, *starts))
    assert world.clients["number"].tolist() == [3, 1, 0, 2]
    assert world.clients["due"].tolist() == sorted(starts)
    assert world.clients["node"].tolist() == [1, 1, 0, 0]
    assert (world.clients["place"] // 2).tolist() == [1, 0, 0, 1]
    seats = [
        world.clients["number"][world.seats[place["start"] + k]]
        for place in world.places
        for k in range(place["seats"])
    ]
    assert seats == [0, 1, 2, 3]
    others = tables(starting(planned("long-polling", clients=clients(4)), *starts))
    assert others.clients["number"].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("name", NAMES)
def test_links_go_with_their_endpoints(name: str) -> None:
    """Latencies, kinds of link, bandwidths, losses and constant jitter are those of each client and each sender."""
    quick = {"latency": 0.01, "up": 1e6, "loss": 0.1}
    slow = {"latency": {"up": 0.2, "down": 0.3}, "down": 2e6, "jitter": {"dist": "uniform", "low": 0.0, "high": 1.0}}
    network = {"network": [{"share": 0.5, "network": quick}, {"share": 0.5, "network": slow}], "count": 8}
    plan = planned(name, clients=network, messages={"from": "senders", "to": "everyone", "rate": 1.0})
    world = tables(plan)
    rows = [*world.clients["number"].tolist(), 8]
    for side, direction in ((UP, plan.clients.up), (DOWN, plan.clients.down)):
        assert world.ways["latency"][side::2].tolist() == direction.latency[rows].tolist()
        for row, endpoint in enumerate(rows):
            link = world.links[2 * world.link[row] + side]
            assert (link.bandwidth, link.loss) == (direction.bandwidth[endpoint], direction.loss[endpoint])
            assert (link.losses == NOWHERE) == (direction.loss[endpoint] == 0)
            assert (link.jitter == NOWHERE) == (direction.latency[endpoint] == 0.01)
    streams = world.links["jitter"][world.links["jitter"] >= 0].tolist()
    assert len(set(streams)) == len(streams) > 0


def messages(plan: Plan) -> np.recarray[Any, Any]:
    """Give the rows of a plan's messages."""
    return tables(plan).messages.view(np.recarray)


def test_a_sender_does_not_owe_itself() -> None:
    """Of a room of three, two get the message of the third; with echo all three do; the last room has one less."""
    for echo, owed in ((False, [2, 2, 2, 1, 1]), (True, [3, 3, 3, 2, 2])):
        spoken = {"from": "clients", "to": "room", "room_size": 3, "echo": echo, "process": "periodic", "rate": 0.1}
        rows = messages(planned("sse", clients=clients(5), messages=spoken))
        by_origin = dict(zip(rows.origin.tolist(), rows.unread.tolist(), strict=True))
        assert [by_origin[client] for client in range(5)] == owed


def test_only_a_member_is_left_out() -> None:
    """A message of the server, or of a sender who is no client, is owed to everybody."""
    for origin, number in (("server", -1), ("senders", 4)):
        rows = messages(planned("sse", clients=clients(4), messages={"from": origin, "to": "everyone", **trace(1)}))
        assert (rows.unread[0], rows.origin[0]) == (4, number)


def test_the_window_is_half_open() -> None:
    """A message born at the window's start counts, one at its end does not."""
    plan = planned("sse", warmup=2.0, messages={"from": "server", "to": "everyone", **trace(1.5, 2, 11.5, 12)})
    assert messages(plan).counts.tolist() == [0, 1, 1, 0]


def test_origins_are_rows() -> None:
    """A message's origin is its client's row, wherever that lies."""
    spoken = {"from": "clients", "to": "everyone", "process": "periodic", "rate": 0.1}
    plan = starting(planned("short-polling", clients=clients(3), messages=spoken), 2.0, 0.0, 1.0)
    world = tables(plan)
    assert world.clients["number"][world.messages["origin"]].tolist() == plan.messages.origin.tolist()


def test_a_closed_loop_s_messages_come_later() -> None:
    """Before a closed loop has begun there are none."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 2}}
    world = tables(planned("websocket", messages={"from": "senders", "to": "everyone", **loop}))
    assert (len(world.messages), world.settings[0].births, world.settings[0].closed) == (0, 0, 1)


def test_threads_are_those_of_each_node() -> None:
    """Each node has as many threads as are said, and an event loop as good as endlessly many."""
    server = {"model": "threads", "threads": 7, "nodes": 2}
    assert tables(planned("sse", server=server)).nodes["threads"].tolist() == [7, 7]
    assert tables(planned("sse")).nodes["threads"].min() > 10**12
