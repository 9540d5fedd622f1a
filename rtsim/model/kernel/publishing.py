"""Publishing: how messages come into being, reach the server, and how their senders hear of it.

sender                         node                                other nodes
  | -- POST or frame ----------> |  work `publish`                      |
  |                              |  visible: fan-out                    |
  | <------- acknowledgement --- |  (at once, or after the fan-out)     |
  |                              | -- backplane ----------------------> |  work `backplane`; visible: fan-out

A message whose path is cut before it is visible is sent again by its sender's policy, or lost. One that is visible and
whose acknowledgement is cut is not sent again.
"""

from math import inf

from rtsim.model.facts import ACKNOWLEDGED, BORN, PUBLISHED, SENT
from rtsim.model.kernel.books import acknowledge, down, drop, step, tell, unanswered, up
from rtsim.model.kernel.borrowing import borrow, borrows, give_back_at, is_borrowed
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, ends, is_own_cut, knock, lose_dead, make
from rtsim.model.kernel.cores import serve
from rtsim.model.kernel.expiring import lasts, passes
from rtsim.model.kernel.heads import ACKNOWLEDGEMENT_HEAD, POST_HEAD, answered_in, asked_in
from rtsim.model.kernel.idling import find, put
from rtsim.model.kernel.links import latency, leave, transfer, transfer_post
from rtsim.model.kernel.retrying import PUBLISH_AGAIN, delay
from rtsim.model.kernel.threads import give_back
from rtsim.model.kernel.timers import set_timer
from rtsim.model.layout import (
    AT_NODE,
    BIRTH,
    DOWN,
    GIVES_UP,
    MOST_ATTEMPTS,
    NOTICE,
    NOWHERE,
    POSTING,
    RESET,
    SEND_AGAIN,
    SOCKET,
    UP,
    VOID,
    World,
)
from rtsim.model.load import PUBLISH
from rtsim.model.traffic import PUBLISHING


def born(world: World, message: int) -> None:
    """Note that a message has been published."""
    row, state = world.messages[message], world.state[0]
    state.copies += row.unread
    if row.counts:
        state.published += 1
        state.expected += row.unread
        state.owed += row.unread
    if row.origin == world.settings[0].traced:
        tell(world, BORN, NOWHERE, message, NOWHERE, NOWHERE, 0, state.now, state.now, 0.0)


def next_birth(world: World, message: int) -> None:
    """Put the birth of an open loop's next message on the calendar."""
    if message + 1 < world.settings[0].births:
        push(world, world.messages[message + 1].birth, BIRTH, message + 1, 0)


def send_up(world: World, message: int) -> None:
    """Send a message that its sender publishes now."""
    state, settings, row = world.state[0], world.settings[0], world.messages[message]
    endpoint = world.endpoints[row.origin]
    if not settings.posts:
        _send_by_socket(world, message)
        return
    if borrows(world, row.origin):
        connection = borrow(world, make(world, row.origin, POSTING, message))
        if connection != NOWHERE:
            post(world, connection, message)
        return
    state.found = NOWHERE
    if endpoint.pool != NOWHERE:
        endpoint.pool = find(world, endpoint.pool, state.now)
    if state.found == NOWHERE:
        knock(world, make(world, row.origin, POSTING, message))
    else:
        post(world, state.found, message)


def post(world: World, connection: int, message: int) -> None:
    """Let a POST leave now on an open connection."""
    now, row = world.state[0].now, world.messages[message]
    row.connection = connection
    if world.settings[0].faulty:
        world.connections[connection].departs = now
        world.connections[connection].at = -1.0
        if world.connections[connection].dead:
            not_sent(world, message, lose_dead(world, connection, now))
            return
    size = asked_in(world, connection, POST_HEAD, row.up)
    world.connections[connection].sent = size
    _depart(world, message, size, transfer_post(world, row.origin, UP, now, size), connection)


def _send_by_socket(world: World, message: int) -> None:
    """Let a frame leave on the open connection; what is published before it is open waits for it."""
    now, row = world.state[0].now, world.messages[message]
    endpoint = world.endpoints[row.origin]
    if world.settings[0].faulty and world.recoveries[row.origin].half:
        lose_frame(world, message)
    elif endpoint.opened == inf:
        row.next = NOWHERE
        if endpoint.last == NOWHERE:
            endpoint.first = message
        else:
            world.messages[endpoint.last].next = message
        endpoint.last = message
        world.state[0].waiting += 1
    elif endpoint.opened > now:
        push(world, endpoint.opened, SOCKET, message, 0)
    else:
        frame(world, message)


def frame(world: World, message: int) -> None:
    """Let a frame leave now."""
    row = world.messages[message]
    arrive = transfer(world, row.origin, UP, world.state[0].now, row.up)
    if world.settings[0].faulty:
        if lasts(world, row.origin) <= arrive < ends(world, row.origin):
            world.recoveries[row.origin].closing = 1
            fail_to_publish(world, message, NOWHERE, lasts(world, row.origin))
            return
        passes(world, row.origin, arrive)
    _depart(world, message, row.up, arrive, NOWHERE)


def _depart(world: World, message: int, size: int, arrive: float, connection: int) -> None:
    row = world.messages[message]
    origin = row.origin
    if world.settings[0].faulty:
        row.dies = ends(world, origin)
        if arrive >= row.dies:
            _be_cut_off(world, message, connection)
            return
    if origin == world.settings[0].traced:
        tell(world, SENT, connection, message, NOWHERE, NOWHERE, size, world.state[0].now, arrive, 0.0)
    push(world, arrive, AT_NODE, message, 0)


def _be_cut_off(world: World, message: int, connection: int) -> None:
    """Let a message fail whose way is cut; what its sender then knows of an open socket, it knows no sooner."""
    row = world.messages[message]
    if connection == NOWHERE and is_own_cut(world, row.origin, row.dies) and world.recoveries[row.origin].mute:
        push(world, row.dies, VOID, message, 0)
    else:
        fail_to_publish(world, message, connection, row.dies)


def lose_frame(world: World, message: int) -> None:
    """Let a frame be lost that left on a connection in which its sender alone believes.

    It notices that when TCP gives the first of them up, or when a reset answers it, if not before.
    """
    origin, now = world.messages[message].origin, world.state[0].now
    recovery = world.recoveries[origin]
    if recovery.fails == now:  # the cut of this instant is yet to come
        push(world, now, VOID, message, 0)
    elif recovery.half:
        late = now + GIVES_UP
        if recovery.half == RESET:
            late = now + latency(world, origin, UP) + latency(world, origin, DOWN)
        if late < recovery.notice:
            recovery.notice = late
            push(world, recovery.notice, NOTICE, origin, recovery.attempt & MOST_ATTEMPTS)
        not_sent(world, message, recovery.notice)
    else:
        not_sent(world, message, now)


def fail_to_publish(world: World, message: int, connection: int, at: float) -> None:
    """Let a message fail whose way is cut at `at`, and its POST's connection with it, if it has one."""
    origin = world.messages[message].origin
    if connection != NOWHERE:
        notice = cut(world, connection, at)
    elif origin >= 0:
        notice = at + latency(world, origin, DOWN)
    else:
        notice = at
    not_sent(world, message, notice)


def not_sent(world: World, message: int, notice: float) -> None:
    """Send a message again whose sender notices at `notice` that it failed, or give it up."""
    if world.settings[0].retries:
        wait = delay(world, PUBLISH_AGAIN, world.sendings[message], 0.0, 0.0)
        world.sendings[message] += 1
        if wait < inf:
            push(world, set_timer(world, world.messages[message].origin, notice, wait), SEND_AGAIN, message, 0)
            return
    drop(world, message)
    unanswered(world, message, notice)


def socket_opens(world: World, endpoint: int, at: float) -> None:
    """Let what waits leave when the connection is open, which it is `at` for its endpoint."""
    row = world.endpoints[endpoint]
    row.opened = at
    message = row.first
    while message != NOWHERE:
        push(world, at, SOCKET, message, 0)
        world.state[0].waiting -= 1
        message = world.messages[message].next
    row.first = NOWHERE
    row.last = NOWHERE


def come_up(world: World, message: int) -> int:
    """Count what a message brought to its node now; give the bytes."""
    settings, row = world.settings[0], world.messages[message]
    size = world.connections[row.connection].sent if settings.posts else row.up
    up(world, PUBLISHING, world.state[0].now, size, row.payload, settings.answered)
    return size


def take_in(world: World, number: int, message: int, size: int, first: int) -> float:
    """Let a message be taken in at a node, `first` on its connection or not; give when it is visible, if ever."""
    settings, row, now = world.settings[0], world.messages[message], world.state[0].now
    visible = serve(world, number, PUBLISH, now, size, first)
    if settings.traced >= 0:
        tell(world, PUBLISHED, NOWHERE, message, first, number, size, now, visible, 0.0)
    if visible >= world.nodes[number].fails:
        fail_to_publish(world, message, row.connection if settings.posts else NOWHERE, world.nodes[number].fails)
        return inf
    if settings.in_order or row.origin < 0:  # one after the other, whichever core is faster
        last = world.visible[row.origin + 1]
        visible = visible if visible > last else last
        world.visible[row.origin + 1] = visible
    if row.unread > 0:
        world.state[0].buffered += 1
        step(world, visible, 0, 0, 0, row.payload)
    return visible


def answer(world: World, number: int, message: int, at: float) -> None:
    """Let a message's acknowledgement leave at `at`; nobody waits for that of the server's own."""
    settings, row = world.settings[0], world.messages[message]
    there = at
    if row.origin >= 0:
        there = (
            _answer_post(world, number, message, at) if settings.posts else _answer_frame(world, number, message, at)
        )
    if there < inf:
        acknowledge(world, message, there)


def _answer_post(world: World, number: int, message: int, at: float) -> float:
    settings, row = world.settings[0], world.messages[message]
    connection = world.connections[row.connection]
    size = answered_in(world, row.connection, ACKNOWLEDGEMENT_HEAD, settings.acknowledgement)
    left = leave(world, number, at, size)
    down(world, PUBLISHING, left, size, 0)
    there = transfer_post(world, row.origin, DOWN, left, size)
    if settings.threaded:
        give_back(world, number, at)
    if settings.faulty and there >= row.dies:
        connection.at = at
        unanswered(world, message, cut(world, row.connection, row.dies))
        return inf
    _tell_answer(world, message, row.connection, size, left, there)
    connection.requests += 1
    if is_borrowed(world, row.connection):
        give_back_at(world, row.connection, at, there)
        return there
    endpoint = world.endpoints[row.origin]
    put(world, row.connection, at, there, settings.post_keep_alive, endpoint.pool)
    endpoint.pool = row.connection
    return there


def _answer_frame(world: World, number: int, message: int, at: float) -> float:
    size, row = world.settings[0].acknowledgement, world.messages[message]
    left = leave(world, number, at, size)
    if world.settings[0].faulty:
        passes(world, row.origin, left)
    down(world, PUBLISHING, left, size, 0)
    there = transfer(world, row.origin, DOWN, left, size)
    if world.settings[0].faulty and there >= row.dies:
        unanswered(world, message, row.dies + latency(world, row.origin, DOWN))
        return inf
    _tell_answer(world, message, NOWHERE, size, left, there)
    return there


def _tell_answer(world: World, message: int, connection: int, size: int, left: float, there: float) -> None:
    if world.messages[message].origin == world.settings[0].traced:
        tell(world, ACKNOWLEDGED, connection, message, NOWHERE, NOWHERE, size, left, there, 0.0)
