"""Answered: which messages an answer to the traced client has, and how much of their payload travels."""

from rtsim.model.layout import NOWHERE, World
from rtsim.plan import OpenLoop, Plan, Pull
from rtsim.recording import What
from rtsim.wire import Compressed

_COLUMNS = {What.ANSWER: "payload", What.MESSAGE: "carried", What.PUBLISH: "brought"}


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


def travelling(world: World, plan: Plan, what: What, messages: tuple[int, ...]) -> int:
    """Give the bytes of messages' payload that a transfer has in it: none of what compression leaves out."""
    if what not in _COLUMNS:
        return 0
    payload = sum(int(size) for size in world.messages[_COLUMNS[what]][list(messages)])
    pull = plan.mechanism
    if what is What.ANSWER and isinstance(pull, Pull) and isinstance(pull.response.first, Compressed):
        body = pull.body.around + payload + len(messages) * (pull.body.each + pull.body.between) - pull.body.between
        return min(payload, pull.response.first.law.size(body)) if pull.response.first.taken(body) else payload
    return payload
