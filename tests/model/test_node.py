from math import inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.model.clock import Clock
from rtsim.model.connection import Connection
from rtsim.model.load import KINDS, REQUEST, Load
from rtsim.model.node import Channel, Door, Node, Threads
from tests.model.runs import planned


def test_a_door_admits_at_its_rate() -> None:
    """Everybody knocks at 2 s and ten a second are admitted: the k-th after k tenths of a second."""
    door = Door(inf, 10.0)
    admitted = [door.enter(Connection(), 2.0) for _ in range(5)]
    assert np.allclose(admitted, [2.0, 2.1, 2.2, 2.3, 2.4])
    assert door.enter(Connection(), 9.0) == 9.0


@given(st.floats(0.1, 50), st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(deadline=None, derandomize=True)
def test_a_door_never_hurries(rate: float, gaps: list[float]) -> None:
    """Admissions lie at least the reciprocal of the rate apart, and none comes before its knock."""
    door, now, admitted = Door(inf, rate), 0.0, list[float]()
    for gap in gaps:
        now += gap
        admitted.append(door.enter(Connection(), now))
        assert admitted[-1] >= now
    assert (np.diff(admitted) >= 1 / rate - 1e-9).all()


def test_a_door_refuses_beyond_its_cap() -> None:
    """The third of three is refused until one of the others is closed."""
    door = Door(2, inf)
    first, second = Connection(), Connection()
    assert [door.enter(first, 1.0), door.enter(second, 1.0)] == [1.0, 1.0]
    assert door.enter(Connection(), 2.0) == inf
    first.closes = 3.0
    assert first.ends is not None
    first.ends.add(first)
    assert door.enter(Connection(), 2.9) == inf
    assert door.enter(Connection(), 3.0) == 3.0
    assert door.enter(Connection(), 3.0) == inf


def test_a_connection_used_in_time_is_still_inside() -> None:
    """A connection that falls idle and is used again before its end keeps its place."""
    door, connection = Door(1, inf), Connection()
    door.enter(connection, 1.0)
    assert connection.ends is not None
    for closes in (3.0, inf, 7.0):
        connection.closes = closes
        connection.ends.add(connection)
    assert door.enter(Connection(), 5.0) == inf
    assert door.enter(Connection(), 7.0) == 7.0


def test_only_a_door_with_limits_is_limited() -> None:
    """A door without cap and rate lets everybody in at once."""
    assert [Door(inf, inf).limited, Door(5, inf).limited, Door(inf, 5).limited] == [False, True, True]
    assert Door(inf, inf).enter(Connection(), 4.0) == 4.0


def test_an_event_loop_has_threads_without_end() -> None:
    """Threads without a number are not limited."""
    assert not Threads(inf).limited
    assert Threads(3).limited


def test_members_are_in_the_order_of_their_numbers() -> None:
    """Whoever joins when, a fan-out goes by number."""
    channel = Channel(9)
    for client in (7, 2, 5):
        channel.join(client)
    assert channel.members.tolist() == [2, 5, 7]
    channel.join(3)
    assert channel.members.tolist() == [2, 3, 5, 7]


def test_work_costs_by_kind_and_byte() -> None:
    """The cost of work is that of its kind and of each byte."""
    costs = {name: 0.5 + place for place, name in enumerate(KINDS) if name not in ("push", "backplane")}
    plan = planned("websocket", server={"costs": costs | {"push_websocket": 9.0, "per_byte": 0.01}})
    node = Node(0, plan.server, Load(plan.window), np.array([3]), Clock())
    for name, cost in costs.items():
        assert node.cost(KINDS.index(name), 100) == cost + 1.0
    assert node.cost(KINDS.index("push"), 0) == 9.0
    assert node.channel(0).size == 3
    assert node.channel(0) is node.channel(0)


def test_opening_is_counted_as_far_as_the_window_reaches() -> None:
    """Of a first request's four seconds at the window's end, those within it count: opening first, then the request."""
    for start, opened, asked in ((1.0, 3.0, 1.0), (6.5, 3.0, 0.5), (8.0, 2.0, 0.0)):
        plan = planned("short-polling", server={"costs": {"open": 3.0, "request": 1.0}})
        load = Load(plan.window)
        Node(0, plan.server, load, np.array([1]), Clock()).serve_first(REQUEST, start, 1.0)
        assert (load.cpu()["open"], load.cpu()["request"]) == (opened, asked)
