"""Sending: what has been written to a client that is too slow, and waits at the server to leave on its link.

The messages wait in the order in which they were written. One has begun to leave when its link was free for it, and has
left when its last byte is on the link: until then it is not settled whether it arrives. Heartbeats and acknowledgements
go past what has not begun to leave.
"""

from math import inf

from rtsim.model.facts import MISSED, PUSHED
from rtsim.model.kernel.answers import go_past
from rtsim.model.kernel.books import age, deliver, down, is_published, lose, read, step, tell
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import ends
from rtsim.model.kernel.expiring import passes
from rtsim.model.kernel.hearing import hear, throw_away
from rtsim.model.kernel.links import transfer
from rtsim.model.kernel.manners import manner_of, pushed_row, pushed_size
from rtsim.model.layout import DOWN, LINK_FREE, NOWHERE, WRITTEN, World
from rtsim.model.traffic import FRAMING


def is_slow(world: World, client: int) -> bool:
    """Tell whether what is written to a client may have to wait for its link."""
    return world.settings[0].buffers > 0 and world.links[2 * world.link[client] + DOWN].bandwidth < inf


def put_by(world: World, client: int, message: int, entry: int, at: float, done: float, left: float) -> None:
    """Put a message by that was handed on at `at`, is written when `done`, and through the node's card at `left`."""
    state = world.state[0]
    number = state.spare_send
    if number == NOWHERE:
        number = state.sends
        state.sends += 1
    else:
        state.spare_send = world.sends[number].next
    row = world.sends[number]
    row.message = message
    row.client = client
    row.entry = entry
    row.length = pushed_size(world, client, message)
    row.attempt = world.recoveries[client].attempt
    row.next = NOWHERE
    row.handed = at
    row.done = done
    push(world, left, WRITTEN, number, 0)


def missed(world: World, client: int, message: int) -> None:
    """Let a client miss a message, for good if it is not replayed."""
    now = world.state[0].now
    if not world.manners[manner_of(world, client)].replays:
        lose(world, message, 1)
        read(world, message, now, 1)
    if client == world.settings[0].traced:
        tell(world, MISSED, NOWHERE, message, NOWHERE, NOWHERE, 0, now, now, 0.0)


def throw_message_away(world: World, client: int, message: int, left: float) -> None:
    """Let a message be missed whose bytes have left at `left`, or some of them."""
    throw_away(world, client, pushed_size(world, client, message), left)
    missed(world, client, message)


def drop_send(world: World, number: int) -> None:
    """Let a message be missed that has not begun to leave."""
    row = world.sends[number]
    missed(world, row.client, row.message)
    release_send(world, number)


def release_send(world: World, number: int) -> None:
    """Let the row of a message that was put by be used again."""
    world.sends[number].next = world.state[0].spare_send
    world.state[0].spare_send = number


def take_first(world: World, client: int) -> int:
    """Take the message out of a client's buffer that has waited the longest."""
    buffer = world.buffers[client]
    number = buffer.first
    buffer.first = world.sends[number].next
    if buffer.first == NOWHERE:
        buffer.last = NOWHERE
    buffer.waits -= world.sends[number].length
    return number


def begin_next(world: World, client: int) -> None:
    """Let the next message begin to leave if the link is free, or look again when it is; none is leaving now."""
    buffer, now = world.buffers[client], world.state[0].now
    if buffer.first == NOWHERE:
        return
    way = world.ways[2 * client + DOWN]
    if way.free <= now:
        number = take_first(world, client)
        _begin(world, client, number, now)
        buffer.leaving = number
    buffer.due = way.free
    push(world, way.free, LINK_FREE, client, 0)


def _begin(world: World, client: int, number: int, at: float) -> None:
    row = world.sends[number]
    row.begins = at
    row.there = transfer(world, client, DOWN, at, row.length)
    down(world, FRAMING, at, row.length, world.sizes[pushed_row(world, client, row.message)].carried)
    passes(world, client, at)


def settle_send(world: World, client: int, number: int, left: float) -> None:
    """Let a message be on its way whose last byte is on the link at `left`."""
    row = world.sends[number]
    message = row.message
    step(world, left, 0, 0, 0, -row.length)
    if row.there >= ends(world, client):
        world.recoveries[client].closing = 1
        throw_message_away(world, client, message, row.begins)
    else:
        if world.manners[manner_of(world, client)].replays:
            go_past(world, client, row.entry)
        world.clients[client].cursor = row.entry
        if client == world.settings[0].traced:
            tell(world, PUSHED, NOWHERE, message, NOWHERE, NOWHERE, row.length, row.handed, row.begins, row.there)
            world.facts[world.state[0].told - 1].d = row.done
        hear(world, client, row.there)
        deliver(world, client, message, left, row.there)
        if is_published(world, message):
            age(world, client, world.messages[message].birth, row.there, 1)
    release_send(world, number)


def flush(world: World, client: int) -> None:
    """Let all that is in a client's buffer leave one after the other, for its connection is closed behind it."""
    buffer, way = world.buffers[client], world.ways[2 * client + DOWN]
    if buffer.leaving != NOWHERE:
        settle_send(world, client, buffer.leaving, way.free)
        buffer.leaving = NOWHERE
    while buffer.first != NOWHERE:
        number = take_first(world, client)
        _begin(world, client, number, way.free if way.free > world.state[0].now else world.state[0].now)
        settle_send(world, client, number, way.free)
    buffer.due = inf


def empty_buffer(world: World, client: int) -> None:
    """Let all be missed that is in a client's buffer, whose connection is cut."""
    buffer, now = world.buffers[client], world.state[0].now
    kept = buffer.waits
    if buffer.leaving != NOWHERE:
        row = world.sends[buffer.leaving]
        kept += row.length
        throw_message_away(world, client, row.message, row.begins)
        release_send(world, buffer.leaving)
        buffer.leaving = NOWHERE
        world.ways[2 * client + DOWN].free = now
    while buffer.first != NOWHERE:
        drop_send(world, take_first(world, client))
    step(world, now, 0, 0, 0, -kept)
    buffer.due = inf


def buffered(world: World, client: int) -> int:
    """Give how many messages are in a client's buffer."""
    count, number = 0, world.buffers[client].first
    while number != NOWHERE:
        count += 1
        number = world.sends[number].next
    return count + (1 if world.buffers[client].leaving != NOWHERE else 0)
