"""Sessions: one connection of an endpoint that all its requests share, each on a stream (RFC 9113, RFC 9114).

A row of its own stands for the connection, its transport. Whatever comes first has it opened; what comes meanwhile, or
finds as many streams under way as there may be, waits in line. It falls idle as its last stream ends. A session that is
left takes no more streams: those under way end on the old transport, which is closed then, and what comes next has
another one opened. Where a path is cut without a word the endpoint goes on asking, in vain, until it notices.

    client                         server
      | -- set-up ------------------ |   the transport
      | -- GET, a stream ----------> |
      | -- POST, another one ------> |   no set-up: it takes d1 and its work
      | <--------- answer, its end - |
      | <--------- answer, its end - |   idle from now on
      | <------------------ GOAWAY - |   keep-alive is over, or the server drains
"""

from math import inf

from rtsim.model.facts import CLOSED, RIDES
from rtsim.model.kernel.books import step, tell
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import knock, make, release_row, shut
from rtsim.model.kernel.darkness import count_try
from rtsim.model.kernel.keeping import close_idle, forget_idle, put, reuse
from rtsim.model.layout import (
    CARRYING,
    CLOSED_SESSION,
    DEAD_SESSION,
    FREED,
    NOWHERE,
    OPEN_SESSION,
    OPENING_SESSION,
    POSTING,
    PUSHING,
    VOID_TRANSPORT,
    World,
)


def seek_stream(world: World, connection: int) -> int:
    """Ask for a stream for what `connection` has been made for; give it if it can be used now, otherwise nowhere."""
    row = world.connections[connection]
    session = world.sessions[row.client]
    row.at = world.state[0].now
    if world.settings[0].faulty and row.purpose < POSTING:
        count_try(world, row.client, row.at)
    _look_at(world, row.client, row.purpose)
    if session.first == NOWHERE and _has_room(world, row.client):
        _begin_stream(world, connection)
        return connection
    row.next = NOWHERE
    if session.first == NOWHERE:
        session.first = connection
    else:
        world.connections[session.last].next = connection
    session.last = connection
    if session.stage == CLOSED_SESSION:
        open_session(world, row.client)
    return NOWHERE


def _look_at(world: World, endpoint: int, purpose: int) -> None:
    """See whether an endpoint's session is still there for a request of a purpose."""
    session, now = world.sessions[endpoint], world.state[0].now
    if session.stage == OPEN_SESSION:
        transport = world.connections[session.transport]
        if transport.streams == 0 and transport.closes <= now:
            forget_idle(world, session.transport)
            session.transport = NOWHERE
            session.stage = CLOSED_SESSION
    elif session.stage == DEAD_SESSION and (now >= session.notice or purpose == PUSHING):
        session.stage = CLOSED_SESSION


def _has_room(world: World, endpoint: int) -> bool:
    session = world.sessions[endpoint]
    if session.stage == OPEN_SESSION:
        return bool(world.connections[session.transport].streams < world.settings[0].streams)
    return bool(session.stage == DEAD_SESSION)


def _begin_stream(world: World, connection: int) -> None:
    """Let a request have a stream from now on."""
    row = world.connections[connection]
    session = world.sessions[row.client]
    if session.stage == DEAD_SESSION:
        row.onto = VOID_TRANSPORT
        row.dead = 1
        return
    transport = world.connections[session.transport]
    if transport.closes < inf:
        reuse(world, session.transport)
    transport.streams += 1
    row.onto = session.transport
    if row.purpose == PUSHING:
        step(world, world.state[0].now, 0, 1, 0, 0)
    if row.client == world.settings[0].traced:
        tell(world, RIDES, connection, NOWHERE, session.transport, NOWHERE, 0, world.state[0].now, 0.0, 0.0)


def open_session(world: World, endpoint: int) -> None:
    """Begin to set up the connection of an endpoint that has none."""
    session = world.sessions[endpoint]
    session.transport = make(world, endpoint, CARRYING, NOWHERE)
    session.stage = OPENING_SESSION
    knock(world, session.transport)


def come_open(world: World, number: int) -> None:
    """Let a transport be open from now on, and whoever waits for it begin."""
    transport = world.connections[number]
    session = world.sessions[transport.client]
    transport.first = 0
    transport.last = 0
    transport.done = world.state[0].now
    session.stage = OPEN_SESSION
    session.notice = inf
    if session.first == NOWHERE:
        _fall_idle(world, number)
    else:
        push(world, world.state[0].now, FREED, transport.client, 0)


def freed(world: World, endpoint: int) -> int:
    """Give the request that has waited for a stream the longest, if it can have one now; the next one follows."""
    session, now = world.sessions[endpoint], world.state[0].now
    connection = session.first
    if connection == NOWHERE:
        return NOWHERE
    _look_at(world, endpoint, world.connections[connection].purpose)
    if session.stage == CLOSED_SESSION:
        open_session(world, endpoint)
        return NOWHERE
    if not _has_room(world, endpoint):
        return NOWHERE
    leave_session_line(world, endpoint)
    _begin_stream(world, connection)
    if session.first != NOWHERE:
        push(world, now, FREED, endpoint, 0)
    return connection


def leave_session_line(world: World, endpoint: int) -> int:
    """Take the first of those that wait out of line, and give it."""
    session = world.sessions[endpoint]
    connection = session.first
    session.first = world.connections[connection].next
    if session.first == NOWHERE:
        session.last = NOWHERE
    return connection


def stream_ended(world: World, connection: int) -> int:
    """Note that a stream has ended; give the request that has its place now, if one waits for it."""
    row = world.connections[connection]
    number, endpoint, done = row.onto, row.client, row.done
    row.onto = NOWHERE
    if row.way:
        row.way = 2
    elif row.waits == 0:
        release_row(world, connection)
    if number < 0:
        return NOWHERE
    transport = world.connections[number]
    transport.streams -= 1
    if done > transport.done:
        transport.done = done
    if not transport.dead:
        following_one = freed(world, endpoint)
        if transport.streams == 0:
            _fall_idle(world, number)
        return following_one
    if transport.streams == 0:
        if endpoint == world.settings[0].traced:
            tell(world, CLOSED, number, NOWHERE, NOWHERE, NOWHERE, 0, world.state[0].now, 0.0, 0.0)
        shut(world, number, world.state[0].now)
    return NOWHERE


def _fall_idle(world: World, number: int) -> None:
    """Let a transport be idle that has carried its last stream."""
    transport, stays, now = world.connections[number], world.settings[0].stays, world.state[0].now
    left = transport.done if transport.done + stays > now else now - stays
    put(world, number, left, now, stays, NOWHERE)


def leave_session(world: World, endpoint: int, stage: int) -> None:
    """Let an endpoint's session take no more streams from now on: it is closed, or dead without its knowing.

    A transport with nothing under way is closed at once, any other with its last stream.
    """
    session, now = world.sessions[endpoint], world.state[0].now
    if session.stage != OPEN_SESSION:
        return
    number = session.transport
    transport = world.connections[number]
    transport.dead = 1
    session.transport = NOWHERE
    session.stage = stage
    if transport.streams == 0 and stage == CLOSED_SESSION:
        close_idle(world, number, now)
    elif transport.streams == 0:  # when the server would have closed it, so would the endpoint
        if transport.closes < session.notice:
            session.notice = transport.closes
        forget_idle(world, number)
    if session.first != NOWHERE:
        push(world, now, FREED, endpoint, 0)
