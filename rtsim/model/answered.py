"""Answered: which messages are for the traced client, and which an answer to it has."""

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


def concerns(plan: Plan, messages: OpenLoop, node: int, message: int) -> bool:
    """Tell whether the traced client is at a node and gets a message."""
    clients, traced = plan.clients, plan.traced
    own = clients.skips_own and messages.origin[message] == traced
    here = node == clients.nodes[traced] and messages.channel[message] == clients.channels[traced]
    return bool(here and not own)
