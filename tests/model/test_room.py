from typing import Any

import numpy as np
import pytest

from rtsim.model import simulate
from rtsim.model.compiled import compiled, plain
from rtsim.model.draws import Draws
from rtsim.model.kernel.carry import EACH
from rtsim.model.layout import World
from rtsim.model.levels import Levels
from rtsim.model.room import LEAST, LITTLE, MOST, Room, usual
from rtsim.model.tables import lay_out
from tests.contract.contract import facts
from tests.model import scenarios
from tests.model.runs import planned

TABLES = ("calendar", "connections", "entries", "steps", "ends", "cells", "deliveries")
LIMITED = {"model": "threads", "threads": 3, "max_connections": 9}


def bare(**sections: Any) -> tuple[World, Room]:
    """Give a world before it has room, and what makes it."""
    plan = planned("long-polling", server=LIMITED, **sections)
    draws = Draws(plan.streams)
    world = lay_out(plan, draws)
    return world, Room(draws, Levels(plan, plain()), LEAST)


def used(world: World) -> dict[str, int]:
    """Give how many rows of each table are taken."""
    state = world.state[0]
    counts = (state.pending, state.connections, state.log, state.steps, state.ends, state.cells, state.kept)
    return dict(zip(TABLES, map(int, counts), strict=True))


@pytest.mark.parametrize(("wants", "credit"), [(0, LEAST), (5, LEAST), (300_000, 300_000)])
def test_there_is_room_for_what_is_wanted(wants: int, credit: int) -> None:
    """Each table has as many free rows as the kernel's credit, which is as usual, or more where more is wanted."""
    world, room = bare()
    world = room.make(world, world, wants)
    assert world.state[0].credit == credit
    for name, taken in used(world).items():
        assert len(getattr(world, name)) - taken >= credit


@pytest.mark.parametrize(("count", "rows"), [(10, LITTLE), (10_000, LEAST), (50_000, 100_000), (150_000, MOST)])
def test_many_clients_have_more_room_at_a_time(count: int, rows: int) -> None:
    """The usual credit grows with the clients, up to a bound on memory; a run of next to nothing has little."""
    assert usual(planned("long-polling", clients={"count": count})) == rows


def test_a_world_with_room_stays_as_it_is() -> None:
    """Where there are rows enough, no table is made anew, and the credit is as before."""
    world, room = bare()
    world = room.make(world, world)
    world.state["credit"] = 3
    assert room.make(world, world) is world
    assert world.state[0].credit == LEAST


@pytest.mark.parametrize("name", TABLES[:3])
def test_growing_keeps_what_there_is(name: str) -> None:
    """Rows that are taken are the same in the larger table, and the new ones are empty."""
    world, room = bare()
    world = room.make(world, world)
    rows = getattr(world, name)
    field = {"calendar": "index", "connections": "requests", "entries": "message"}[name]
    rows[field] = np.arange(len(rows))
    taken = len(rows) - 10
    world.state[{"calendar": "pending", "connections": "connections", "entries": "log"}[name]] = taken
    grown = getattr(room.make(world, world), name)
    assert len(grown) >= taken + LEAST
    assert grown[field][:taken].tolist() == list(range(taken))
    assert not grown[field][taken:].any()


def test_deliveries_are_taken_out() -> None:
    """What has been told is taken out of the table in its order, and there is room for every copy under way."""
    world, room = bare()
    world = room.make(world, world)
    for portion in ([1, 2], [3]):
        world.deliveries["message"][: len(portion)] = portion
        world.state["kept"], world.state["copies"] = len(portion), 500_000
        world = room.make(world, world)
        assert world.state[0].kept == 0
        assert len(world.deliveries) >= LEAST + 500_000
    assert np.concatenate(room.deliveries)["message"].tolist() == [1, 2, 3]


def test_steps_are_folded_where_they_leave_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps up to the present are integrated when the table is full, those of later stay."""
    monkeypatch.setattr("rtsim.model.room.LEAST", 1000)
    world, room = bare()
    world = room.make(world, world)
    count = len(world.steps)
    world.steps["at"][:] = np.linspace(0.0, 2.0, count)
    world.steps["opened"][:] = 1
    world.state["steps"], world.state["now"] = count, 1.0
    world = room.make(world, world)
    left = world.steps["at"][: world.state[0].steps]
    assert 0 < len(left) <= count // 2 + 1
    assert left.min() > 1.0
    assert len(world.steps) - len(left) >= 1000


@pytest.mark.parametrize("first", range(0, 20, 5))
def test_little_room_changes_nothing(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In plain Python, which looks at every index, a run that gets no more room than it asks for ends as any other."""
    for number in range(first, first + 5):
        plan = scenarios.planned(scenarios.chosen(number) | {"timing": "after-response"})
        plenty = facts(simulate(plan, kernel=compiled(faulty=True)))
        with monkeypatch.context() as scarce:
            for name in ("rtsim.model.room.LEAST", "rtsim.model.room.MOST"):
                scarce.setattr(name, EACH)
            scarce.setattr("rtsim.model.tables.MOST", 0)
            assert facts(simulate(plan, kernel=plain())) == plenty


def test_there_is_room_for_messages_that_are_still_kept() -> None:
    """Each buffered message is a step to come, and each frame that waits for its socket an event."""
    world, room = bare()
    world.state["buffered"], world.state["waiting"] = 100_000, 400_000
    world = room.make(world, world)
    assert len(world.steps) >= LEAST + 100_000
    assert len(world.calendar) >= LEAST + 400_000
