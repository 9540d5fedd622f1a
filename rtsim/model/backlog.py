"""Backlogs: what queues hold as a run goes on, and whether they grew through its window."""

import numpy as np

from rtsim.chance import Array
from rtsim.model.bins import BINS
from rtsim.model.layout import DOWN, UP
from rtsim.model.load import cpu_seconds
from rtsim.model.run import Run

SATURATED = 0.99  # cores that work for so much of the window have no slack
BUSY, GROWTH = 0.9, 0.01  # nor have cores that work so much and whose backlog grew by this share of the window
LINK_GROWTH = 0.05  # a link's backlog may be one large transfer; growth by this share of the window is more


class Backlog:
    """What nodes and links have yet to do, at the window's two ends."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._duration = run.plan.window.end - run.plan.window.start
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

        The cores, the nodes' network cards ("egress"), the links up or down.
        """
        grows = utilisation >= BUSY and self._cores > GROWTH * self._duration
        most = LINK_GROWTH * self._duration
        grown = max(self._links.values()) - max(self._before.values()) > most
        links = [name for name, left in self._links.items() if grown and left - self._before[name] > most]
        return (*["cores"] * (utilisation >= SATURATED or grows), *links)

    def _now(self, at: float) -> tuple[float, dict[str, float]]:
        world = self._run.world
        nodes, ways = world.nodes, world.ways
        cores = float(unfinished(self._run, at).max())
        links = {
            f"links {name}": _waiting(ways["free"][side::2], ways["asked"][side::2], at)
            for name, side in (("up", UP), ("down", DOWN))
        }
        return cores, {"egress": _waiting(nodes["sending"], nodes["asked"], at), **links}


def unfinished(run: Run, *instants: float) -> Array:
    """Give the seconds of work that the cores have yet to do at each instant, for each core: a row of all nodes."""
    world = run.world
    free = world.cores if world.cores.shape[1] else world.nodes["free"][:, np.newaxis]
    done = np.minimum(free, world.nodes["fails"][:, np.newaxis])  # a node that fails does no more
    left: Array = np.maximum(done - np.array(instants)[:, np.newaxis, np.newaxis], 0.0)
    each: Array = left.sum(axis=2) / free.shape[1]
    return each


def _waiting(free: Array, asked: Array, at: float) -> float:
    """Give the seconds for which there are transfers to send at `at`, or at those told for later."""
    return max(0.0, float((free - np.maximum(asked, at)).max()))


class Course:
    """What the cores have done in each bin of the run's series, and have yet to do at its end.

    Work is noted when it is queued. What lies before an instant is what was noted less what is not done by then.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._end = run.plan.window.end
        self._width = self._end / BINS
        self._done = 0.0
        self.unfinished, self.busy = np.zeros(BINS), np.zeros(BINS)

    def end_of(self, place: int) -> float:
        """Give the instant at which a bin ends; the last one's end is the window's."""
        return self._end if place == BINS - 1 else (place + 1) * self._width

    def note(self, place: int) -> None:
        """Look at a bin's end, which is now."""
        at = self.end_of(place)
        server = self._run.plan.server
        left, beyond = unfinished(self._run, at, self._end)
        world = self._run.world
        noted = float(world.state["early"][0]) + sum(cpu_seconds(world, self._run.plan).values())
        done = noted - float((left - beyond).sum()) * server.cores
        self.unfinished[place] = left.mean()
        self.busy[place] = (done - self._done) / (server.cores * server.nodes * self._width)
        self._done = done
