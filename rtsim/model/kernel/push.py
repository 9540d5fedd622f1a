"""Push: a connection is opened once, and the server writes each message on it as it comes.

    client                         server
      | -- set-up, request ----------> |   work `open`; when it completes, the connection is open
      | <---------------- response --- |   what waits for the client follows, if the technique replays
      | <----------------- message --- |   work `push` for each recipient, in their order, as a message becomes visible
      | <--------------- heartbeat --- |   work `heartbeat`, each interval
      | -- pong ---------------------> |
      x                                x   the path is cut

The client tries again by its policy, and is written what it missed, if the technique replays and the log still has it.
"""

from math import inf

from rtsim.model.facts import MISSED, OPENED, PUSHED, TAKEN_UP
from rtsim.model.kernel.answers import following, forget, is_own
from rtsim.model.kernel.books import age, deliver, down, is_published, lose, read, tell, up, within
from rtsim.model.kernel.browsers import is_limited, seek
from rtsim.model.kernel.buffering import withhold
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, ends, is_own_cut, knock, make, node_of
from rtsim.model.kernel.cores import queue, serve
from rtsim.model.kernel.darkness import note_notice, opened_again
from rtsim.model.kernel.expiring import deadline, is_silent, lasts, note_expiry, passes
from rtsim.model.kernel.hearing import hear, throw_away
from rtsim.model.kernel.heartbeats import beat_from
from rtsim.model.kernel.links import latency, leave, transfer
from rtsim.model.kernel.publishing import socket_opens
from rtsim.model.kernel.retrying import PUBLISH_AGAIN, RECONNECT, UNAVAILABLE, gives_up, pause_to_try
from rtsim.model.kernel.sending import is_slow, missed, put_by
from rtsim.model.kernel.threads import give_back
from rtsim.model.kernel.timers import UNAFFECTED, WAITS, is_hidden, set_timer
from rtsim.model.layout import (
    COME_BACK,
    DOWN,
    ESTABLISHED,
    EXPIRE,
    GIVE_UP,
    MOST_ATTEMPTS,
    NOWHERE,
    OPENING,
    PUSHING,
    START,
    UP,
    World,
)
from rtsim.model.load import OPEN, PUSH
from rtsim.model.traffic import FRAMING, HANDSHAKE


def start(world: World, place: int) -> None:
    """Send an endpoint on its way, and call the next one."""
    endpoint = world.starts[place]
    if place + 1 < world.settings[0].opening:
        push(world, world.beats[world.starts[place + 1]].due, START, place + 1, 0)
    connect(world, endpoint)


def connect(world: World, endpoint: int) -> None:
    """Let an endpoint try to open its push connection now."""
    connection, now = make(world, endpoint, PUSHING, NOWHERE), world.state[0].now
    if world.settings[0].faulty:
        timeout = world.policies[RECONNECT].timeout
        world.connections[connection].idle = now + timeout
        if timeout < inf:
            push(world, now + timeout, GIVE_UP, endpoint, world.recoveries[endpoint].attempt & MOST_ATTEMPTS)
    if world.settings[0].faulty and is_limited(world, endpoint):
        seek(world, connection)
    else:
        knock(world, connection)


def connect_again(world: World, endpoint: int, notice: float) -> None:
    """Let an endpoint try again, which notices at `notice` that its connection is cut or could not be opened.

    A sender that is no client does so as it sends its messages again.
    """
    world.recoveries[endpoint].attempt += 1
    note_notice(world, endpoint, notice)
    own = endpoint >= world.settings[0].clients and world.settings[0].retries
    number = PUBLISH_AGAIN if own else RECONNECT
    if gives_up(world, endpoint) and not own:
        return
    wait = pause_to_try(world, number, endpoint)
    stays_away = world.policies[number].hidden == WAITS and is_hidden(world, endpoint)
    if wait < inf and not stays_away:
        paged = world.policies[number].hidden != UNAFFECTED
        push(world, set_timer(world, endpoint, notice, wait) if paged else notice + wait, COME_BACK, endpoint, 0)


def ask_to_open(world: World, connection: int) -> None:
    """Let the request leave that opens a push connection."""
    row, now = world.connections[connection], world.state[0].now
    if world.settings[0].faulty and now >= row.idle:
        cut(world, connection, now)
        return
    row.departs = now
    row.at = -1.0
    arrive = transfer(world, row.client, UP, now, world.settings[0].handshake)
    if world.settings[0].faulty and arrive >= ends(world, row.client):
        fail_to_open(world, connection, ends(world, row.client))
    else:
        push(world, arrive, OPENING, connection, 0)


def fail_to_open(world: World, connection: int, at: float) -> None:
    """Let a try fail whose connection is cut at `at`, before it is open; an intermediary answers its request."""
    client = world.connections[connection].client
    if world.settings[0].stands_in and not is_own_cut(world, client, at):
        world.recoveries[client].said = UNAVAILABLE
    fail_to_connect(world, connection, cut(world, connection, at))


def be_late(world: World, connection: int, at: float) -> None:
    """Let a try fail whose connection is cut at `at` as its answer takes too long, by an intermediary if by no fault.

    A client that is not told waits for as long as it gives its try.
    """
    if at >= ends(world, world.connections[connection].client):
        fail_to_open(world, connection, at)
        return
    too_old = 1 if world.settings[0].lifetime < world.settings[0].idle else 0
    note_expiry(world, world.connections[connection].client, too_old, at)
    if is_silent(world, too_old):
        cut(world, connection, at)
    else:
        fail_to_open(world, connection, at)


def fail_to_connect(world: World, connection: int, notice: float) -> None:
    """Let an endpoint try again that notices at `notice` that its try failed, unless it has given that up before."""
    row = world.connections[connection]
    if notice < row.idle:
        connect_again(world, row.client, notice)
    else:
        world.recoveries[row.client].said = 0


def give_up(world: World, endpoint: int, attempt: int) -> None:
    """Give a try up that takes too long; the server goes on with it."""
    recovery, now = world.recoveries[endpoint], world.state[0].now
    if (recovery.attempt & MOST_ATTEMPTS) == attempt and recovery.since > now:
        connect_again(world, endpoint, now)


def establish(world: World, connection: int) -> None:
    """Queue the work that opens a push connection whose request is at its node."""
    settings, row = world.settings[0], world.connections[connection]
    endpoint, now = row.client, world.state[0].now
    up(world, HANDSHAKE, now, settings.handshake, 0, 1)
    row.done = serve(world, world.endpoints[endpoint].node, OPEN, now, settings.handshake, 0)
    if endpoint == settings.traced:
        tell(world, TAKEN_UP, connection, NOWHERE, NOWHERE, NOWHERE, settings.handshake, row.departs, row.at, row.done)
        world.facts[world.state[0].told - 1].d = now
    if settings.faulty and row.done >= deadline(world, connection):
        if settings.threaded:
            give_back(world, node_of(world, endpoint), row.done)
        be_late(world, connection, deadline(world, connection))
    elif settings.foresees:
        established(world, connection)
    else:
        push(world, row.done, ESTABLISHED, connection, 0)


def established(world: World, connection: int) -> None:
    """Answer the request that opened a connection, and put its client on the list."""
    settings, row = world.settings[0], world.connections[connection]
    endpoint = row.client
    number = world.endpoints[endpoint].node
    left = leave(world, number, row.done, settings.opened)
    down(world, HANDSHAKE, left, settings.opened, 0)
    there = transfer(world, endpoint, DOWN, left, settings.opened)
    if endpoint == settings.traced:
        tell(world, OPENED, connection, NOWHERE, NOWHERE, NOWHERE, settings.opened, left, there, 0.0)
    if settings.faulty:
        if there >= row.idle:  # given up: the server learns of it when it has done its work
            closed = row.idle + latency(world, endpoint, UP)
            closed = closed if closed > row.done else row.done
            cut(world, connection, closed)
            if settings.threaded:
                give_back(world, number, closed)
            return
        _stay(world, connection, left, there)
    if endpoint < settings.clients:
        _join_channel(world, endpoint, row.done)
    beat_from(world, number, endpoint, row.done)
    if not settings.posts and (not settings.faulty or there < lasts(world, endpoint)):
        socket_opens(world, endpoint, there)


def _stay(world: World, connection: int, left: float, there: float) -> None:
    """Note which push connection its endpoint has, which knows of it when the answer that `left` is `there`."""
    endpoint = world.connections[connection].client
    recovery = world.recoveries[endpoint]
    recovery.connection = connection
    recovery.closing = 0
    recovery.since = inf
    recovery.unheard = inf
    recovery.unanswered = inf
    if world.settings[0].patience < inf:
        recovery.lapses = world.connections[connection].at + world.settings[0].lifetime
        recovery.expires = left
        passes(world, endpoint, left)
        push(world, recovery.expires, EXPIRE, endpoint, recovery.attempt & MOST_ATTEMPTS)
    if there < lasts(world, endpoint):
        opened_again(world, endpoint, there)


def _join_channel(world: World, client: int, at: float) -> None:
    """Put a client on the list, and write what it has missed if the technique replays."""
    who = world.clients[client]
    world.here[who.seat] = 1
    world.places[who.place].here += 1
    world.state[0].joined = client
    if not world.settings[0].replays:
        return
    forget(world, client)
    entry = following(world, who.place, who.cursor)
    while entry != NOWHERE:
        message = world.entries[entry].message
        if not is_own(world, client, message):
            write(world, who.node, client, message, entry, at)
            world.state[0].replayed += within(world, at)
        entry = world.entries[entry].next


def fan_out_open(world: World, number: int, place: int, message: int, at: float) -> float:
    """Write a message to every open connection of a channel; give the instant at which the last is written."""
    settings, seats = world.settings[0], world.places[place]
    own = _own(world, place, message)
    missing = seats.seats - seats.here
    if own != NOWHERE and not world.here[world.clients[own].seat]:
        missing -= 1
    if missing > 0 and not settings.replays:
        lose(world, message, missing)
        read(world, message, at, missing)
        if settings.traced >= 0:
            _tell_missed(world, place, message, at)
    end = at
    if seats.here > 0:
        for seat in range(seats.start, seats.start + seats.seats):
            if world.here[seat] and world.seats[seat] != own:
                end = write(world, number, world.seats[seat], message, seats.last, at)
    return end


def _own(world: World, place: int, message: int) -> int:
    """Give the sender of a message if it is of the channel at a node and does not get its own message back."""
    settings, origin = world.settings[0], world.messages[message].origin
    if settings.skips_own and 0 <= origin < settings.clients and world.clients[origin].place == place:
        return origin
    return NOWHERE


def _tell_missed(world: World, place: int, message: int, at: float) -> None:
    who = world.clients[world.settings[0].traced]
    if who.place == place and not world.here[who.seat] and world.messages[message].origin != world.settings[0].traced:
        tell(world, MISSED, NOWHERE, message, NOWHERE, NOWHERE, 0, at, at, 0.0)


def write(world: World, number: int, client: int, message: int, entry: int, at: float) -> float:
    """Write a message, the log's `entry`, to one connection; give the instant at which it is written.

    What is not there before the path is cut is written again when the client is back, if the technique replays.
    """
    settings, row = world.settings[0], world.messages[message]
    size = row.pushed
    done = queue(world, number, PUSH, at, size, 0)
    if settings.faulty and (done >= lasts(world, client) or world.recoveries[client].closing):
        if world.recoveries[client].mute and is_own_cut(world, client, ends(world, client)):
            left = leave(world, number, done, size)
            down(world, FRAMING, left, size, row.payload)
            throw_away(world, client, size, left)
        _miss(world, client, message)
        return done
    left = leave(world, number, done, size)
    if settings.faulty and settings.buffering > 0 and left < lasts(world, client):
        passes(world, client, left)
        down(world, FRAMING, left, size, row.payload)
        read(world, message, left, 1)
        withhold(world, client, message, entry, left)
        return done
    if settings.faulty and left < lasts(world, client) and is_slow(world, client):
        put_by(world, client, message, entry, at, done, left)
        return done
    there = transfer(world, client, DOWN, left, size)
    if settings.faulty:
        if left >= lasts(world, client) or there >= ends(world, client):
            if left < lasts(world, client):
                down(world, FRAMING, left, size, row.payload)
                throw_away(world, client, size, left)
            _miss(world, client, message)
            return done
        passes(world, client, left)
        hear(world, client, there)
    world.clients[client].cursor = entry
    if client == settings.traced:
        tell(world, PUSHED, NOWHERE, message, NOWHERE, NOWHERE, size, at, left, there)
        world.facts[world.state[0].told - 1].d = done
    down(world, FRAMING, left, size, row.payload)
    deliver(world, client, message, left, there)
    if is_published(world, message):
        age(world, client, row.birth, there, 1)
    return done


def _miss(world: World, client: int, message: int) -> None:
    """Let a client miss a message, and all that follow on the connection."""
    world.recoveries[client].closing = 1
    missed(world, client, message)
