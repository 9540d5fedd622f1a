"""Brownouts: spells in which a node's work takes so many times as long.

The spells are known beforehand, to the model and to nobody in it. Work that is under way when one begins or ends goes
on at the new speed, so that its completion follows from the spells it passes through.
"""

from rtsim.model.layout import World


def worked(world: World, number: int, start: float, seconds: float) -> float:
    """Give when work of so many seconds is done that a core of a node begins at `start`."""
    node = world.nodes[number]
    while node.spell < node.spells and world.spells[node.spell].ends <= world.state[0].now:
        node.spell += 1  # no work begins before the present
    at, left = start, seconds
    for place in range(node.spell, node.spells):
        spell = world.spells[place]
        if at + left <= spell.begins:
            break
        if at < spell.begins:
            left -= spell.begins - at
            at = spell.begins
        if at < spell.ends:
            if at + left * spell.slower <= spell.ends:
                return at + left * spell.slower
            left -= (spell.ends - at) / spell.slower
            at = spell.ends
    return at + left
