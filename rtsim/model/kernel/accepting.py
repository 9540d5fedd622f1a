"""Accepting: connections that a node's kernel has set up wait until the application takes them, so many at most.

An event loop accepts them when it has done the work that was queued before them, or when its rate lets it. Their
instants do not decrease, so that the line is full if the last but so many is still to be accepted.
"""

from rtsim.model.kernel.books import within
from rtsim.model.layout import World


def is_full(world: World, number: int) -> bool:
    """Tell whether the line of a node is full, so that its kernel drops the first packet that is there now."""
    settings, node = world.settings[0], world.nodes[number]
    if settings.backlog == 0 or node.up > world.state[0].now:
        return False
    full = world.accepts[number, node.accepted % settings.backlog] > world.state[0].now
    world.state[0].dropped += within(world, world.state[0].now) if full else 0
    return bool(full)


def line_up(world: World, number: int, admitted: float) -> None:
    """Let a connection wait until the application accepts it, which its node has admitted."""
    settings, node = world.settings[0], world.nodes[number]
    if settings.backlog == 0:
        return
    free = node.free if settings.cores == 1 else world.cores[number, 0]
    world.accepts[number, node.accepted % settings.backlog] = free if free > admitted else admitted
    node.accepted += 1


def forget_line(world: World, number: int) -> None:
    """Let nobody wait at a node that begins anew."""
    for place in range(world.settings[0].backlog):
        world.accepts[number, place] = 0.0
