"""Doors: a node lets only so many connections in, or one after the other."""

from math import inf

from rtsim.model.kernel.calendar import drop_end
from rtsim.model.kernel.connections import node_of
from rtsim.model.layout import World


def admit(world: World, number: int) -> float:
    """Give when the connection that knocks now is admitted; never, if its door is full."""
    state, settings, row = world.state[0], world.settings[0], world.connections[number]
    node = world.nodes[node_of(world, row.client)]
    if state.now < node.up:
        return inf
    if not settings.doors:
        return state.now
    if node.inside >= settings.most:
        _let_out(world, state.now)
        if node.inside >= settings.most:
            return inf
    node.inside += 1
    admitted = state.now if state.now > node.admits else node.admits
    node.admits = admitted + settings.gap
    return admitted


def _let_out(world: World, at: float) -> None:
    """Count those out whose connections were closed by `at` and not used again in time."""
    state, ends = world.state[0], world.ends
    while state.ends > 0 and ends[0].at <= at:
        row = world.connections[ends[0].index]
        if row.closes == ends[0].at and (row.used & 32767) == ends[0].node:
            world.nodes[node_of(world, row.client)].inside -= 1
        drop_end(world)
