"""Ghosts: connections in which a node believes alone, for their client's path is cut and nobody has told it.

It goes on writing messages and heartbeats on them, and holding requests. It closes them when a reset is there, when a
heartbeat has had no answer for too long, when TCP gives up what is not acknowledged, or, where nothing is sent, never.

    client                         node
      x                              |   the path is cut
      |                 x <- ping -- |
      |              x <- message -- |   again and again, by TCP
      |                              x   given up
"""

from math import inf

from rtsim.model.kernel.answers import answer_size, is_own, packing
from rtsim.model.kernel.books import down, step
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import node_of, shut
from rtsim.model.kernel.cores import queue, serve
from rtsim.model.kernel.hearing import waste
from rtsim.model.kernel.links import GIVES_UP, leave
from rtsim.model.kernel.manners import opened_in, push_work, pushed_row
from rtsim.model.kernel.threads import give_back
from rtsim.model.layout import GHOST, LEFT, MEMBER, MOST_ATTEMPTS, NOWHERE, PUSHING, World
from rtsim.model.load import HEARTBEAT, RESPOND
from rtsim.model.traffic import EMPTY, FRAMING, HEARTBEATS, RESPONSES


def haunt(world: World, connection: int, beats: float, closes: float) -> None:
    """Let a connection be a ghost: it is pinged or answered when it `beats` next, and closes at an instant at last."""
    row = world.connections[connection]
    recovery = world.recoveries[row.client]
    row.next = recovery.ghosts
    recovery.ghosts = connection
    _count_ghosts(world, row.client, 1)
    row.idle = beats
    row.closes = closes
    row.onward = NOWHERE if row.purpose == PUSHING else 1  # a held request
    _arm_ghost(world, connection)


def _count_ghosts(world: World, endpoint: int, more: int) -> None:
    if endpoint < world.settings[0].clients:
        world.places[world.clients[endpoint].place].ghosts += more


def haunt_push(world: World, connection: int, beats: float, reset: float) -> None:
    """Let a push connection be a ghost whose next heartbeat is due, and whose reset is there, at an instant."""
    recovery = world.recoveries[world.connections[connection].client]
    closes = reset
    if recovery.unheard + GIVES_UP < closes:
        closes = recovery.unheard + GIVES_UP
    if recovery.unanswered + world.settings[0].server_detect < closes:
        closes = recovery.unanswered + world.settings[0].server_detect
    now = world.state[0].now
    haunt(world, connection, beats, closes if closes > now else now)


def _arm_ghost(world: World, connection: int) -> None:
    """Put what happens next to a ghost on the calendar, instead of what was to."""
    row = world.connections[connection]
    row.used += 1
    at = row.idle if row.idle < row.closes else row.closes
    if at < inf:
        push(world, at, GHOST, connection, row.used & MOST_ATTEMPTS)


def wake(world: World, connection: int, used: int) -> None:
    """Let what is due happen to a ghost, unless something else has meanwhile."""
    row, now = world.connections[connection], world.state[0].now
    if (row.used & MOST_ATTEMPTS) != used:
        return
    if now >= row.closes:
        lay(world, connection, 1)
    elif row.purpose == PUSHING:
        _ping_ghost(world, connection)
    else:
        _answer_ghost(world, connection, now, 0, 0)


def _ping_ghost(world: World, connection: int) -> None:
    row, now, manner = world.connections[connection], world.state[0].now, world.manners[opened_in(world, connection)]
    number, patience = node_of(world, row.client), world.settings[0].server_detect
    left = leave(world, number, serve(world, number, HEARTBEAT, now, 0, 0), manner.ping)
    down(world, HEARTBEATS, left, manner.ping, 0)
    waste(world, manner.ping, left)
    row.idle = now + manner.heartbeat
    if manner.pong > 0 and left + patience < row.closes:
        row.closes = left + patience
    if left + GIVES_UP < row.closes:
        row.closes = left + GIVES_UP
    _arm_ghost(world, connection)


def _answer_ghost(world: World, connection: int, at: float, messages: int, payload: int) -> None:
    """Answer a held request whose client is gone, with some messages or none."""
    settings, row = world.settings[0], world.connections[connection]
    number = node_of(world, row.client)
    size = answer_size(world, connection, messages, payload)
    longer = packing(world, opened_in(world, connection), messages, payload)
    done = queue(world, number, RESPOND, at, size if settings.per_byte > 0.0 else 0, 0, longer)
    left = leave(world, number, done, size)
    down(world, RESPONSES if messages > 0 else EMPTY, left, size, 0)
    waste(world, size, left)
    step(world, done, 0, 0, -1, 0)
    if settings.threaded:
        give_back(world, number, done)
    row.onward = NOWHERE
    row.idle = inf
    row.closes = done + world.manners[opened_in(world, connection)].keep_alive
    _arm_ghost(world, connection)


def write_to_ghosts(world: World, number: int, place: int, message: int, at: float) -> None:
    """Write a message to the ghosts of a channel at a node."""
    seats = world.places[place]
    for seat in range(seats.start, seats.start + seats.seats):
        client = world.seats[seat]
        connection = world.recoveries[client].ghosts
        while connection != NOWHERE:
            row = world.connections[connection]
            after = row.next
            if row.closes > at and not is_own(world, client, message):
                if row.purpose == PUSHING:
                    _write_to_ghost(world, number, connection, message, at)
                elif row.onward != NOWHERE:
                    _answer_ghost(world, connection, at, 1, world.messages[message].payload)
            connection = after


def _write_to_ghost(world: World, number: int, connection: int, message: int, at: float) -> None:
    row = world.connections[connection]
    sizes, kind = world.sizes[pushed_row(world, row.client, message)], push_work(world, row.client)
    size = sizes.pushed
    left = leave(world, number, queue(world, number, kind, at, size, 0, sizes.packs), size)
    down(world, FRAMING, left, size, sizes.carried)
    waste(world, size, left)
    if left + GIVES_UP < row.closes:
        row.closes = left + GIVES_UP
        _arm_ghost(world, connection)


def lay(world: World, connection: int, back: int) -> None:
    """Let a node close a ghost now; its thread goes `back` if the node goes on."""
    state, row = world.state[0], world.connections[connection]
    recovery, before = world.recoveries[row.client], NOWHERE
    place = recovery.ghosts
    while place != connection:
        before = place
        place = world.connections[place].next
    if before == NOWHERE:
        recovery.ghosts = row.next
    else:
        world.connections[before].next = row.next
    _count_ghosts(world, row.client, -1)
    row.used += 1
    held = row.purpose != PUSHING and row.onward != NOWHERE
    if held:
        step(world, state.now, 0, 0, -1, 0)
    if row.purpose == PUSHING and recovery.member == MEMBER:
        push(world, state.now, LEFT, row.client, 0)
    if back and world.settings[0].threaded and (held or row.purpose == PUSHING):
        give_back(world, node_of(world, row.client), state.now)
    shut(world, connection, state.now)


def lay_all(world: World, endpoint: int, back: int) -> None:
    """Let a node close all ghosts of an endpoint now."""
    while world.recoveries[endpoint].ghosts != NOWHERE:
        lay(world, world.recoveries[endpoint].ghosts, back)
