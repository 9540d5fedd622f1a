"""Room: sees to it that the tables have rows for all that may happen until the kernel is next asked to go on.

The kernel takes what it needs from a credit, and stops where that is used up. Tables grow; what has gathered in the
books of levels, deliveries and facts is taken out of them.
"""

import numpy as np

from rtsim.model.draws import Draws
from rtsim.model.layout import Rows, World
from rtsim.model.levels import Levels

LEAST, MOST = 1 << 12, 1 << 17  # rows


class Room:
    """What a world has room for."""

    def __init__(self, draws: Draws, levels: Levels, clients: int) -> None:
        self._draws = draws
        self._levels = levels
        self._usual = min(max(LEAST, 2 * clients), MOST)
        self.deliveries: list[Rows] = []
        self.facts: list[Rows] = []

    def make(self, world: World, wants: int = 0) -> World:
        """Give the world with room for `wants` rows, and for as many as usual."""
        state = world.state[0]
        credit = max(self._usual, wants)
        world = self._draws.provide(self._empty(world, credit), credit)
        world = world._replace(
            calendar=_grown(world.calendar, state.pending, credit + state.waiting),
            ends=_grown(world.ends, state.ends, credit if world.settings[0].doors else 0),
            connections=_grown(world.connections, state.connections, credit),
            entries=_grown(world.entries, state.log, credit),
            cells=_grown(world.cells, state.cells, credit if world.settings[0].threaded else 0),
        )
        state.credit = credit
        return world

    def _empty(self, world: World, credit: int) -> World:
        """Take out what has gathered in the books, where there is no room for more."""
        state, settings = world.state[0], world.settings[0]
        if len(world.steps) - state.steps < credit + state.buffered:
            self._levels.fold(world, state.now)
        if settings.keeps_deliveries:
            self.deliveries.append(world.deliveries[: state.kept].copy())
            state.kept = 0
        if settings.traced >= 0:
            self.facts.append(world.facts[: state.told].copy())
            state.told = 0
        return world._replace(
            steps=_grown(world.steps, state.steps, credit + state.buffered),
            deliveries=_grown(world.deliveries, 0, (credit + state.copies) if settings.keeps_deliveries else 0),
            facts=_grown(world.facts, 0, credit if settings.traced >= 0 else 0),
        )


def _grown(rows: Rows, used: int, more: int) -> Rows:
    """Give a table with `more` rows beside those `used`."""
    if len(rows) - used >= more:
        return rows
    grown = np.zeros(int(used + more + used // 2), rows.dtype)
    grown[:used] = rows[:used]
    return grown
