from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.bins import BINS
from rtsim.model.compiled import plain
from rtsim.model.kernel.books import step
from rtsim.model.levels import Levels
from tests.model.runs import clients, planned, run, trace
from tests.model.worlds import begun

START, END = 2.0, 8.0
INSTANT = st.integers(0, 20).map(lambda half: half / 2)
STEPS = st.lists(st.tuples(INSTANT, INSTANT, st.integers(-3, 5)), max_size=25)
QUIET: dict[str, Any] = {"from": "server", "to": "everyone", **trace(500.0)}
MEMORY = {"base": 100.0, "idle_connection": 3.0, "held_request": 10.0, "websocket": 20.0}


def integrated(steps: list[tuple[float, int]], base: float) -> tuple[float, float]:
    """Give mean and peak of a level over the window, cell by cell of a grid that all steps lie on."""
    cells = np.arange(START, END, 0.5) + 0.25
    levels = [base + sum(size for at, size in steps if at <= cell) for cell in cells]
    return float(np.mean(levels)), max(levels)


@given(STEPS)
def test_levels_are_integrated_whatever_the_order_of_telling(told: list[tuple[float, float, int]]) -> None:
    """Steps told ahead of time, with folds between, give the mean and peak of brute force."""
    plan = planned("websocket", warmup=START, duration=END - START, server={"memory": MEMORY})
    world, levels, steps = begun(plan).world, Levels(plan, plain()), list[tuple[float, int]]()
    for now, later, size in sorted(told):
        levels.fold(world, world, now)
        at = now + later
        steps.append((at, size))
        step(world, at, size, size, -size, 3 * size)
    opened, held, memory = levels.finish(world, world)
    for level, factor, base in ((opened, 1, 0.0), (held, -1, 0.0), (memory, 20 - (10 - 3) + 3, 100.0)):
        mean, peak = integrated([(at, factor * size) for at, size in steps], base)
        assert level.mean == pytest.approx(mean)
        assert level.peak == pytest.approx(max(peak, base))  # no level is ever below that at rest


@given(STEPS, st.integers(0, 20))
def test_folding_changes_nothing(told: list[tuple[float, float, int]], often: int) -> None:
    """However often levels are folded, mean, peak and course are the same to the bit."""
    plan, found = planned("websocket", warmup=START, duration=END - START), []
    for folds in (0, often):
        world, levels = begun(plan).world, Levels(plan, plain())
        for turn, (now, later, size) in enumerate(sorted(told)):
            if folds and turn % folds == 0:
                levels.fold(world, world, now)
            step(world, now + later, size, 0, 0, 0)
        found.append((levels.finish(world, world), levels.course(world).tolist()))
    assert found[0] == found[1]


def test_what_lies_ahead_stays() -> None:
    """A fold leaves the steps of after its instant, in order of time."""
    plan = planned("websocket")
    world, levels = begun(plan).world, Levels(plan, plain())
    for at in (3.0, 1.0, 2.0, 1.5):
        step(world, at, 1, 0, 0, 0)
    levels.fold(world, world, 1.5)
    assert world.steps["at"][: world.state[0].steps].tolist() == [2.0, 3.0]


def test_each_node_has_its_memory_at_rest() -> None:
    """Two nodes keep twice what one keeps, before anything happens."""
    server = {"nodes": 2, "memory": MEMORY}
    memory = run("sse", clients=clients(1, latency=20.0), messages=QUIET, server=server).memory
    assert memory.mean == memory.peak == 200.0


@pytest.mark.parametrize(
    ("name", "kept"), [("websocket", 20.0), ("sse", 50.0), ("long-polling", 10.0), ("short-polling", 3.0)]
)
def test_connections_keep_what_their_stack_says(name: str, kept: float) -> None:
    """An open socket, a stream, a held request and an idle connection each keep bytes of their own."""
    server = {"memory": MEMORY | {"sse": 50.0}}
    memory = run(name, clients=clients(8), warmup=1.0, messages=QUIET, server=server).memory
    assert memory.mean == pytest.approx(100.0 + 8 * kept)


def test_the_course_has_a_row_for_each_bin() -> None:
    """Connections that are admitted after 10 ms are open all the time but for that."""
    course = run("websocket", clients=clients(4)).course
    assert course.open[1:] == pytest.approx(np.full(BINS - 1, 4.0))
    assert course.open[0] == pytest.approx(4 * (1 - 0.01 / (10.0 / BINS)))
