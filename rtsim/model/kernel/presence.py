"""Presence: who comes in is announced to its room, and who leaves when the server notices.

An announcement is a message of the client's node to the client's channel that counts for nothing else: it costs work,
bytes, log and links as any message, but nobody asks whether it arrives.
"""

from rtsim.model.kernel.books import drop, step
from rtsim.model.kernel.connections import node_of
from rtsim.model.kernel.cores import serve
from rtsim.model.kernel.fan_out import enter
from rtsim.model.kernel.manners import size_in
from rtsim.model.layout import FULL, MEMBER, NOBODY, NOWHERE, OWN, SHOW, World
from rtsim.model.load import PUBLISH


def comes_in(world: World, client: int) -> None:
    """Announce a client that comes in, if it is not a member yet."""
    if world.recoveries[client].member != MEMBER:
        world.recoveries[client].member = MEMBER
        world.places[world.clients[client].place].members += 1
        _announce(world, client)


def leaves(world: World, client: int) -> None:
    """Announce that a client is gone, unless it has come back or its node has failed meanwhile."""
    recovery = world.recoveries[client]
    if recovery.member == MEMBER and recovery.connection == NOWHERE:
        recovery.member = NOBODY
        world.places[world.clients[client].place].members -= 1
        _announce(world, client)


def announced_to(world: World, client: int) -> int:
    """Give how many clients and nodes an announcement may be written to at once."""
    return 1 + world.settings[0].nodes + world.places[world.clients[client].place].here


def _announce(world: World, client: int) -> None:
    """Let a client's node publish who is there to the client's channel: that one, or the whole list."""
    settings, state = world.settings[0], world.state[0]
    number, now = node_of(world, client), state.now
    message = settings.births + state.announced
    state.announced += 1
    row = world.messages[message]
    row.channel = world.clients[client].place // settings.nodes
    members, seats = 0, 0
    for place in range(row.channel * settings.nodes, (row.channel + 1) * settings.nodes):
        members += world.places[place].members
        seats += world.places[place].seats
    entries = members if settings.announces == FULL else 1
    row.birth = now
    row.payload = entries * settings.entry
    for way in range(settings.manners):
        size, manner = world.sizes[size_in(world, message, way)], world.manners[way]
        size.pushed = world.lists[entries * settings.manners + way]
        size.carried = row.payload if row.payload < size.pushed else size.pushed
        size.packs = manner.pack + manner.pack_byte * row.payload if row.payload >= manner.packs_from else 0.0
    row.unread = seats
    row.origin = NOWHERE
    row.bin = settings.bins
    row.connection = NOWHERE
    row.manner = OWN
    row.next = NOWHERE
    state.copies += seats
    visible = serve(world, number, PUBLISH, now, 0, 0)
    if visible >= world.nodes[number].fails:
        drop(world, message)
        return
    state.buffered += 1
    step(world, visible, 0, 0, 0, row.payload)
    enter(world, number, message, visible, SHOW)
