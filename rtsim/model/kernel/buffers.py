"""Buffers: so many bytes may wait for each client; when the next message does not fit, the server does something.

It closes the connection, from which the client comes back as from any cut; or it drops the oldest messages that have
not begun to leave; or it drops all of them, so that only the newest one waits.
"""

from math import inf

from rtsim.model.kernel.books import step
from rtsim.model.kernel.expiring import NO_FAULT
from rtsim.model.kernel.paths import shut_push
from rtsim.model.kernel.sending import begin_next, drop_send, settle_send, take_first
from rtsim.model.layout import CLOSES, COALESCES, DOWN, NOWHERE, World


def written(world: World, number: int) -> None:
    """Let a message come into its client's buffer now, unless the connection is gone that it was written to."""
    row, settings, now = world.sends[number], world.settings[0], world.state[0].now
    client = row.client
    if world.recoveries[client].attempt != row.attempt:
        drop_send(world, number)
        return
    way, bandwidth = world.ways[2 * client + DOWN], world.links[2 * world.link[client] + DOWN].bandwidth
    room = settings.buffer - row.length
    if way.free > now:
        room -= (way.free - now) * bandwidth / 8
    if world.buffers[client].waits > room:
        if settings.full == CLOSES:
            drop_send(world, number)
            shut_push(world, client, NO_FAULT, now)
            return
        _make_room(world, client, -inf if settings.full == COALESCES else room)
    if settings.full != COALESCES and world.buffers[client].waits > room:
        drop_send(world, number)
    else:
        _append_send(world, client, number)


def _make_room(world: World, client: int, room: float) -> None:
    """Drop the oldest messages that wait for a client until no more than so many bytes do."""
    buffer = world.buffers[client]
    before = buffer.waits
    while buffer.first != NOWHERE and buffer.waits > room:
        drop_send(world, take_first(world, client))
    step(world, world.state[0].now, 0, 0, 0, buffer.waits - before)


def _append_send(world: World, client: int, number: int) -> None:
    buffer, row = world.buffers[client], world.sends[number]
    if buffer.last == NOWHERE:
        buffer.first = number
    else:
        world.sends[buffer.last].next = number
    buffer.last = number
    buffer.waits += row.length
    step(world, world.state[0].now, 0, 0, 0, row.length)
    if buffer.due == inf:
        begin_next(world, client)


def link_is_free(world: World, client: int) -> None:
    """Let the next message begin to leave when the one before has left."""
    buffer, now = world.buffers[client], world.state[0].now
    if buffer.due != now:
        return  # that of a connection that is gone
    buffer.due = inf
    if buffer.leaving != NOWHERE:
        number = buffer.leaving
        buffer.leaving = NOWHERE
        settle_send(world, client, number, now)
    begin_next(world, client)
