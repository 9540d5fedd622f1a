from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.kernel.connections import make
from rtsim.model.kernel.holding import arm, hold, release, times_out
from rtsim.model.layout import NOWHERE, POLLING, TIME_OUT, World
from tests.model.runs import clients, delivered, run, trace
from tests.model.worlds import laid_out, pending, steps

HELD = {"long-polling": {"timeout": 3.0}}


@pytest.mark.parametrize("count", [1, 8, 9, 30])
@pytest.mark.parametrize("cores", [1, 2])
def test_held_requests_are_answered_in_turn(count: int, cores: int) -> None:
    """Few or many, each answer is a millisecond of work in the order of the clients, on each core."""
    server = {"costs": {"respond": 0.001}, "cores": cores}
    recording = run("long-polling", clients=clients(count), server=server)
    expected = [(0, client, round(5.01 + 0.001 * (client // cores + 1), 9)) for client in range(count)]
    assert sorted(delivered(recording)) == expected
    assert recording.cpu["respond"] == pytest.approx(0.001 * count)


def test_a_request_is_held_until_its_time_is_over() -> None:
    """Without news a client asks every 3.02 s, held for all but the round trip."""
    recording = run(
        "long-polling", duration=30.2, techniques=HELD, messages={"from": "server", "to": "one", **trace(90)}
    )
    assert recording.requests == recording.empty + 1 == 10
    assert recording.held.mean == pytest.approx(3.0 / 3.02, abs=0.002)
    assert recording.opened == 1


def test_what_comes_in_the_gap_waits_for_the_next_request() -> None:
    """A message 5 ms after the first leaves is answered when the client has asked again, a round trip later."""
    messages = {"from": "server", "to": "everyone", **trace(5.0, 5.005)}
    assert delivered(run("long-polling", messages=messages)) == [(0, 0, 5.01), (1, 0, 5.03)]


@pytest.mark.parametrize("count", [3, 20])
def test_an_answer_has_all_that_the_log_has_when_its_work_completes(count: int) -> None:
    """Two messages at one instant go in one answer, if publishing the second comes before answering the first."""
    messages = {"from": "server", "to": "everyone", **trace(5.0, 5.0)}
    server = {"costs": {"publish": 0.002, "respond": 0.001}}
    recording = run("long-polling", clients=clients(count), messages=messages, server=server)
    assert recording.answered == count
    assert recording.carried == 2 * count


@pytest.mark.parametrize("count", [3, 20])
def test_a_sender_is_not_answered_with_its_own_message(count: int) -> None:
    """All but the sender have its message, and the sender's request stays held."""
    messages = {"from": "clients", "to": "everyone", **trace(5.0)}
    recording = run("long-polling", clients=clients(count), messages=messages)
    assert len(set(recording.deliveries.recipient.tolist())) == recording.delivered == count - 1
    assert recording.requests == 2 * count - 1


def test_only_the_room_is_answered() -> None:
    """A message to one of two rooms leaves the other's requests held."""
    messages = {"from": "server", "to": "room", "room_size": 5, **trace(5.0)}
    recording = run("long-polling", clients=clients(10), messages=messages)
    assert recording.answered == recording.expected == 5
    assert len({client // 5 for client in recording.deliveries.recipient.tolist()}) == 1


def test_a_held_request_keeps_its_memory() -> None:
    """Memory is that of the process, and of a held request for each client while it is held."""
    server = {"memory": {"base": 1e6, "held_request": 1000.0, "idle_connection": 300.0}}
    memory = run("long-polling", clients=clients(8), server=server, warmup=1.0, messages={
        "from": "server", "to": "everyone", **trace(500)
    }).memory  # fmt: skip
    assert memory.mean == memory.peak == 1e6 + 8 * 1000.0


def held(*done: float, **sections: Any) -> World:
    """Give a world whose clients' requests are held from these instants on, in the order of their numbers."""
    world = laid_out("long-polling", clients=clients(len(done)), techniques=HELD, **sections)
    for client, at in enumerate(done):
        connection = make(world, client, POLLING, NOWHERE)
        world.connections[connection].done = at
        hold(world, connection)
    return world


def test_one_event_stands_for_all_that_are_held() -> None:
    """Of three held requests the first one's deadline is on the calendar."""
    world = held(1.0, 1.5, 2.0)
    assert pending(world) == [(4.0, TIME_OUT, 0)]
    assert world.places[0].here == 3
    assert [(at, change) for at, _, _, change, _ in steps(world)] == [(1.0, 1), (1.5, 1), (2.0, 1)]


@given(st.permutations(range(5)), st.integers(0, 5))
def test_deadlines_come_in_the_order_of_holding(order: list[int], answered: int) -> None:
    """Whoever has been answered meanwhile, deadlines stay in order, and the next one is armed when one has passed."""
    world = held(*range(5))
    for client in order[:answered]:
        release(world, client, 4.5)
    left, deadlines = sorted(order[answered:]), []
    world.state["now"] = 3.0  # the first one's deadline, which is on the calendar whatever has become of it
    while world.state[0].pending:
        (at, kind, index), *_ = pending(world)
        assert (kind, index) == (TIME_OUT, 0)
        world.state["pending"], world.state["now"] = 0, at
        client = times_out(world, 0)
        if client != NOWHERE:
            deadlines.append((client, at))
            release(world, client, at)
            arm(world, 0)
    assert deadlines == [(client, client + 3.0) for client in left]
    assert world.places[0].here == 0
    assert (world.clients["due"] == inf).all()


def test_each_node_has_deadlines_of_its_own() -> None:
    """Requests that are held at two nodes have an event at each."""
    assert pending(held(1.0, 1.5, 2.0, server={"nodes": 2})) == [(4.0, TIME_OUT, 0), (4.5, TIME_OUT, 1)]


def test_releasing_queues_the_answer() -> None:
    """A released request's answer is made when its node has worked on it, and it is held until then."""
    world = held(1.0, 1.0, server={"costs": {"respond": 0.25}})
    assert [world.connections[release(world, client, 2.0)].done for client in (1, 0)] == [2.25, 2.5]
    assert [(at, change) for at, _, _, change, _ in steps(world)[2:]] == [(2.25, -1), (2.5, -1)]
    assert world.here.tolist() == [0, 0]
    assert world.clients["kept"].tolist() == [NOWHERE, NOWHERE]
