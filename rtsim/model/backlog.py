"""Backlogs: what queues hold as a run goes on, and whether they grew through its window."""

from rtsim.model.series import BINS
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


class Unfinished:
    """What the cores have yet to do at the end of each bin of the run's series, averaged over the nodes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._width = world.plan.window.end / BINS
        self._next(0)

    def finish(self) -> None:
        """Look at the last bin's end, which is the window's."""
        self._note(BINS - 1, self._world.plan.window.end)

    def _next(self, place: int) -> None:
        self._world.clock.call((place + 1) * self._width, self._look, place)

    def _look(self, place: int) -> None:
        self._note(place, self._world.clock.now)
        if place + 1 < BINS - 1:
            self._next(place + 1)

    def _note(self, place: int, at: float) -> None:
        nodes = self._world.nodes
        self._world.recorder.series.unfinished[place] = sum(node.cores.backlog(at) for node in nodes) / len(nodes)


def _look() -> None:
    """Stand on the calendar where `finish` looks."""
