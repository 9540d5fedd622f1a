from math import inf

import pytest

from rtsim.model.connection import Connection, Pool
from rtsim.model.world import World
from tests.model.runs import clients, planned

MEMORY = 100.0


def pool(keep_alive: float = 5.0) -> tuple[Pool, World]:
    """Give an endpoint's pool, and its world."""
    world = World(planned("short-polling", clients=clients(latency={"up": 0.1, "down": 0.2})))
    return Pool(world.opening, keep_alive, MEMORY), world


def used(done: float, idle: float, made: Pool) -> Connection:
    """Put a connection into a pool."""
    connection = Connection()
    made.put(connection, done, idle)
    return connection


def test_a_connection_is_used_again_until_the_server_closes_it() -> None:
    """An answer leaves at 1 s: idle at the client from 1.2 s, closed by the server at 6 s."""
    for at, there in ((1.1, False), (1.2, True), (5.999, True), (6.0, False)):
        made, _ = pool()
        kept = used(1.0, 1.2, made)
        assert (made.take(at) is kept) == there


def test_the_last_used_is_taken_first() -> None:
    """Of several idle connections the last used is taken, so that the others may close."""
    made, _ = pool()
    first, second = used(1.0, 1.2, made), used(2.0, 2.2, made)
    assert made.take(3.0) is second
    assert made.take(3.0) is first
    assert made.take(3.0) is None
    assert made.empty


def test_a_connection_in_use_has_no_end() -> None:
    """What has been taken from the pool is open until it is put back, so that a cap counts it."""
    made, _ = pool()
    used(1.0, 1.2, made)
    taken = made.take(2.0)
    assert taken is not None
    assert taken.closes == inf


def test_an_end_that_did_not_come_leaves_no_trace() -> None:
    """Open levels and packets are those of the ends that came."""
    made, world = pool(keep_alive=3.0)
    connection = Connection()
    world.opening.ready(0, 1.0, MEMORY)
    made.put(connection, 1.0, 1.2)
    assert made.take(3.5) is connection
    made.put(connection, 4.0, 4.2)
    facts = world.recorder.finish(lambda _: False)
    assert facts.open.mean == pytest.approx((7.0 - 1.0) / 10)
    packets = world.plan.packets
    assert facts.traffic["handshake"].wire_down == packets.opening[1] + packets.closing[1]


@pytest.mark.parametrize(("tls", "round_trips"), [("none", 1), ("1.3", 2), ("1.2", 3)])
def test_set_up_takes_round_trips(tls: str, round_trips: int) -> None:
    """TCP takes one round trip, TLS 1.3 one more, TLS 1.2 two more."""
    world = World(planned("short-polling", wire={"tls": tls}, clients=clients(latency={"up": 0.1, "down": 0.2})))
    knock = world.opening.knock(0, 1.0)
    assert knock == pytest.approx(1.1)
    assert world.opening.ready(0, knock, MEMORY) == pytest.approx(1.0 + 0.3 * round_trips)
    assert world.recorder.opened == 1
