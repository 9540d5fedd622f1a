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

from rtsim.model import layout
from rtsim.model.facts import BLOCKED, OPENED, TAKEN_UP
from rtsim.model.kernel.answers import following, forget, is_own
from rtsim.model.kernel.books import down, tell, up, within
from rtsim.model.kernel.borrowing import borrow, borrows
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, ends, is_own_cut, knock, lose_dead, make, node_of
from rtsim.model.kernel.cores import serve
from rtsim.model.kernel.darkness import note_notice, opened_again, shut_out
from rtsim.model.kernel.expiring import NO_FAULT, deadline, is_silent, lasts, note_expiry, passes
from rtsim.model.kernel.greeting import first_on
from rtsim.model.kernel.heads import ANSWER_HEAD, REQUEST_HEAD, sent_on
from rtsim.model.kernel.heartbeats import beat_from
from rtsim.model.kernel.links import latency, leave, transfer, transfer_poll
from rtsim.model.kernel.manners import manner_of, opened_in
from rtsim.model.kernel.probing import is_probe, stay_with_polls
from rtsim.model.kernel.publishing import send_waiting
from rtsim.model.kernel.retrying import PUBLISH_AGAIN, RECONNECT, UNAVAILABLE, gives_up, pause_to_try
from rtsim.model.kernel.threads import give_back
from rtsim.model.kernel.timers import UNAFFECTED, WAITS, is_hidden, set_timer
from rtsim.model.kernel.upgrades import is_blocked, try_again_to_upgrade
from rtsim.model.kernel.writing import write
from rtsim.model.layout import DOWN, MOST_ATTEMPTS, NOWHERE, OWN, PUSHING, UP, World
from rtsim.model.load import OPEN, REQUEST
from rtsim.model.traffic import HANDSHAKE


def connect(world: World, endpoint: int) -> None:
    """Let an endpoint try to open its push connection now, or the upgrade from which it may fall back."""
    connection, now, tries = make(world, endpoint, PUSHING, NOWHERE), world.state[0].now, 0
    if world.settings[0].faulty:
        timeout, tries = world.policies[RECONNECT].timeout, world.recoveries[endpoint].trying
        if tries:
            world.connections[connection].manner = OWN
            timeout = min(timeout, world.settings[0].after)
        world.connections[connection].idle = now + timeout
        if timeout < inf:
            push(world, now + timeout, layout.GIVE_UP, endpoint, world.recoveries[endpoint].attempt & MOST_ATTEMPTS)
    if tries or not borrows(world, endpoint):
        knock(world, connection)
    elif borrow(world, connection) != NOWHERE:
        ask_to_open(world, connection)


def connect_again(world: World, endpoint: int, notice: float) -> None:
    """Let an endpoint try again, which notices at `notice` that its connection is cut or could not be opened.

    A sender that is no client does so after the delays with which it sends its messages again, and does not give up.
    """
    world.recoveries[endpoint].attempt += 1
    note_notice(world, endpoint, notice)
    if world.recoveries[endpoint].trying:
        push(world, notice, layout.FALL_BACK, endpoint, 0)
        return
    try_again_to_upgrade(world, endpoint)
    own = endpoint >= world.settings[0].clients and world.settings[0].retries
    number = PUBLISH_AGAIN if own else RECONNECT
    if gives_up(world, endpoint) and not own:
        return
    wait = pause_to_try(world, number, endpoint)
    stays_away = world.policies[number].hidden == WAITS and is_hidden(world, endpoint)
    if wait < inf and not stays_away:
        paged = world.policies[number].hidden != UNAFFECTED
        push(world, set_timer(world, endpoint, notice, wait) if paged else notice + wait, layout.COME_BACK, endpoint, 0)


def ask_to_open(world: World, connection: int) -> None:
    """Let the request leave that opens a push connection."""
    row, now = world.connections[connection], world.state[0].now
    if world.settings[0].faulty and now >= row.idle:
        cut(world, connection, now)
        return
    row.departs = now
    row.at = -1.0
    if world.settings[0].faulty and row.dead:
        fail_to_connect(world, connection, lose_dead(world, connection, now))
        return
    row.sent = sent_on(world, connection, UP, REQUEST_HEAD, world.manners[opened_in(world, connection)].handshake)
    arrive = transfer_poll(world, row.client, UP, now, row.sent)
    if world.settings[0].faulty and arrive >= ends(world, row.client):
        fail_to_open(world, connection, ends(world, row.client))
    elif world.settings[0].faulty and is_blocked(world, connection):
        _be_blocked(world, connection, arrive)
    else:
        push(world, arrive, layout.OPENING, connection, 0)


def _be_blocked(world: World, connection: int, at: float) -> None:
    """Let a request for an upgrade come to the intermediary at `at` that does not let it pass.

    That refuses it, or nobody answers: until its client gives it up, or the connection has been idle for too long.
    """
    row, settings = world.connections[connection], world.settings[0]
    client, size = row.client, row.sent
    row.at = at
    row.reached = at
    up(world, HANDSHAKE, at, size, 0, settings.refuses)
    if is_probe(world, connection):
        stay_with_polls(world, client)
    else:
        shut_out(world, client, NO_FAULT, row.departs)
    if client == settings.traced:
        tell(world, BLOCKED, connection, NOWHERE, settings.refuses, NOWHERE, size, row.departs, at, 0.0)
    late, closed = deadline(world, connection), row.idle + latency(world, client, UP)
    if settings.refuses:
        fail_to_connect(world, connection, cut(world, connection, at))
    elif closed < late:
        cut(world, connection, closed)
    elif late < inf:
        be_late(world, connection, late)


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
    """Let an endpoint try again that notices at `notice` that its try failed, unless it has given that up before.

    One whose try was a probe polls on.
    """
    row = world.connections[connection]
    if is_probe(world, connection):
        return
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
    endpoint, now, size = row.client, world.state[0].now, row.sent
    up(world, HANDSHAKE, now, size, 0, 1)
    first = serve_opening(world, connection)
    if endpoint == settings.traced:
        tell(world, TAKEN_UP, connection, NOWHERE, first, NOWHERE, size, row.departs, row.at, row.done)
        world.facts[world.state[0].told - 1].d = now
    if settings.faulty and row.done >= deadline(world, connection):
        if settings.threaded:
            give_back(world, node_of(world, endpoint), row.done)
        be_late(world, connection, deadline(world, connection))
    elif settings.foresees:
        established(world, connection)
    else:
        push(world, row.done, layout.ESTABLISHED, connection, 0)


def serve_opening(world: World, connection: int) -> int:
    """Queue the work that a push connection's request is; tell how its connection was opened, 0 if long before."""
    row = world.connections[connection]
    first = first_on(world, connection)
    kind = OPEN if first else REQUEST
    row.done = serve(world, node_of(world, row.client), kind, world.state[0].now, row.sent, first)
    return first


def established(world: World, connection: int) -> None:
    """Answer the request that opened a connection, and put its client on the list."""
    settings, row = world.settings[0], world.connections[connection]
    endpoint, manner = row.client, world.manners[opened_in(world, connection)]
    number = world.endpoints[endpoint].node
    size = sent_on(world, connection, DOWN, ANSWER_HEAD, manner.opened)
    left = leave(world, number, row.done, size)
    down(world, HANDSHAKE, left, size, 0)
    there = transfer(world, endpoint, DOWN, left, size)
    if endpoint == settings.traced:
        tell(world, OPENED, connection, NOWHERE, NOWHERE, NOWHERE, size, left, there, 0.0)
    if settings.faulty:
        if there >= row.idle:  # given up: the server learns of it when it has done its work
            closed = row.idle + latency(world, endpoint, UP)
            closed = closed if closed > row.done else row.done
            cut(world, connection, closed)
            if settings.threaded:
                give_back(world, number, closed)
            return
        if is_probe(world, connection):
            push(world, there, layout.PROBING, connection, 0)
            return
        stay(world, connection, left, there)
    if endpoint < settings.clients:
        join_channel(world, endpoint, row.done)
    beat_from(world, number, endpoint, row.done)
    if not manner.posts and (not settings.faulty or there < lasts(world, endpoint)):
        world.endpoints[endpoint].opened = there
        send_waiting(world, endpoint, there, layout.SOCKET)


def stay(world: World, connection: int, left: float, there: float) -> None:
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
        push(world, recovery.expires, layout.EXPIRE, endpoint, recovery.attempt & MOST_ATTEMPTS)
    if there < lasts(world, endpoint):
        opened_again(world, endpoint, there)


def join_channel(world: World, client: int, at: float) -> None:
    """Put a client on the list, and write what it has missed if the technique replays."""
    who = world.clients[client]
    world.here[who.seat] = 1
    world.places[who.place].here += 1
    world.state[0].joined = client
    if not world.manners[manner_of(world, client)].replays:
        return
    forget(world, client)
    entry = following(world, who.place, who.cursor)
    while entry != NOWHERE:
        message = world.entries[entry].message
        if not is_own(world, client, message):
            write(world, who.node, client, message, entry, at)
            world.state[0].replayed += within(world, at)
        entry = world.entries[entry].next
