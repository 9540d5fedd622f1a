from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.histogram import Histogram
from rtsim.model.bins import BINS
from rtsim.model.kernel.books import (
    LATENCY,
    PUBLISH_TIME,
    acknowledge,
    age,
    count,
    deliver,
    down,
    end_ages,
    lose,
    read,
    step,
    up,
    within,
)
from rtsim.model.kernel.publishing import born
from rtsim.model.layout import World
from rtsim.model.traffic import PUBLISHING, REQUESTS, RESPONSES, parts
from rtsim.plan import Plan
from rtsim.recording import Transfers
from rtsim.wire import Packets
from tests.model.runs import clients, planned, trace
from tests.model.worlds import begun, steps

CLIENTS = 3
PACKETS = Packets()
GRID = np.arange(2.0, 8.0, 0.5)
DELIVERY = st.tuples(st.integers(0, CLIENTS - 1), st.integers(0, 18), st.integers(0, 8))
VALUES = st.lists(st.one_of(st.just(0.0), st.floats(0, 1e-7), st.floats(0, 1e9)), max_size=40)
MOVE = st.tuples(
    st.sampled_from([REQUESTS, RESPONSES, PUBLISHING]), st.floats(0, 3), st.integers(0, 9000), st.booleans()
)


def counted() -> Plan:
    """Plan a run whose window is from 2 to 8 s, with four messages to three clients: two of them born within it."""
    messages = {"from": "server", "to": "everyone", **trace(1.0, 3.0, 4.0, 8.5)}
    return planned("sse", clients=clients(CLIENTS), warmup=2.0, duration=6.0, drain=1.0, messages=messages)


def books() -> World:
    """Give the world of that run, with its four messages born and not yet read."""
    world = begun(counted()).world
    for message in range(4):
        born(world, message)
    world.state["buffered"] = 4
    return world


@given(VALUES)
def test_values_are_counted_as_a_histogram_does(values: list[float]) -> None:
    """One by one, values fall into the buckets into which a histogram puts them together."""
    world, histogram = begun(counted()).world, Histogram()
    histogram.add(np.array(values))
    for value in values:
        count(world, LATENCY, value)
    tally = world.tallies[LATENCY]
    assert world.buckets[LATENCY].tolist() == histogram.buckets.tolist()
    assert (tally.count, tally.least, tally.greatest) == (histogram.count, histogram.least, histogram.greatest)
    assert tally.total == pytest.approx(histogram.total)
    assert not world.buckets[PUBLISH_TIME].any()


@pytest.mark.parametrize(("at", "inside"), [(1.999, 0), (2.0, 1), (7.999, 1), (8.0, 0)])
def test_the_window_is_half_open(at: float, inside: int) -> None:
    """The window's start lies in it, its end does not."""
    assert within(begun(counted()).world, at) == inside


@given(st.lists(MOVE, max_size=30), st.lists(MOVE, max_size=30))
def test_parts_add_up(ups: list[tuple[int, float, int, bool]], downs: list[tuple[int, float, int, bool]]) -> None:
    """All parts together are every byte of the window; on the wire each transfer has its segments' headers."""
    plan, expected = planned("sse", warmup=1.0, duration=1.0), Transfers()
    world = begun(plan).world
    for part, at, size, answered in ups:
        up(world, part, at, size, size // 3, int(answered))
        if 1.0 <= at < 2.0:
            bare = 0 if answered else PACKETS.acknowledgements(size)
            expected += Transfers(size, 0, PACKETS.on_wire(size), bare)
    for part, at, size, _ in downs:
        down(world, part, at, size, size // 2)
        if 1.0 <= at < 2.0:
            expected += Transfers(0, size, PACKETS.acknowledgements(size), PACKETS.on_wire(size))
    found = parts(world, plan)
    assert sum(found.values(), Transfers()) == expected
    assert found["payload"].up == sum(size // 3 for _, at, size, _ in ups if 1 <= at < 2)
    assert found["payload"].down == sum(size // 2 for _, at, size, _ in downs if 1 <= at < 2)
    for part in (REQUESTS, RESPONSES):
        assert world.traffic[part].up == sum(of == part and 1 <= at < 2 for of, at, _, _ in ups)
        assert world.traffic[part].down == sum(of == part and 1 <= at < 2 for of, at, _, _ in downs)


def brute_force(deliveries: list[tuple[int, float, float]]) -> float:
    """Average the age over the cells of a grid that all deliveries lie on; in each it grows by the second."""
    had, area, time = defaultdict[int, list[tuple[float, float]]](list), 0.0, 0.0
    for client, birth, at in deliveries:
        had[client].append((at, birth))
    for cell in GRID:
        for told in had.values():
            births = [birth for at, birth in told if at <= cell]
            if births:
                area += 0.5 * (cell + 0.25 - max(births))
                time += 0.5
    return area / time if time else float("nan")


@given(st.lists(DELIVERY, max_size=30))
def test_age_is_that_of_brute_force(told: list[tuple[int, int, int]]) -> None:
    """Deliveries one by one give the age that a grid gives."""
    world, deliveries = begun(counted()).world, list[tuple[int, float, float]]()
    for client, half, late in sorted(told, key=lambda row: row[1]):
        now = half / 2
        birth = max(0.0, now - late / 2)
        deliveries.append((client, birth, now))
        age(world, client, birth, now, 1)
    end_ages(world)
    state = world.state[0]
    mean = state.age_area / state.age_time if state.age_time else float("nan")
    assert mean == pytest.approx(brute_force(deliveries), nan_ok=True)
    assert state.out_of_order == 0


def test_age_notices_what_is_out_of_order() -> None:
    """Deliveries that happen before one that was told already are out of order, each of them."""
    world = begun(counted()).world
    for client, at, messages in ((0, 5.0, 1), (0, 4.5, 3), (1, 4.5, 1), (1, 4.5, 1), (0, 4.9, 2)):
        age(world, client, 3.0, at, messages)
    assert world.state[0].out_of_order == 3 + 2


def test_only_messages_of_the_window_count() -> None:
    """Of four messages two are born in the window: each is owed to three."""
    world = books()
    for message, client, at in ((0, 0, 3.1), (0, 1, 3.1), (2, 0, 4.5), (2, 2, 8.9)):
        deliver(world, client, message, at - 0.1, at)
    lose(world, 1, 1)
    lose(world, 0, 2)
    acknowledge(world, 1, 3.25)
    acknowledge(world, 3, 9.0)
    acknowledge(world, 2, 9.1)  # beyond the horizon
    state, latency, publish = world.state[0], world.tallies[LATENCY], world.tallies[PUBLISH_TIME]
    assert (state.published, state.expected, state.delivered, state.lost, state.owed) == (2, 6, 2, 1, 3)
    assert latency.total == pytest.approx(0.5 + 4.9)
    assert (publish.count, publish.total) == (1, 0.25)


def test_what_comes_after_the_horizon_does_not_come() -> None:
    """A delivery told for later than the run's end is undelivered, though it has left the server's memory."""
    world = books()
    for client, at in ((0, 8.9), (1, 9.0), (2, 9.1)):
        deliver(world, client, 2, 8.0, at)
    assert (world.state[0].delivered, world.state[0].owed) == (2, 4)
    assert world.deliveries["client"][: world.state[0].kept].tolist() == [0, 1]
    assert world.messages[2].unread == 0


def test_latencies_count_where_their_message_was_born() -> None:
    """Deliveries lie in the bin of their message's birth, of the warm-up too; what is born after the end has none."""
    world = books()
    for message, client, at in ((0, 0, 1.5), (1, 0, 3.25), (1, 1, 3.5), (3, 2, 8.75)):
        deliver(world, client, message, at, at)
    bins = {place: world.bin_deliveries[place] for place in np.flatnonzero(world.bin_deliveries)}
    width = 8.0 / BINS
    assert bins == {int(1.0 / width): 1, int(3.0 / width): 2}
    assert world.bin_latency[list(bins)].tolist() == [0.5, 0.75]


def test_a_message_is_kept_until_its_last_reader_has_it() -> None:
    """Of three copies the last takes the message's 200 bytes out of memory, when it leaves."""
    world = books()
    deliver(world, 1, 1, 3.5, 3.6)
    assert steps(world) == []
    read(world, 1, 5.0, 2)
    assert steps(world) == [(5.0, 0, 0, 0, -200)]
    assert world.state[0].buffered == 3


def test_deliveries_are_kept_as_they_are_told() -> None:
    """Each delivery has its message, its client and its instant."""
    world = books()
    for message, client, at in ((1, 2, 3.5), (0, 1, 3.25)):
        deliver(world, client, message, 3.0, at)
    assert world.deliveries[: world.state[0].kept].tolist() == [(3.5, 1, 2), (3.25, 0, 1)]


def test_a_step_keeps_all_that_changes() -> None:
    """Connections, those that are pushed on, held requests and bytes change at one instant."""
    world = begun(counted()).world
    step(world, 2.5, 1, -1, 3, 10**12)
    assert steps(world) == [(2.5, 1, -1, 3, 10**12)]


def test_only_a_closed_loop_hears_of_acknowledgements() -> None:
    """A closed loop's sender is told, whenever its message was born; an open loop's is not."""
    assert books().state[0].acknowledged == 0
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 1}}
    run = begun(planned("sse", messages={"from": "senders", "to": "everyone", **loop}))
    world = run.world._replace(messages=np.zeros(1, run.world.messages.dtype))
    acknowledge(world, 0, 3.5)
    assert world.acknowledged[: world.state[0].acknowledged].tolist() == [(3.5, 0)]
