"""Answered: the messages of an answer to the traced client."""

from rtsim.model.layout import NOWHERE, World
from rtsim.plan import OpenLoop, Plan


def between(world: World, plan: Plan, messages: OpenLoop, first: int, last: int) -> tuple[int, ...]:
    """Give the messages after one place in the log up to another that are for the traced client."""
    found = []
    client = world.clients[world.settings[0].traced]
    entry = int(world.places[client.place].first if first == NOWHERE else world.entries[first].next)
    while entry != NOWHERE:
        message = int(world.entries[entry].message)
        if not (plan.clients.skips_own and messages.origin[message] == plan.traced):
            found.append(message)
        entry = NOWHERE if entry == last else int(world.entries[entry].next)
    return tuple(found)
