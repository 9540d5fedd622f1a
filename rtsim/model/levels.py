"""Levels: open connections, held requests and the bytes they keep, followed from their steps.

A step lies at or after the instant at which it is told, so that all steps before the present can be integrated, in the
order of their instants; then nothing depends on how often that is done. Where polls by the clock come faster than their
connections are set up, a step may be told a moment late; it counts from then on.
"""

import numpy as np

from rtsim.chance import Array
from rtsim.model import layout
from rtsim.model.bins import BINS
from rtsim.model.compiled import Kernel
from rtsim.model.layout import World
from rtsim.plan import Plan
from rtsim.recording import Level


class Levels:
    """The integrals so far."""

    def __init__(self, plan: Plan, kernel: Kernel) -> None:
        memory = plan.server.memory
        self._integrate, self._handle = kernel.integrate, kernel.handle
        self._window = plan.window
        self._now = np.zeros(1, layout.LEVEL)
        self._now["fixed"] = self._now["memory_peak"] = memory.base * plan.server.nodes
        self._now["idle"], self._now["push"], self._now["keep"] = memory.idle, memory.push, memory.held - memory.idle
        self._areas = np.zeros((BINS, 3))

    def fold(self, world: World, now: float) -> None:
        """Integrate what lies up to `now`, and leave the rest."""
        state = world.state[0]
        steps = world.steps[: state.steps]
        instants = steps["at"]
        if (np.diff(instants) < 0).any():
            steps = steps[np.argsort(instants, kind="stable")]
            instants = steps["at"]
        due = int(np.searchsorted(instants, now, side="right"))
        self._integrate(self._handle(world), self._now, self._areas, steps, due)
        left = steps[due:].copy()
        world.steps[: len(left)] = left
        state.steps = len(left)

    def finish(self, world: World) -> tuple[Level, Level, Level]:
        """Give the levels of connections, held requests and memory over the window."""
        end, now = self._window.end, self._now[0]
        self.fold(world, end)
        last = np.zeros(1, layout.STEP)
        last["at"] = end
        self._integrate(self._handle(world), self._now, self._areas, last, 1)
        duration = end - self._window.start
        return (
            Level(float(now.open_area) / duration, float(now.open_peak)),
            Level(float(now.held_area) / duration, float(now.held_peak)),
            Level(float(now.memory_area) / duration, float(now.memory_peak)),
        )

    def course(self) -> Array:
        """Give the levels' averages in each bin of the run, once they are finished: a row for each bin."""
        return self._areas / (self._window.end / BINS)
