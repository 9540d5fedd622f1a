"""Backlogs: what queues hold as a run goes on, and whether they grew through its window."""

from rtsim.model.bins import BINS
from rtsim.model.world import World

SATURATED = 0.99  # cores that work for so much of the window have no slack
BUSY, GROWTH = 0.9, 0.01  # nor have cores that work so much and whose backlog grew by this share of the window
LINK_GROWTH = 0.05  # a link's backlog may be one large transfer; growth by this share of the window is more


class Backlog:
    """What nodes and links have yet to do, at the window's two ends."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._duration = world.plan.window.end - world.plan.window.start
        self._cores, self._links = self._now(0.0)
        world.clock.call(world.plan.window.start, self._begin)
        world.clock.call(world.plan.window.end, _look)  # nothing is computed ahead beyond it

    def _begin(self) -> None:
        self._cores, self._links = self._now(self._world.plan.window.start)

    def finish(self) -> None:
        """Look again, at the window's end."""
        cores, links = self._now(self._world.plan.window.end)
        self._cores, self._links = cores - self._cores, links - self._links

    def overloads(self, utilisation: float) -> bool:
        """Tell whether the run was overloaded, given the share of the window for which the cores worked."""
        grows = utilisation >= BUSY and self._cores > GROWTH * self._duration
        return utilisation >= SATURATED or grows or self._links > LINK_GROWTH * self._duration

    def _now(self, at: float) -> tuple[float, float]:
        nodes, links = self._world.nodes, self._world.links
        cores = max(node.cores.backlog(at) for node in nodes)
        sending = max(node.egress.backlog(at) for node in nodes)
        return cores, max(sending, links.up.backlog(at), links.down.backlog(at))


class Course:
    """What the cores have done in each bin of the run's series, and have yet to do at its end.

    Work is noted when it is queued. What lies before an instant is what was noted less what is not done by then, which
    is exact at a bin's end: nothing is computed ahead beyond an event on the calendar.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._end = world.plan.window.end
        self._width = self._end / BINS
        self._done = 0.0
        self._next(0)

    def finish(self) -> None:
        """Look at the last bin's end, which is the window's."""
        self._note(BINS - 1, self._end)

    def _next(self, place: int) -> None:
        self._world.clock.call((place + 1) * self._width, self._look, place)

    def _look(self, place: int) -> None:
        self._note(place, self._world.clock.now)
        if place + 1 < BINS - 1:
            self._next(place + 1)

    def _note(self, place: int, at: float) -> None:
        nodes, series = self._world.nodes, self._world.recorder.series
        cores = self._world.plan.server.cores * len(nodes)
        unfinished = sum(node.cores.backlog(at) for node in nodes)
        beyond = sum(node.cores.backlog(self._end) for node in nodes)
        done = self._world.recorder.load.noted - (unfinished - beyond) * self._world.plan.server.cores
        series.unfinished[place] = unfinished / len(nodes)
        series.busy[place] = (done - self._done) / (cores * self._width)
        self._done = done


def _look() -> None:
    """Stand on the calendar where `finish` looks."""
