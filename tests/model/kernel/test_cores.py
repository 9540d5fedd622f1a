from heapq import heapreplace
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.faults import Brownout
from rtsim.model import simulate
from rtsim.model.failing_tables import slow_spells
from rtsim.model.kernel.books import QUEUE_WAIT
from rtsim.model.kernel.cores import queue, serve, serve_each, worked
from rtsim.model.load import HEARTBEAT, KINDS, PUSH, REQUEST, cpu_seconds
from rtsim.recording import Recording
from tests.model.runs import clients, planned, trace
from tests.model.worlds import begun, laid_out, starting

WINDOW = {"warmup": 1.0, "duration": 8.0}
EIGHTHS = {"costs": {"per_byte": 0.125}}  # a size of one is work of an eighth of a second
WORKS = st.lists(st.tuples(st.integers(0, 16), st.integers(0, 24)), max_size=60)
FIVE = (1.0, 1.2, 1.4, 3.0, 9.0)
HAIR = 1e-9
TENTHS = st.integers(0, 40).map(lambda tenths: tenths / 10)
SLOW = st.builds(
    lambda at, lasts, slower, nodes: Brownout(at=at, lasts=lasts + 0.1, slower=slower, nodes=nodes),
    at=TENTHS, lasts=TENTHS, slower=st.sampled_from([1.5, 2.0, 7.0]), nodes=st.integers(1, 3),
)  # fmt: skip


def served(cores: int, works: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Give start and end of each work on cores that take it first come, first served: a plain heap."""
    free, spans = [0.0] * cores, []
    for at, cost in works:
        start = max(free[0], at)
        heapreplace(free, start + cost)
        spans.append((start, start + cost))
    return spans


@pytest.mark.parametrize("cores", [1, 2, 3, 7])
@given(told=WORKS)
@settings(max_examples=60)
def test_cores_serve_as_a_heap_does(cores: int, told: list[tuple[int, int]]) -> None:
    """Whatever the work, it completes when it does on a plain heap, and counts as much."""
    plan, now, works = planned("websocket", server={"cores": cores, **EIGHTHS}, **WINDOW), 0.0, []
    world = begun(plan).world
    for gap, size in told:
        now += gap / 8
        works.append((now, size / 8))
    ends = [queue(world, 0, PUSH, at, int(8 * cost), 0, 0.0) for at, cost in works]
    spans = served(cores, works)
    assert ends == [end for _, end in spans]
    within = sum(max(0.0, min(end, 9.0) - max(start, 1.0)) for start, end in spans)
    assert cpu_seconds(world, plan)["push"] == within
    assert world.state[0].early == sum(max(0.0, min(end, 1.0) - start) for start, end in spans)
    waits = [start - at for (start, _), (at, _) in zip(spans, works, strict=True) if 1.0 <= at < 9.0]
    tally = world.tallies[QUEUE_WAIT]
    assert (tally.count, tally.total) == (len(waits), sum(waits))


@pytest.mark.parametrize("cores", [1, 3])
def test_no_wait_is_negative(cores: int) -> None:
    """Work that finds a core free waits for zero seconds, not for a rounding error below."""
    world, rng, now = laid_out(server={"cores": cores}), np.random.default_rng(1), 0.0
    for gap, cost in rng.random((1500, 2)).tolist():
        now += gap / 300
        world.costs[PUSH] = cost / 150
        queue(world, 0, PUSH, now, 0, 0, 0.0)
    assert 0.0 <= world.tallies[QUEUE_WAIT].least < world.tallies[QUEUE_WAIT].greatest


def test_nodes_have_cores_of_their_own() -> None:
    """Work of one node holds up no other's."""
    for cores in (1, 2):
        world = laid_out(server={"nodes": 2, "cores": cores, **EIGHTHS})
        ends = [queue(world, node, PUSH, 1.0, 8, 0, 0.0) for node in (0,) * cores + (1,) * cores]
        assert ends == [2.0] * 2 * cores


@pytest.mark.parametrize("cores", [1, 2])
def test_work_of_a_moment_completes_in_order_on_one_core_alone(cores: int) -> None:
    """On one core nothing that arrives later completes sooner; on two, short work passes long work."""
    world = laid_out(server={"cores": cores, **EIGHTHS})
    assert (queue(world, 0, PUSH, 0.0, 40, 0, 0.0) <= queue(world, 0, PUSH, 1.0, 8, 0, 0.0)) == (cores == 1)
    assert world.settings[0].foresees == (cores == 1)


def test_work_costs_by_kind_and_byte() -> None:
    """The cost of work is that of its kind and of each byte."""
    costs = {name: 0.5 + place for place, name in enumerate(KINDS) if name not in ("push", "backplane")}
    server = {"costs": costs | {"push_websocket": 9.0, "per_byte": 0.01}, "backplane": {"cost": 7.5}}
    for name, cost in (costs | {"push": 9.0, "backplane": 7.5}).items():
        assert queue(laid_out(server=server), 0, KINDS.index(name), 0.0, 100, 0, 0.0) == cost + 1.0


def test_opening_is_counted_as_far_as_the_window_reaches() -> None:
    """Of a first request's four seconds at the window's end, those within it count: opening first, then the request."""
    for start, opened, asked in ((1.0, 3.0, 1.0), (6.5, 3.0, 0.5), (8.0, 2.0, 0.0)):
        plan = planned("short-polling", server={"costs": {"open": 3.0, "request": 1.0}})
        world = begun(plan).world
        queue(world, 0, REQUEST, start, 0, 1, 0.0)
        cpu = cpu_seconds(world, plan)
        assert (cpu["open"], cpu["request"]) == (opened, asked)


def test_work_is_cut_to_the_window() -> None:
    """Of work from 0.5 to 5 s, the second of the window counts; its wait is not one of the window's."""
    plan = planned("websocket", warmup=1.0, duration=1.0, server={"costs": {"heartbeat": 4.5}})
    world = begun(plan).world
    serve(world, 0, HEARTBEAT, 0.5, 0, 0)
    assert cpu_seconds(world, plan) == {kind: float(kind == "heartbeat") for kind in KINDS}
    assert world.state[0].early == 0.5
    assert world.tallies[QUEUE_WAIT].count == 0


def polled(answers: str, *starts: float, cost: float = 1.0) -> Recording:
    """Let clients without latency fetch one message each, at these instants."""
    plan = planned(
        "short-polling",
        clients=clients(len(starts), latency=0.0),
        duration=20.0,
        messages={"from": "server", "to": "everyone", **trace(0.0)},
        server={"answers": answers, "costs": {"request": cost}},
        techniques={"short-polling": {"interval": 1000.0}},
    )
    return simulate(starting(plan, *starts))


def left(recording: Recording) -> dict[int, float]:
    """Give when each client's answer leaves."""
    told = recording.deliveries
    return dict(zip(told.recipient.tolist(), told.time.round(9).tolist(), strict=True))


def test_answers_of_a_turn_leave_together() -> None:
    """What is ready when a turn begins is worked off in order, and all its answers leave when the last is made."""
    assert left(polled("at-once", *FIVE)) == {0: 2.0, 1: 3.0, 2: 4.0, 3: 5.0, 4: 10.0}
    assert left(polled("end-of-turn", *FIVE)) == {0: 2.0, 1: 4.0, 2: 4.0, 3: 5.0, 4: 10.0}


@given(st.lists(st.floats(0.001, 5), min_size=1, max_size=12), st.sampled_from([0.0, 0.1, 0.7]))
@settings(max_examples=25)
def test_turns_change_no_work(starts: list[float], cost: float) -> None:
    """A turning core does the same work at the same time as another; its answers leave no sooner than their work.

    All clients come after the message, so that nobody asks twice.
    """
    turning, at_once = (polled(answers, *starts, cost=cost) for answers in ("end-of-turn", "at-once"))
    assert turning.cpu == at_once.cpu
    assert turning.queue_wait.total == at_once.queue_wait.total
    sooner, later = left(at_once), left(turning)
    assert sooner.keys() == later.keys()
    assert all(later[client] >= at for client, at in sooner.items())
    assert max(later.values()) == max(sooner.values())


def test_a_loop_that_is_idle_begins_a_turn_of_one() -> None:
    """Work at an idle loop is a turn of its own; what comes meanwhile is gathered for the next."""
    world = laid_out("short-polling", server={"answers": "end-of-turn", "costs": {"request": 1.0}})
    node = world.nodes[0]
    serve(world, 0, REQUEST, 1.0, 0, 0)
    assert (node.over, node.gathering) == (2.0, 0)
    serve(world, 0, REQUEST, 1.5, 0, 0)
    assert (node.over, node.gathering, node.free) == (2.0, 1, 3.0)


def test_works_are_served_each_with_its_own_seconds() -> None:
    """Given arrivals and seconds of work, completions take the seconds' place."""
    world = laid_out(server={"cores": 2})
    world = world._replace(numbers=np.array([[0.0, 0.0, 1.0, 1.5], [2.0, 0.5, 1.0, 3.0]]))
    serve_each(world, 4)
    assert world.numbers[1].tolist() == [2.0, 0.5, 2.0, 5.0]


def by_steps(brownouts: list[Brownout], node: int, start: float, until: float) -> float:
    """Give the work that a core does from `start` to `until`, summed over moments in which nothing changes."""
    instants = np.unique([start, until, *(at for one in brownouts for at in (one.at, one.over))])
    instants = instants[(instants >= start) & (instants <= until)]
    middles = (instants[1:] + instants[:-1]) / 2
    slow = [prod(one.slower for one in brownouts if node < one.nodes and one.at < at < one.over) for at in middles]
    return float((np.diff(instants) / np.array(slow)).sum())


@settings(deadline=None)
@given(brownouts=st.lists(SLOW, max_size=4), node=st.integers(0, 2), start=TENTHS, seconds=TENTHS, now=TENTHS)
def test_work_is_what_speed_comes_to(
    brownouts: list[Brownout], node: int, start: float, seconds: float, now: float
) -> None:
    """The speed of a core, integrated from the work's beginning to its completion, is the work."""
    spells, spans = slow_spells(brownouts, 3)
    world = laid_out(server={"nodes": 3})._replace(spells=spells)
    world.nodes["spell"], world.nodes["spells"] = spans
    world.state["now"] = min(now, start)
    done = worked(world, node, start, seconds)
    assert by_steps(brownouts, node, start, done) == pytest.approx(seconds, abs=HAIR)


def test_nodes_share_spells() -> None:
    """Ten thousand nodes that are slow at the same times have one spell each time."""
    often = [Brownout(at=float(at), lasts=0.5, slower=2.0, nodes=10_000) for at in range(100)]
    spells, spans = slow_spells(often, 10_000)
    assert len(spells) == 100
    assert (spans == [[0], [100]]).all()
