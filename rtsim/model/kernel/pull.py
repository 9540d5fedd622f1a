"""Pull: the client asks, the server answers at once or holds the request, the client asks again.

    client                         server
      | -- request ------------------> |   work `request`; when it completes, the log is read:
      |                                |   news, or no holding: the answer leaves
      |                                |   otherwise the request is held until a message or the time-out,
      |                                |   then work `respond`; the answer has all that the log has when it completes
      | <------------------ answer --- |
      |   pause                        |
      | -- request ------------------> |

One event per cycle, the request's arrival: what follows from it is known then, and a held request's next arrival is
known when its answer is.

A poll fails when its path is cut before its answer is there; then the client asks again when it would have anyway, or
after a time of its own.
"""

from math import inf

from rtsim.model.facts import ASKED, SET_UP, TAKEN_IN
from rtsim.model.kernel.answers import answer_size, forget, is_greeted, mark_read, news, packing, send
from rtsim.model.kernel.books import tell, up
from rtsim.model.kernel.borrowing import borrow, borrows, give_back_at, is_borrowed
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, ends, knock, lose_dead, make
from rtsim.model.kernel.cores import serve_longer
from rtsim.model.kernel.darkness import opened_again
from rtsim.model.kernel.expiring import deadline
from rtsim.model.kernel.greeting import first_on, greet, opens
from rtsim.model.kernel.heads import REQUEST_HEAD, sent_on
from rtsim.model.kernel.holding import hold
from rtsim.model.kernel.keeping import find, put
from rtsim.model.kernel.links import latency, transfer_poll
from rtsim.model.kernel.manners import manner_of, opened_in
from rtsim.model.kernel.overlapping import had, note_on_way
from rtsim.model.kernel.polls import ask_again, cut_short, fail
from rtsim.model.kernel.probing import announce_soon, greet_client, polls_no_more
from rtsim.model.kernel.threads import give_back
from rtsim.model.kernel.timers import next_tick, pause, set_timer
from rtsim.model.layout import ARRIVE, CLOCK, LEAVE, NOWHERE, POLLING, SETTLE, UP, World
from rtsim.model.load import REQUEST
from rtsim.model.traffic import REQUESTS


def ask(world: World, client: int, departs: float) -> None:
    """Let the next request leave at `departs`."""
    state, settings, who = world.state[0], world.settings[0], world.clients[client]
    if world.manners[manner_of(world, client)].staged or (settings.faulty and departs >= ends(world, client)):
        push(world, departs if departs > state.now else state.now, LEAVE, client, 0)
        return
    connection = who.kept
    who.kept = NOWHERE
    leaves = departs
    if connection == NOWHERE:
        connection = _idle(world, client, departs)
    if connection == NOWHERE and settings.faulty:
        push(world, departs if departs > state.now else state.now, LEAVE, client, 0)
        return
    if connection == NOWHERE:
        connection = make(world, client, POLLING, NOWHERE)
        greet(world, connection)
        admitted = departs + latency(world, client, UP)
        leaves = opens(world, connection, admitted)
        if client == settings.traced:
            manner, greeting = opened_in(world, connection), world.connections[connection].greeting
            tell(world, SET_UP, connection, NOWHERE, manner, greeting, 0, departs, admitted, leaves)
    world.connections[connection].departs = departs
    _travel(world, connection, leaves)


def _idle(world: World, client: int, at: float) -> int:
    """Take an idle connection of a client, if it has one."""
    who = world.clients[client]
    if who.pool == NOWHERE:
        return NOWHERE
    who.pool = find(world, who.pool, at)
    return world.state[0].found


def _travel(world: World, connection: int, leaves: float) -> None:
    """Take a request to the server."""
    state, settings, row = world.state[0], world.settings[0], world.connections[connection]
    if settings.faulty:
        row.at = -1.0
        if row.dead:
            ask_again(world, row.client, lose_dead(world, connection, leaves))
            return
    size = sent_on(world, connection, UP, REQUEST_HEAD, world.manners[opened_in(world, connection)].request)
    row.sent = size
    arrive = transfer_poll(world, row.client, UP, leaves, size)
    if settings.faulty and arrive >= ends(world, row.client):
        fail(world, connection, ends(world, row.client))
        return
    if row.client == settings.traced:
        tell(world, ASKED, connection, NOWHERE, NOWHERE, NOWHERE, size, leaves, arrive, 0.0)
    push(world, arrive if arrive > state.now else state.now, ARRIVE, connection, 0)


def set_out(world: World, client: int) -> None:
    """Let a request leave now, on a connection that may have to knock first."""
    who, now = world.clients[client], world.state[0].now
    if borrows(world, client):
        connection = borrow(world, make(world, client, POLLING, NOWHERE))
        if connection != NOWHERE:
            set_off(world, connection)
        return
    connection = who.kept
    who.kept = NOWHERE
    if connection == NOWHERE:
        connection = _idle(world, client, now)
    if connection == NOWHERE:
        connection = make(world, client, POLLING, NOWHERE)
        world.connections[connection].at = now
        knock(world, connection)
        return
    world.connections[connection].departs = now
    _travel(world, connection, now)


def set_off(world: World, connection: int) -> None:
    """Let the request leave now for which a connection has been opened."""
    row = world.connections[connection]
    row.departs = row.at
    _travel(world, connection, world.state[0].now)


def tick(world: World, client: int) -> None:
    """Ask by the clock, whatever has become of earlier requests."""
    push(world, next_tick(world, client), CLOCK, client, 0)
    set_out(world, client)


def arrive(world: World, connection: int) -> None:
    """Queue the work of a request that is at the server; what it finds is settled when that completes."""
    state, settings, row = world.state[0], world.settings[0], world.connections[connection]
    client, now, manner = row.client, state.now, world.manners[opened_in(world, connection)]
    forget(world, client)
    size, longer, opens_it = 0, 0.0, first_on(world, connection)
    if settings.per_byte > 0.0 or manner.packs:
        size = row.sent
        messages, payload = news(world, client, world.clients[client].cursor)
        if messages > 0 or not manner.holds or is_greeted(world, client):
            size += answer_size(world, connection, messages, payload)
            longer = packing(world, opened_in(world, connection), messages, payload)
    done = serve_longer(world, world.clients[client].node, REQUEST, now, size, opens_it, longer)
    if client == settings.traced:
        tell(world, TAKEN_IN, connection, NOWHERE, opens_it, NOWHERE, size, now, done, longer)
    row.at = now
    row.done = done
    if settings.faulty and not settings.threaded:
        row.reached = now
    if settings.faulty and done >= deadline(world, connection):
        up(world, REQUESTS, now, row.sent, 0, 0)
        if settings.threaded:
            give_back(world, world.clients[client].node, done)
        cut_short(world, connection)
        return
    if not settings.foresees:
        push(world, done, SETTLE, connection, 0)
    elif manner.fixed and not manner.clockwork:
        follows = row.departs + pause(world, client)
        world.overlaps[client].follows = follows
        settle(world, connection)
        ask(world, client, follows)
    else:
        settle(world, connection)


def settle(world: World, connection: int) -> None:
    """Read the log, and answer or hold."""
    settings, row = world.settings[0], world.connections[connection]
    client, manner = row.client, world.manners[opened_in(world, connection)]
    read = had(world, client, row.departs) if manner.fixed else world.clients[client].cursor
    messages, greeted = news(world, client, read)[0], is_greeted(world, client)
    at_once = messages > 0 or not manner.holds or greeted
    up(world, REQUESTS, row.at, row.sent, 0, 1 if at_once else 0)
    if not at_once:
        hold(world, connection)
        if settings.faulty:
            opened_again(world, client, row.done)
            announce_soon(world, client, row.done)
        return
    if settings.threaded:
        give_back(world, world.clients[client].node, row.done)
    if greeted:
        greet_client(world, connection)
    else:
        mark_read(world, client, connection, read, messages)
    depart(world, connection, row.done)


def depart(world: World, connection: int, done: float) -> None:
    """Let an answer leave that is made at `done`: at once, or at the end of the event loop's turn."""
    settings = world.settings[0]
    if settings.turns:
        node = world.nodes[world.clients[world.connections[connection].client].node]
        if node.gathering:
            await_turn(world, connection)
            node.gathering += 1
            return
        done = node.over if node.over > done else done
    proceed(world, connection, done)


def await_turn(world: World, connection: int) -> None:
    """Put an answer behind all others that wait for the end of the event loop's turn."""
    node = world.nodes[world.clients[world.connections[connection].client].node]
    world.connections[connection].next = NOWHERE
    if node.last == NOWHERE:
        node.first = connection
    else:
        world.connections[node.last].next = connection
    node.last = connection


def end_turn(world: World, number: int) -> None:
    """Begin the next turn with all that is ready; then its end is known, and when its answers leave."""
    node = world.nodes[number]
    node.gathering = 0
    node.over = node.free
    connection = node.first
    node.first = NOWHERE
    node.last = NOWHERE
    while connection != NOWHERE:
        after = world.connections[connection].next
        proceed(world, connection, node.over)
        connection = after


def proceed(world: World, connection: int, left: float) -> None:
    """Send an answer, and go on from it."""
    settings, row = world.settings[0], world.connections[connection]
    client = row.client
    there = send(world, connection, left)
    if there == inf:
        cut_short(world, connection)
        return
    row.requests += 1
    last, follows, asks = settings.faulty and _back(world, client, there), inf, 0
    polls = not (settings.faulty and settings.probes and polls_no_more(world, connection, there))
    if polls and world.manners[opened_in(world, connection)].fixed:
        note_on_way(world, client, connection)
        follows = world.overlaps[client].follows
    elif polls:
        wait, asks = pause(world, client), 1
        follows = set_timer(world, client, there, wait) if settings.faulty else there + wait
    if last:
        cut(world, connection, left)
    else:
        _keep(world, client, connection, left, there, follows)
    if asks:
        ask(world, client, follows)


def _back(world: World, client: int, there: float) -> bool:
    """Note that a client has its answer at `there`; tell whether its connection is to be closed after it."""
    opened_again(world, client, there)
    announce_soon(world, client, there)
    last = world.recoveries[client].closing > 0
    world.recoveries[client].closing = 0
    return last


def _keep(world: World, client: int, connection: int, done: float, there: float, wanted: float) -> None:
    """Keep a connection for the next request, which leaves when it is `wanted`, or let it fall idle."""
    who, keep_alive = world.clients[client], world.manners[opened_in(world, connection)].keep_alive
    if is_borrowed(world, connection):
        give_back_at(world, connection, done, there)
        return
    world.connections[connection].idle = there
    if who.kept == NOWHERE and who.pool == NOWHERE and there <= wanted < done + keep_alive:
        who.kept = connection
    else:
        put(world, connection, done, there, keep_alive, who.pool)
        who.pool = connection
