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
from rtsim.model.kernel.books import acknowledge, down, step, tell, unanswered, up
from rtsim.model.kernel.borrowing import borrow, borrows, give_back_at, is_borrowed
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, ends, knock, lose_dead, make
from rtsim.model.kernel.cores import serve_longer
from rtsim.model.kernel.expiring import lasts, passes
from rtsim.model.kernel.heads import ACKNOWLEDGEMENT_HEAD, POST_HEAD, sent_on
from rtsim.model.kernel.keeping import find, put
from rtsim.model.kernel.links import latency, leave, transfer, transfer_post
from rtsim.model.kernel.manners import manner_of, sent_in, size_in
from rtsim.model.kernel.threads import give_back
from rtsim.model.kernel.unsent import be_cut_off, fail_to_publish, lose_frame, not_sent
from rtsim.model.layout import AT_NODE, BIRTH, DOWN, NOWHERE, POSTING, SOCKET, UP, World
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
    endpoint, manner = world.endpoints[row.origin], manner_of(world, row.origin)
    if settings.faulty:
        row.manner = manner
        if world.recoveries[row.origin].trying:
            _wait(world, message)
            return
    if not world.manners[manner].posts:
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
    size = world.sizes[size_in(world, message, sent_in(world, message))].up
    size = sent_on(world, connection, UP, POST_HEAD, size)
    world.connections[connection].sent = size
    _depart(world, message, size, transfer_post(world, row.origin, UP, now, size), connection)


def _send_by_socket(world: World, message: int) -> None:
    """Let a frame leave on the open connection; what is published before it is open waits for it."""
    now, row = world.state[0].now, world.messages[message]
    endpoint = world.endpoints[row.origin]
    if world.settings[0].faulty and world.recoveries[row.origin].half:
        lose_frame(world, message)
    elif endpoint.opened == inf:
        _wait(world, message)
    elif endpoint.opened > now:
        push(world, endpoint.opened, SOCKET, message, 0)
    else:
        frame(world, message)


def _wait(world: World, message: int) -> None:
    """Let a message wait until its sender has a way up."""
    row = world.messages[message]
    endpoint = world.endpoints[row.origin]
    row.next = NOWHERE
    if endpoint.last == NOWHERE:
        endpoint.first = message
    else:
        world.messages[endpoint.last].next = message
    endpoint.last = message
    world.state[0].waiting += 1


def frame(world: World, message: int) -> None:
    """Let a frame leave now."""
    row = world.messages[message]
    size = world.sizes[size_in(world, message, sent_in(world, message))].up
    arrive = transfer(world, row.origin, UP, world.state[0].now, size)
    if world.settings[0].faulty:
        if lasts(world, row.origin) <= arrive < ends(world, row.origin):
            world.recoveries[row.origin].closing = 1
            fail_to_publish(world, message, NOWHERE, lasts(world, row.origin))
            return
        passes(world, row.origin, arrive)
    _depart(world, message, size, arrive, NOWHERE)


def _depart(world: World, message: int, size: int, arrive: float, connection: int) -> None:
    row = world.messages[message]
    origin = row.origin
    if world.settings[0].faulty:
        row.dies = ends(world, origin)
        if arrive >= row.dies:
            be_cut_off(world, message, connection)
            return
    if origin == world.settings[0].traced:
        tell(world, SENT, connection, message, NOWHERE, NOWHERE, size, world.state[0].now, arrive, 0.0)
    push(world, arrive, AT_NODE, message, 0)


def send_waiting(world: World, endpoint: int, at: float, kind: int) -> None:
    """Let all that waits for an endpoint's way up leave at `at`, as events of a kind."""
    row = world.endpoints[endpoint]
    message = row.first
    while message != NOWHERE:
        push(world, at, kind, message, 0)
        world.state[0].waiting -= 1
        message = world.messages[message].next
    row.first = NOWHERE
    row.last = NOWHERE


def come_up(world: World, message: int) -> None:
    """Count what a message brought to its node now."""
    manner = sent_in(world, message)
    row = world.sizes[size_in(world, message, manner)]
    size = row.up
    if world.manners[manner].posts:
        size = world.connections[world.messages[message].connection].sent
    up(world, PUBLISHING, world.state[0].now, size, row.brought, world.settings[0].answered)


def take_in(world: World, number: int, message: int, size: int, first: int) -> float:
    """Let a message be taken in at a node, `first` on its connection or not; give when it is visible, if ever."""
    settings, row, now = world.settings[0], world.messages[message], world.state[0].now
    manner = sent_in(world, message)
    longer = world.sizes[size_in(world, message, manner)].unpacks
    visible, posts = serve_longer(world, number, PUBLISH, now, size, first, longer), world.manners[manner].posts
    if settings.traced >= 0:
        tell(world, PUBLISHED, NOWHERE, message, first, number, size, now, visible, 0.0)
    if visible >= world.nodes[number].fails:
        fail_to_publish(world, message, row.connection if posts else NOWHERE, world.nodes[number].fails)
        return inf
    if not posts or row.origin < 0:  # one after the other, whichever core is faster
        last = world.visible[row.origin + 1]
        visible = visible if visible > last else last
        world.visible[row.origin + 1] = visible
    if row.unread > 0:
        world.state[0].buffered += 1
        step(world, visible, 0, 0, 0, row.payload)
    return visible


def answer(world: World, number: int, message: int, at: float) -> None:
    """Let a message's acknowledgement leave at `at`; nobody waits for that of the server's own."""
    there = at
    if world.messages[message].origin >= 0:
        if world.manners[sent_in(world, message)].posts:
            there = _answer_post(world, number, message, at)
        else:
            there = _answer_frame(world, number, message, at)
    if there < inf:
        acknowledge(world, message, there)


def _answer_post(world: World, number: int, message: int, at: float) -> float:
    settings, row, manner = world.settings[0], world.messages[message], world.manners[sent_in(world, message)]
    connection = world.connections[row.connection]
    size = sent_on(world, row.connection, DOWN, ACKNOWLEDGEMENT_HEAD, manner.acknowledgement)
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
    put(world, row.connection, at, there, manner.post_keep_alive, endpoint.pool)
    endpoint.pool = row.connection
    return there


def _answer_frame(world: World, number: int, message: int, at: float) -> float:
    row, size = world.messages[message], world.manners[sent_in(world, message)].acknowledgement
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
