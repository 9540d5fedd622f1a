"""Levels: open connections, held requests and the bytes they keep, followed from their steps.

A step lies at or after the instant at which it is told, so that all steps before the present can be integrated, in the
order of their instants; then nothing depends on how often that is done. Where polls by the clock come faster than their
connections are set up, a step may be told a moment late; it counts from then on.
"""

import numpy as np

from rtsim.chance import Array
from rtsim.model.bins import BINS
from rtsim.model.compiled import Kernel
from rtsim.model.layout import World
from rtsim.plan import Plan
from rtsim.recording import Level


class Levels:
    """What the kernel integrates."""

    def __init__(self, plan: Plan, kernel: Kernel) -> None:
        self._kernel = kernel
        self._window = plan.window

    def fold(self, world: World, handle: object, now: float) -> None:
        """Integrate what lies up to `now` in a world that has this handle, and leave the rest."""
        state = world.state[0]
        steps = world.steps[: state.steps]
        if (np.diff(steps["at"]) < 0).any():
            steps[:] = steps[np.argsort(steps["at"], kind="stable")]
        due = int(np.searchsorted(steps["at"], now, side="right"))
        self._kernel.integrate(handle, due)
        left = steps[due:].copy()
        world.steps[: len(left)] = left
        state.steps = len(left)

    def finish(self, world: World, handle: object) -> tuple[Level, Level, Level]:
        """Give the levels of connections, held requests and memory over the window."""
        end, now = self._window.end, world.levels[0]
        self.fold(world, handle, end)
        if now.since < end:
            self._kernel.pass_time(handle, end)
        duration = end - self._window.start
        return (
            Level(float(now.open_area) / duration, float(now.open_peak)),
            Level(float(now.held_area) / duration, float(now.held_peak)),
            Level(float(now.memory_area) / duration, float(now.memory_peak)),
        )

    def course(self, world: World) -> Array:
        """Give the levels' averages in each bin of the run, once they are finished: a row for each bin."""
        averages: Array = world.areas / (self._window.end / BINS)
        return averages
