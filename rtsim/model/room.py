"""Room: sees to it that the tables have rows for all that may happen until the kernel is next asked to go on.

The kernel takes what it needs from a credit, and stops where that is used up. Tables grow; what has gathered in the
books of levels, deliveries and facts is taken out of them.
"""

from typing import Any

import numpy as np

from rtsim.model.draws import Draws
from rtsim.model.effort import FEW, events
from rtsim.model.layout import Rows, World
from rtsim.model.levels import Levels
from rtsim.plan import Plan

LEAST, MOST = 1 << 16, 1 << 18  # rows
LITTLE = 1 << 12  # rows for a run of next to nothing, for which as many numbers are drawn


def usual(plan: Plan) -> int:
    """Give the rows for which a run has room at a time."""
    return LITTLE if events(plan) <= FEW else min(max(LEAST, 2 * plan.clients.count), MOST)


class Room:
    """What a world has room for."""

    def __init__(self, draws: Draws, levels: Levels, usual: int) -> None:
        self._draws = draws
        self._levels = levels
        self._usual = usual
        self.deliveries: list[Rows] = []
        self.facts: list[Rows] = []

    def make(self, world: World, handle: object, wants: int = 0) -> World:
        """Give the world with room for `wants` rows, and for as many as usual; the same one if it has that.

        `handle` is the world's.
        """
        state, settings = world.state[0], world.settings[0]
        credit = max(self._usual, wants)
        self._empty(world, handle, credit)
        world = self._draws.provide(world, credit)
        wanted: dict[str, tuple[int, int]] = {
            "calendar": (state.pending, credit + state.waiting),
            "connections": (state.connections, credit),
            "entries": (state.log, credit),
            "steps": (state.steps, max(credit, LEAST) + state.buffered),
        }
        if settings.faulty:
            wanted["returns"] = (state.returned, credit)
        if settings.announces:
            wanted["messages"] = (settings.births + state.announced, credit)
            wanted["sizes"] = (settings.manners * (settings.births + state.announced), settings.manners * credit)
        if settings.buffers:
            wanted["sends"] = (state.sends, credit)
        if settings.doors:
            wanted["ends"] = (state.ends, credit)
        if settings.threaded:
            wanted["cells"] = (state.cells, credit)
        if settings.withholds:
            wanted["withheld"] = (state.withheld, credit)
        if settings.keeps_deliveries:
            wanted["deliveries"] = (0, credit + state.copies + state.withheld)
        if settings.traced >= 0:
            wanted["facts"] = (0, credit + state.withheld)
        grown: dict[str, Any] = {
            name: _grown(getattr(world, name), int(used), int(more))
            for name, (used, more) in wanted.items()
            if len(getattr(world, name)) - used < more
        }
        state.credit = credit
        return world._replace(**grown) if grown else world

    def _empty(self, world: World, handle: object, credit: int) -> None:
        """Take out what has gathered in the books, where there is no room for more."""
        state, settings = world.state[0], world.settings[0]
        if len(world.steps) - state.steps < credit + state.buffered:
            self._levels.fold(world, handle, state.now)
        if settings.keeps_deliveries:
            self.deliveries.append(world.deliveries[: state.kept].copy())
            state.kept = 0
        if settings.traced >= 0:
            self.facts.append(world.facts[: state.told].copy())
            state.told = 0


def _grown(rows: Rows, used: int, more: int) -> Rows:
    """Give a larger table, with `more` rows beside those `used`."""
    grown = np.zeros(used + more + used // 2, rows.dtype)
    grown[:used] = rows[:used]
    return grown
