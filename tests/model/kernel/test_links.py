from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.chance import Constant, Distribution, Normal, Uniform
from rtsim.model.kernel.links import (
    INITIAL_WINDOW,
    LEAST_TIMEOUT,
    SEGMENT,
    latency,
    leave,
    transfer,
    transfer_alone,
)
from rtsim.model.layout import DOWN, UP, World
from rtsim.plan import Direction
from rtsim.theory.loss import retransmission_delay_mean
from tests.model.runs import clients, planned
from tests.model.worlds import begun, laid_out

ENDPOINTS = 5
BANDWIDTH = np.array([1e6, 1e5, 1e6, 1e5, 1e6])


def direction(**changes: Any) -> Direction:
    """Give links of 10 to 50 ms, of two kinds in turn, without anything else."""
    plain = Direction(
        latency=np.arange(1, ENDPOINTS + 1) / 100,
        bandwidth=np.full(ENDPOINTS, np.inf),
        loss=np.zeros(ENDPOINTS),
        burst=np.zeros(ENDPOINTS),
        link=np.arange(ENDPOINTS) % 2,
        jitters=(Constant(0.0), Constant(0.0)),
    )
    return replace(plain, **changes)


TRANSFERS = 1 << 16  # at most, each with its draws


def linked(down: Direction, up: Direction | None = None) -> World:
    """Give a world of such links: what is asked for downwards, and plain ones upwards."""
    plan = planned("websocket", clients=clients(ENDPOINTS))
    run = begun(replace(plan, clients=replace(plan.clients, down=down, up=up or direction())))
    return run.room.make(run.world, run.handle, TRANSFERS)


def ways(**changes: Any) -> World:
    """Give a world whose links have this way down."""
    return linked(direction(**changes))


@pytest.mark.parametrize("jitters", [(Uniform(-0.02, 0.3),) * 2, (Constant(0.2), Uniform(-0.02, 0.3))])
def test_transfers_have_their_links_own_jitter(jitters: tuple[Distribution, ...]) -> None:
    """Each transfer arrives within the bounds of its own link's jitter, and never out of turn."""
    world, last = ways(jitters=jitters), np.zeros(ENDPOINTS)
    for turn in range(200):
        arrive = np.array([transfer(world, endpoint, DOWN, float(turn), 10) for endpoint in range(ENDPOINTS)])
        late = arrive - turn - np.arange(1, ENDPOINTS + 1) / 100
        assert (arrive >= last).all()
        assert ((late > -0.021) & (late < 0.3)).all()
        if isinstance(jitters[0], Constant):
            assert late[::2] == pytest.approx(0.2)
        last = arrive


def test_each_kind_of_link_and_each_way_has_a_stream_of_jitter() -> None:
    """Whichever endpoints' transfers they are, those on one kind of link and way take the numbers of one stream."""
    kinds = (Uniform(0.0, 0.01), Uniform(1.0, 1.01))
    plan = planned("websocket", clients=clients(ENDPOINTS))
    world = linked(direction(jitters=kinds), direction(jitters=kinds))
    for side, name in ((UP, "up"), (DOWN, "down")):
        streams = [plan.streams.generator(f"jitter {name}", kind).uniform(kind, kind + 0.01, 9) for kind in (0, 1)]
        places = [0, 0]
        for turn, endpoint in enumerate((0, 1, 4, 2, 0, 3, 1)):
            kind = endpoint % 2
            base = turn * 10.0 + (endpoint + 1) / 100
            assert transfer(world, endpoint, side, turn * 10.0, 10) == pytest.approx(base + streams[kind][places[kind]])
            places[kind] += 1


@given(st.lists(st.tuples(st.integers(0, ENDPOINTS - 1), st.floats(0, 0.2), st.integers(0, 40_000)), max_size=60))
def test_nothing_overtakes(transfers: list[tuple[int, float, int]]) -> None:
    """With jitter and loss, an endpoint gets what was sent in the order of sending."""
    world = ways(jitters=(Normal(0.0, 0.1), Normal(0.0, 0.1)), loss=np.full(ENDPOINTS, 0.2), bandwidth=BANDWIDTH)
    last, now = dict[int, float](), 0.0
    for endpoint, gap, size in transfers:
        now += gap
        arrival = transfer(world, endpoint, DOWN, now, size)
        assert arrival >= max(now, last.get(endpoint, 0.0))
        last[endpoint] = arrival


def test_the_two_ways_do_not_wait_for_each_other() -> None:
    """What goes up holds up nothing that comes down, and no other endpoint's."""
    narrow = {"bandwidth": np.full(ENDPOINTS, 8e3)}
    world = linked(direction(**narrow), direction(**narrow))
    assert transfer(world, 0, UP, 0.0, 1000) == pytest.approx(1.01)
    assert transfer(world, 0, DOWN, 0.0, 1000) == pytest.approx(1.01)
    assert transfer(world, 1, UP, 0.0, 1000) == pytest.approx(1.02)


def test_another_connection_of_an_endpoint_does_not_wait() -> None:
    """A transfer on a connection of its own may overtake a large one beside it, and shares its bandwidth."""
    world = ways()
    first = transfer(world, 0, DOWN, 0.0, 2 * INITIAL_WINDOW)
    second = transfer_alone(world, 0, DOWN, 0.0, 100)
    assert second == pytest.approx(0.01)
    assert second < first
    shared = ways(bandwidth=np.full(ENDPOINTS, 8e3))
    assert transfer(shared, 0, DOWN, 0.0, 1000) == pytest.approx(1.01)
    assert transfer_alone(shared, 0, DOWN, 0.0, 1000) == pytest.approx(2.01)


@pytest.mark.parametrize("bandwidth", [1e5, 1e6, 1e7, 1e9, inf])
def test_slow_start_waits_only_while_the_link_is_idle(bandwidth: float) -> None:
    """A sender that has sent its window waits for the first acknowledgement, unless it is still sending then."""
    size, round_trip, window, sent, extra = 300 * SEGMENT, 0.1, 10, 10, 0.0
    while sent < 300:
        extra += max(0.0, round_trip - 8 * SEGMENT * window / bandwidth)
        window *= 2
        sent += window
    world = ways(bandwidth=np.full(ENDPOINTS, bandwidth))
    assert transfer(world, 4, DOWN, 0.0, size) == pytest.approx(8 * size / bandwidth + 0.05 + extra)


@given(st.integers(1, 10_000))
def test_slow_start_sends_a_window_that_doubles(segments: int) -> None:
    """The round trips are those that a window of ten segments, doubled each time, needs."""
    window, sent, rounds = 10, 10, 0
    while sent < segments:
        window *= 2
        sent += window
        rounds += 1
    assert transfer(ROUNDS, 0, DOWN, 0.0, segments * SEGMENT) == pytest.approx(0.01 + rounds * 0.02)
    ROUNDS.ways["last"] = 0.0


ROUNDS = ways()


def test_a_transfer_takes_its_size_then_its_latency() -> None:
    """1,000 bytes over 8 kbit/s take a second; the next transfer leaves after them."""
    world = ways(bandwidth=np.full(ENDPOINTS, 8e3))
    assert transfer(world, 1, DOWN, 3.0, 1000) == pytest.approx(4.02)
    assert transfer(world, 1, DOWN, 3.5, 500) == pytest.approx(4.52)
    way = world.ways[2 * 1 + DOWN]
    assert (way.free - way.asked) == pytest.approx(1.0)


def test_a_large_transfer_takes_round_trips() -> None:
    """One byte above the initial window takes one more round trip."""
    assert transfer(ways(), 2, DOWN, 0.0, INITIAL_WINDOW) == pytest.approx(0.03)
    assert transfer(ways(), 2, DOWN, 0.0, INITIAL_WINDOW + 1) == pytest.approx(0.03 + 0.06)


def test_loss_adds_what_theory_says() -> None:
    """The mean extra of sparse transfers agrees with doubling time-outs, within five standard errors."""
    loss, count = 0.1, 20_000
    world = ways(loss=np.full(ENDPOINTS, loss))
    extra = np.array([transfer(world, 0, DOWN, 1e3 * turn, 100) - 1e3 * turn - 0.01 for turn in range(count)])
    timeout = 0.02 + LEAST_TIMEOUT
    expected = retransmission_delay_mean(loss=loss, timeout=timeout)
    assert abs(extra.mean() - expected) < 5 * extra.std() / np.sqrt(count)
    assert (extra > 1e-3).mean() == pytest.approx(loss, abs=5 * np.sqrt(loss / count))


@pytest.mark.parametrize("segments", [1, 2, 7])
def test_a_transfer_waits_for_the_last_of_its_segments(segments: int) -> None:
    """All of n segments come at the first try with the probability (1 - loss)^n, and all by the second likewise."""
    loss, count = 0.2, 5_000
    world = ways(loss=np.full(ENDPOINTS, loss))
    size = segments * SEGMENT
    extra = np.array([transfer(world, 0, DOWN, 1e4 * turn, size) - 1e4 * turn - 0.01 for turn in range(count)])
    for tries, waited in ((1, 0.0), (2, 0.02 + LEAST_TIMEOUT)):
        chance = (1 - loss**tries) ** segments
        deviation = np.sqrt(chance * (1 - chance) / count)
        assert (extra < waited + 1e-3).mean() == pytest.approx(chance, abs=5 * deviation)


def test_a_set_up_draws_latency_and_jitter() -> None:
    """A packet of a set-up takes latency and jitter of its way, never less than nothing, and queues nowhere."""
    narrow = direction(bandwidth=np.full(ENDPOINTS, 8.0))
    world = linked(narrow, direction(jitters=(Uniform(-1.0, -0.5), Constant(0.25))))
    assert latency(world, 0, UP) == 0.0
    assert latency(world, 0, DOWN) == 0.01
    assert latency(world, 1, UP) == pytest.approx(0.02 + 0.25)
    assert latency(world, 1, DOWN) == 0.02
    assert world.ways["free"].max() == 0.0


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(0, 10**5)), max_size=20))
def test_the_card_sends_one_after_the_other(transfers: list[tuple[float, int]]) -> None:
    """What is ready leaves a network card of 100 kbit/s when all before it has left, by its own size."""
    CARD.nodes["sending"] = 0.0
    free = 0.0
    for at, size in sorted(transfers):
        free = max(free, at) + 8 * size / 1e5
        assert leave(CARD, 0, at, size) == pytest.approx(free, rel=1e-12)


CARD = laid_out(server={"egress": 1e5})


def test_each_node_has_a_card() -> None:
    """What one node sends holds up no other."""
    world = laid_out(server={"egress": 8e3, "nodes": 2})
    assert [leave(world, node, 1.0, 1000) for node in (0, 0, 1)] == [2.0, 3.0, 2.0]


def test_a_card_without_limit_holds_nothing_up() -> None:
    """What is ready has left."""
    world = laid_out()
    assert [leave(world, 0, at, 10**9) for at in (1.0, 2.0)] == [1.0, 2.0]
