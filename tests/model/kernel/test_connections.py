from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.kernel.admission import admit
from rtsim.model.kernel.beginning import stand
from rtsim.model.kernel.connections import knock, make, release_row
from rtsim.model.kernel.greeting import greet, opens
from rtsim.model.kernel.keeping import find, put
from rtsim.model.layout import KNOCK, NOWHERE, POLLING, PUSHING, STANDING, World
from rtsim.model.traffic import closed, opened
from tests.model.runs import clients, planned, run
from tests.model.worlds import begun, laid_out, pending, steps

FAR = clients(latency={"up": 0.1, "down": 0.2})
ASKED = st.lists(st.floats(0, 1), max_size=40)


class Pool:
    """An endpoint's idle connections."""

    def __init__(self, world: World) -> None:
        self.world, self.head = world, NOWHERE

    def put(self, number: int, done: float, keep_alive: float = 5.0) -> None:
        """Let a connection fall idle whose answer leaves at `done`, 200 ms before it is there."""
        put(self.world, number, done, done + 0.2, keep_alive, self.head)
        self.head = number

    def take(self, at: float) -> int:
        """Take a connection at `at`."""
        self.head = find(self.world, self.head, at)
        return int(self.world.state[0].found)


def pool(*done: float) -> Pool:
    """Give the pool of a client with a connection for each of these answers."""
    made = Pool(laid_out("short-polling", clients=FAR))
    for at in done:
        made.put(make(made.world, 0, POLLING, NOWHERE), at)
    return made


def test_a_connection_is_used_again_until_the_server_closes_it() -> None:
    """An answer leaves at 1 s: idle at the client from 1.2 s, closed by the server at 6 s."""
    for at, there in ((1.1, False), (1.2, True), (5.999, True), (6.0, False)):
        assert (pool(1.0).take(at) == 0) == there


def test_the_last_used_is_taken_first() -> None:
    """Of several idle connections the last used is taken, so that the others may close."""
    made = pool(1.0, 2.0)
    assert [made.take(3.0) for _ in range(3)] == [1, 0, NOWHERE]
    assert made.head == NOWHERE


def test_one_that_is_not_idle_yet_stays_in_the_pool() -> None:
    """What is still on its way is passed over, and found where it was later on."""
    made = pool(1.0, 2.0, 3.0)
    assert [made.take(2.5) for _ in range(3)] == [1, 0, NOWHERE]
    assert made.take(4.0) == 2


@given(st.lists(st.tuples(st.floats(0, 2), st.booleans()), max_size=40))
def test_a_pool_is_a_stack_of_what_is_open(moves: list[tuple[float, bool]]) -> None:
    """Whatever is put and taken, what is found is the last put of those that are idle and open."""
    made, now, known = Pool(laid_out("short-polling")), 0.0, list[tuple[int, float]]()
    for gap, puts in moves:
        now += gap
        if puts:
            number = make(made.world, 0, POLLING, NOWHERE)
            assert number not in [other for other, done in known if now < done + 5.0]
            made.put(number, now)
            known = [each for each in known if each[0] != number]
            known.append((number, now))
            continue
        fits = [each for each in known if each[1] + 0.2 <= now < each[1] + 5.0]
        assert made.take(now) == (fits[-1][0] if fits else NOWHERE)
        known = [each for each in known if each[1] + 5.0 > now and each not in fits[-1:]]


def test_rows_of_closed_connections_are_used_again() -> None:
    """A closed connection's row is the next one's, made anew."""
    made = pool(1.0)
    made.world.connections[0].requests = 7
    assert made.take(6.0) == NOWHERE
    assert make(made.world, 3, PUSHING, 9) == 0
    row = made.world.connections[0]
    assert (row.client, row.requests, row.purpose, row.message, row.next) == (3, 0, PUSHING, 9, NOWHERE)
    assert (row.idle, row.closes) == (inf, inf)
    assert make(made.world, 3, PUSHING, 9) == 1


def test_a_row_that_its_client_still_looks_at_is_kept() -> None:
    """While an answer is on its way to a client that polls by the clock, its connection's row is nobody else's."""
    made = pool(1.0)
    made.world.connections[0].way = 1
    made.take(6.0)
    assert make(made.world, 0, POLLING, NOWHERE) == 1
    assert made.world.connections[0].way == 2
    release_row(made.world, 0)
    assert make(made.world, 0, POLLING, NOWHERE) == 0


def test_a_connection_in_use_has_no_end() -> None:
    """What has been taken from the pool is open until it is put back, so that a cap counts it."""
    made = pool(1.0)
    assert made.world.connections[0].closes == 6.0
    assert made.take(2.0) == 0
    assert made.world.connections[0].closes == inf


def test_an_end_that_did_not_come_leaves_no_trace() -> None:
    """Open levels and packets are those of the ends that came."""
    plan = planned("short-polling", clients=FAR)
    made = Pool(begun(plan).world)
    number = make(made.world, 0, POLLING, NOWHERE)
    greet(made.world, number)
    opens(made.world, number, 1.0)
    made.put(number, 1.0, 3.0)
    assert made.take(3.5) == number
    made.put(number, 4.0, 3.0)
    told = steps(made.world)
    assert told == [(1.0, 1, 0, 0, 0), (4.0, -1, 0, 0, 0), (4.0, 1, 0, 0, 0), (7.0, -1, 0, 0, 0)]
    state = made.world.state[0]
    assert (state.opened, state.closed_in) == (1, 1)


def test_a_connection_s_packets_count_in_its_window() -> None:
    """Set-up and end are packets of the handshake's part, where they lie in the window."""
    recording = run("short-polling", clients=FAR, techniques={"short-polling": {"interval": 8, "connection": "close"}})
    plan = planned("short-polling")
    shake, end = opened(plan), closed(plan.packets)
    assert recording.opened == 2
    assert recording.traffic["handshake"] == shake + shake + end + end


@pytest.mark.parametrize(("tls", "round_trips"), [("none", 1), ("1.3", 2), ("1.2", 3)])
def test_set_up_takes_round_trips(tls: str, round_trips: int) -> None:
    """TCP takes one round trip, TLS 1.3 one more, TLS 1.2 two more."""
    world = laid_out("short-polling", wire={"tls": tls}, clients=FAR)
    world.state["now"] = 1.0
    knock(world, number := make(world, 0, POLLING, NOWHERE))
    ((at, kind, _),) = pending(world)
    assert (at, kind) == (1.1, KNOCK)
    assert opens(world, number, at) == pytest.approx(1.0 + 0.3 * round_trips)
    assert world.state[0].opened == 1


def door(most: float | None = None, rate: float | None = None, nodes: int = 1) -> World:
    """Give a world with a door."""
    server = {"max_connections": most, "accept_rate": rate, "nodes": nodes}
    return laid_out("short-polling", clients=clients(2), server=server)


def knocks(world: World, at: float, client: int = 0) -> tuple[int, float]:
    """Let a new connection knock; give its number, and when it is admitted."""
    world.state["now"] = at
    number = make(world, client, POLLING, NOWHERE)
    return number, admit(world, number)


def test_a_door_admits_at_its_rate() -> None:
    """Everybody knocks at 2 s and ten a second are admitted: the k-th after k tenths of a second."""
    world = door(rate=10.0)
    assert np.allclose([knocks(world, 2.0)[1] for _ in range(5)], [2.0, 2.1, 2.2, 2.3, 2.4])
    assert knocks(world, 9.0)[1] == 9.0


@given(st.floats(0.1, 50), ASKED)
def test_a_door_never_hurries(rate: float, gaps: list[float]) -> None:
    """Admissions lie at least the reciprocal of the rate apart, and none comes before its knock."""
    world, now, admitted = door(rate=rate), 0.0, list[float]()
    for gap in gaps:
        now += gap
        admitted.append(knocks(world, now)[1])
        assert admitted[-1] >= now
    assert (np.diff(admitted) >= 1 / rate - 1e-9).all()


def test_a_door_refuses_beyond_its_cap() -> None:
    """The third of three is refused until one of the others is closed."""
    world = door(most=2)
    (first, one), (_, other) = knocks(world, 1.0), knocks(world, 1.0)
    assert (one, other) == (1.0, 1.0)
    assert knocks(world, 2.0)[1] == inf
    put(world, first, 1.0, 1.0, 2.0, NOWHERE)
    assert knocks(world, 2.9)[1] == inf
    assert knocks(world, 3.0)[1] == 3.0
    assert knocks(world, 3.0)[1] == inf


def test_a_connection_used_in_time_is_still_inside() -> None:
    """A connection that falls idle and is used again before its end keeps its place."""
    world = door(most=1)
    number, _ = knocks(world, 1.0)
    for done, used in ((1.0, 2.0), (3.0, 4.0)):
        put(world, number, done, done, 2.0, NOWHERE)
        assert find(world, number, used) == NOWHERE
        assert world.state[0].found == number
    put(world, number, 5.0, 5.0, 2.0, NOWHERE)
    assert knocks(world, 5.0)[1] == inf
    assert knocks(world, 6.9)[1] == inf
    assert knocks(world, 7.0)[1] == 7.0


def test_a_connection_is_let_out_once() -> None:
    """A connection whose second end falls together with one that did not come frees one place, not two."""
    world = door(most=1)
    number, _ = knocks(world, 1.0)
    put(world, number, 1.0, 1.0, 4.0, NOWHERE)
    find(world, number, 2.0)
    put(world, number, 2.0, 2.0, 3.0, NOWHERE)
    assert [knocks(world, 5.0)[1] for _ in range(2)] == [5.0, inf]


def test_each_node_has_a_door_of_its_own() -> None:
    """Those inside one node take nobody's place at another."""
    world = door(most=1, nodes=2)
    assert [knocks(world, 1.0, client)[1] for client in (0, 0, 1, 1)] == [1.0, inf, 1.0, inf]


def test_only_a_door_with_limits_is_limited() -> None:
    """Without cap and rate there is no door, and everybody comes in at once."""
    doors = [door(*limits).settings[0].doors for limits in ((None, None), (5, None), (None, 5))]
    assert doors == [False, True, True]
    assert knocks(door(), 4.0)[1] == 4.0


def test_senders_open_the_connections_that_they_keep() -> None:
    """Each of two senders knocks three times from the start, and none of the clients does."""
    spoken = {"from": "senders", "to": "everyone", "rate": 1.0, "senders": {"count": 2, "connections": 3}}
    world = laid_out("sse", clients=clients(4), messages=spoken)
    stand(world, 4, 6, 3)
    rows = world.connections[: world.state[0].connections]
    assert rows["client"].tolist() == [4, 4, 4, 5, 5, 5]
    assert (rows["purpose"] == STANDING).all()
    assert [at for at, _, _ in pending(world)] == [0.01] * 6


def test_a_refused_connection_knocks_again_after_the_refusal_is_there() -> None:
    """A knock each second of pause, half a way up and half a way down: eight in ten seconds."""
    network = clients(2, latency={"up": 0.1, "down": 0.15})
    recording = run("websocket", clients=network, server={"max_connections": 1})
    knocked = 0.1 + 1.25 * np.arange(20)
    assert recording.refused == np.count_nonzero(knocked < 10)


@pytest.mark.parametrize("name", ["short-polling", "long-polling"])
def test_a_cap_counts_connections_that_are_used_again(name: str) -> None:
    """With a cap of four on one node, at most four connections are open, however they are reused."""
    pause = {"dist": "exponential", "mean": 0.3}
    settings = {
        "short-polling": {"interval": pause, "timing": "fixed-rate"},
        "long-polling": {"timeout": 0.5, "pause": pause},
    }
    messages = {"from": "clients", "to": "everyone", "process": "poisson", "rate": 1.0}
    server = {"max_connections": 4, "keep_alive": 0.4}
    recording = run(name, clients=clients(6), messages=messages, techniques=settings, server=server)
    assert recording.open.peak == 4
    assert recording.refused > 0
