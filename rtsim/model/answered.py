"""Answered: which messages are for the traced client, which an answer has, and how much of their payload travels."""

from rtsim.model.kernel.manners import size_in
from rtsim.model.layout import NOWHERE, World
from rtsim.model.manners import manners
from rtsim.plan import OpenLoop, Plan, Pull, Push
from rtsim.recording import What
from rtsim.wire import Compressed

_COLUMNS = {What.MESSAGE: "carried", What.PUBLISH: "brought"}


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


def travelling(world: World, plan: Plan, manner: int, what: What, messages: tuple[int, ...]) -> int:
    """Give the bytes of messages' payload that a transfer in a manner has: none of what compression leaves out."""
    if what is What.ANSWER:
        payload = sum(int(world.messages[one].payload) for one in messages)
        return _in_answer(manners(plan)[manner].mechanism, payload, len(messages))
    column = _COLUMNS.get(what)
    return sum(int(world.sizes[size_in(world, one, manner)][column]) for one in messages) if column else 0


def _in_answer(pull: Pull | Push, payload: int, count: int) -> int:
    if not (isinstance(pull, Pull) and isinstance(pull.response.first, Compressed)):
        return payload
    body = pull.body.around + payload + count * (pull.body.each + pull.body.between) - pull.body.between
    return min(payload, pull.response.first.law.size(body)) if pull.response.first.taken(body) else payload
