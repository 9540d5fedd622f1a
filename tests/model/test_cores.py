from heapq import heapreplace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.model.clock import Clock
from rtsim.model.cores import Cores, ManyCores, OneCore, TurningCore
from rtsim.model.load import KINDS, PUSH, REQUEST, Load
from rtsim.plan import Window

WINDOW = Window(start=1.0, end=9.0, horizon=20.0)
COST = st.one_of(st.just(0.0), st.floats(1e-4, 3.0))
BATCHES = st.lists(st.tuples(st.floats(0, 2.0), st.lists(COST, min_size=1, max_size=12), st.booleans()), max_size=8)


def served(cores: int, works: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Give start and end of each work on cores that take it first come, first served: a plain heap."""
    free, spans = [0.0] * cores, []
    for at, cost in works:
        start = max(free[0], at)
        heapreplace(free, start + cost)
        spans.append((start, start + cost))
    return spans


def made(cores: int, load: Load) -> Cores:
    """Give one core, or several."""
    return OneCore(load) if cores == 1 else ManyCores(load, cores)


@pytest.mark.parametrize("cores", [1, 2, 3, 7])
@given(batches=BATCHES)
@settings(deadline=None, derandomize=True)
def test_cores_serve_as_a_heap_does(cores: int, batches: list[tuple[float, list[float], bool]]) -> None:
    """Whatever the work and however it is queued, it completes when it does on a plain heap, and counts as much."""
    load, works, ends, now = Load(WINDOW), list[tuple[float, float]](), list[float](), 0.0
    node = made(cores, load)
    for gap, costs, alike in batches:
        now += gap
        row = [costs[0]] * len(costs) if alike else costs
        works += [(now, cost) for cost in row]
        if len(row) > 1:
            ends += node.serve_many(PUSH, now, np.array(row)).tolist()
        else:
            ends.append(node.serve(PUSH, now, row[0]))
    spans = served(cores, works)
    assert ends == pytest.approx([end for _, end in spans], rel=1e-9, abs=1e-9)
    within = sum(max(0.0, min(end, WINDOW.end) - max(start, WINDOW.start)) for start, end in spans)
    assert load.seconds[PUSH] == pytest.approx(within, abs=1e-9)
    waits = [start - at for (start, _), (at, _) in zip(spans, works, strict=True) if 1.0 <= at < 9.0]
    histogram = load.waits.histogram()
    assert histogram.count == len(waits)
    assert histogram.total == pytest.approx(sum(waits), abs=1e-9)


@pytest.mark.parametrize("cores", [1, 3])
def test_no_wait_is_negative(cores: int) -> None:
    """Work that finds a core free waits for zero seconds, not for a rounding error below."""
    load, rng = Load(Window(start=0.0, end=1e9, horizon=1e9)), np.random.default_rng(1)
    for at, cost in rng.random((300, 2)).tolist():
        made(cores, load).serve_many(PUSH, at / 10, np.full(5, cost))
    assert load.waits.histogram().least >= 0.0


@pytest.mark.parametrize(("cores", "backlog"), [(1, 6.0), (2, 3.0)])
def test_the_backlog_is_what_is_left_of_each_core(cores: int, backlog: float) -> None:
    """Four works of two seconds leave eight seconds of work, of which two a core are done after two."""
    node = made(cores, Load(WINDOW))
    node.serve_many(PUSH, 0.0, np.full(4, 2.0))
    assert node.backlog(2.0) == backlog - (cores - 1)
    assert node.backlog(100.0) == 0.0


def test_only_one_core_foresees() -> None:
    """On one core nothing that arrives later completes sooner; on two, short work passes long work."""
    assert OneCore(Load(WINDOW)).foresees
    two = ManyCores(Load(WINDOW), 2)
    assert not two.foresees
    assert two.serve(PUSH, 0.0, 5.0) > two.serve(PUSH, 1.0, 1.0)


def test_load_is_told_by_kind() -> None:
    """Work counts for its kind, cut to the window."""
    load = Load(WINDOW)
    OneCore(load).serve(KINDS.index("open"), 0.5, 1.0)
    assert load.cpu() == {kind: 0.5 if kind == "open" else 0.0 for kind in KINDS}


def test_answers_of_a_turn_leave_together() -> None:
    """What is ready when a turn begins is worked off in order, and all its answers leave when the last is made."""
    clock, left = Clock(), {}
    core = TurningCore(Load(WINDOW), clock)

    def arrive(name: str) -> None:
        done = core.serve(REQUEST, clock.now, 1.0)
        core.leave(lambda at: left.setdefault(name, (done, at)), done)

    for name, at in (("a", 1.0), ("b", 1.2), ("c", 1.4), ("d", 3.0), ("e", 9.0)):
        clock.call(at, arrive, name)
    clock.advance(20.0)
    assert left == {"a": (2.0, 2.0), "b": (3.0, 4.0), "c": (4.0, 4.0), "d": (5.0, 5.0), "e": (10.0, 10.0)}


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 1)), min_size=1, max_size=30))
def test_turns_change_no_work(works: list[tuple[float, float]]) -> None:
    """A turning core does the same work at the same time as another; its answers leave no sooner than their work."""
    clock, plain, left = Clock(), OneCore(Load(WINDOW)), []
    core = TurningCore(Load(WINDOW), clock)

    def arrive(cost: float) -> None:
        done = core.serve(REQUEST, clock.now, cost)
        assert done == plain.serve(REQUEST, clock.now, cost)
        core.leave(lambda at: left.append(at - done), done)

    for at, cost in works:
        clock.call(at, arrive, cost)
    clock.advance(100.0)
    assert len(left) == len(works)
    assert min(left) >= 0.0
