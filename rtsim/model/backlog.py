"""Backlogs: what queues hold as a run goes on, and whether they grew through its window."""

import numpy as np

from rtsim.chance import Array
from rtsim.faults import Ending
from rtsim.model.bins import BINS
from rtsim.model.layout import DOWN, UP
from rtsim.model.load import cpu_by_kind
from rtsim.model.run import Run
from rtsim.plan import Plan

SATURATED = 0.99  # cores that work for so much of the time for which they are up have no slack
BUSY, GROWTH = 0.9, 0.01  # nor have cores that work so much and whose backlog grew by this share of the window
AT_ONCE = 24  # bins of a course that are worked out together: that is as exact, and takes a tenth of the time
LINK_GROWTH = 0.05  # a link's backlog may be one large transfer; growth by this share of the window is more


class Backlog:
    """What nodes and links have yet to do, at the window's two ends, and what nodes that failed between left undone."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._duration = run.plan.window.end - run.plan.window.start
        self._up = 1.0 - down_time(run.plan) / (self._duration * run.plan.server.nodes)
        self._cores, self._links = self._now(0.0)
        self._before = self._links

    def begin(self) -> None:
        """Look at the window's start."""
        self._cores, self._links = self._now(self._run.plan.window.start)

    def finish(self) -> None:
        """Look again, at the window's end."""
        cores, links = self._now(self._run.plan.window.end)
        self._cores, self._before, self._links = cores - self._cores, self._links, links

    def limits(self, utilisation: float) -> tuple[str, ...]:
        """Name what could not keep up, if anything, given the share of the window for which the cores worked.

        The cores, the nodes' network cards ("egress"), the links up or down. A node that is down has no cores to work.
        """
        utilisation = utilisation / self._up if self._up > 0 else 0.0
        grows = utilisation >= BUSY and self._cores > GROWTH * self._duration
        most = LINK_GROWTH * self._duration
        grown = max(self._links.values()) - max(self._before.values()) > most
        links = [name for name, left in self._links.items() if grown and left - self._before[name] > most]
        return (*["cores"] * (utilisation >= SATURATED or grows), *links)

    def _now(self, at: float) -> tuple[float, dict[str, float]]:
        world = self._run.world
        nodes, ways = world.nodes, world.ways
        left = queued(self._run, at) + self._run.left_undone
        cores = float(left.max())
        links = {
            f"links {name}": _waiting(ways["free"][side::2], ways["asked"][side::2], at)
            for name, side in (("up", UP), ("down", DOWN))
        }
        return cores, {"egress": _waiting(nodes["sending"], nodes["asked"], at), **links}


def down_time(plan: Plan) -> float:
    """Give the seconds of the window for which nodes are down, those of all nodes together."""
    total, up = 0.0, dict.fromkeys(range(plan.server.nodes), plan.window.start)
    for restart in plan.faults.restarts if plan.faults else ():
        if restart.ending is Ending.CRASH:
            over = min(restart.at + restart.lasts, plan.window.end)
            total += max(over - max(restart.at, up[restart.node]), 0.0)
            up[restart.node] = max(up[restart.node], over)
    return total


def queued(run: Run, at: float) -> Array:
    """Give the seconds of work that cores have before them at an instant, for each core of each node."""
    return _left(run.free, at)


def _left(free: Array, at: Array | float) -> Array:
    """Give what lies between an instant and those at which cores are free, for each core of a node (last axis)."""
    left: Array = np.maximum(free - at, 0.0).sum(axis=-1) / free.shape[-1]
    return left


def _waiting(free: Array, asked: Array, at: float) -> float:
    """Give the seconds for which there are transfers to send at `at`, or at those told for later."""
    return max(0.0, float((free - np.maximum(asked, at)).max()))


class Course:
    """What the cores have done in each bin of the run's series, and have yet to do at its end.

    Work is noted when it is queued. What lies before an instant is what was noted less what is not done by then, and a
    node that fails does no more. Bins are noted one after the other; they are there when the last one has been.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._end = run.plan.window.end
        self._width = self._end / BINS
        self._done = 0.0
        world = run.world
        self._at, self._early = np.zeros(AT_ONCE), np.zeros(AT_ONCE)
        self._work = np.zeros((AT_ONCE, *world.work.shape), world.work.dtype)
        self._free = np.zeros((AT_ONCE, *run.free.shape))
        self._fails = np.zeros((AT_ONCE, len(world.nodes), 1))
        self.unfinished, self.busy = np.zeros(BINS), np.zeros(BINS)

    def end_of(self, place: int) -> float:
        """Give the instant at which a bin ends; the last one's end is the window's."""
        return self._end if place == BINS - 1 else (place + 1) * self._width

    def note(self, place: int) -> None:
        """Look at a bin's end, which is now."""
        world, row = self._run.world, place % AT_ONCE
        self._at[row], self._early[row] = self.end_of(place), world.state["early"][0]
        self._work[row], self._free[row] = world.work, self._run.free
        self._fails[row, :, 0] = world.nodes["fails"]
        if row == AT_ONCE - 1 or place == BINS - 1:
            self._take_in(slice(place - row, place + 1))

    def _take_in(self, places: slice) -> None:
        """Work out what was seen at the ends of these bins."""
        rows = slice(places.stop - places.start)
        plan, ends, free = self._run.plan, self._at[rows, np.newaxis, np.newaxis], self._free[rows]
        finished = np.minimum(free, self._fails[rows])
        left = (_left(finished, ends) - _left(finished, self._end)).sum(axis=-1)
        done = self._early[rows] + cpu_by_kind(self._work[rows], plan).sum(axis=-1) - left * plan.server.cores
        self.unfinished[places] = _left(free, ends).mean(axis=-1)
        self.busy[places] = np.diff(done, prepend=self._done) / (plan.server.cores * plan.server.nodes * self._width)
        self._done = done[-1]
