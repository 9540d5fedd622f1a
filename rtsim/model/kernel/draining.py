"""Draining: an endpoint's connections are closed one by one, while whoever knocks is let in.

What has been written before the close still arrives; a held request is answered, and its connection closed then.
"""

from math import inf

from rtsim.model.kernel.browsers import is_limited
from rtsim.model.kernel.buffering import run_dry
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, cut_idle, darken, node_of
from rtsim.model.kernel.cores import join
from rtsim.model.kernel.fan_out import reply
from rtsim.model.kernel.heartbeats import stop_beats
from rtsim.model.kernel.holding import release
from rtsim.model.kernel.push import connect_again, fail_to_connect
from rtsim.model.kernel.retrying import NORMAL, RECONNECT
from rtsim.model.kernel.sending import empty_buffer, flush
from rtsim.model.kernel.threads import give_back
from rtsim.model.layout import CLOSE, LEFT, MEMBER, NOWHERE, World


def drain(world: World, number: int, over: float, event: int) -> None:
    """Close the connections of a node's endpoints evenly over so many seconds from now on."""
    now, present, place = world.state[0].now, 0, 0
    for endpoint in range(world.settings[0].endpoints):
        present += _is_present(world, endpoint, number)
    for endpoint in range(world.settings[0].endpoints):
        if _is_present(world, endpoint, number):
            push(world, now + over * place / present, CLOSE, endpoint, event)
            place += 1


def _is_present(world: World, endpoint: int, number: int) -> int:
    return 1 if node_of(world, endpoint) == number and world.recoveries[endpoint].present else 0


def idle_count(world: World, endpoint: int) -> int:
    """Give how many idle connections an endpoint has for POST, or its browser for all."""
    count, place = 0, world.endpoints[endpoint].pool
    if world.settings[0].faulty and is_limited(world, endpoint):
        place = world.browsers[world.tabs[endpoint].browser].pool
    while place != NOWHERE:
        count += 1
        place = world.connections[place].next
    return count


def close(world: World, endpoint: int, event: int) -> None:
    """Close an endpoint's connections now because of a drain, unless a later fault has cut them."""
    now, settings = world.state[0].now, world.settings[0]
    if world.recoveries[endpoint].event > event:
        return
    idle = cut_all_idle(world, endpoint, now)
    lose_place(world, endpoint)
    if world.recoveries[endpoint].connection != NOWHERE:
        if settings.buffers and endpoint < settings.clients:
            flush(world, endpoint)
        darken(world, endpoint, event, now)
        stop_beats(world, endpoint)
        world.recoveries[endpoint].said = world.nodes[node_of(world, endpoint)].says if settings.codes else NORMAL
        close_push(world, endpoint, now)
        if settings.threaded:
            give_back(world, node_of(world, endpoint), now)
    elif endpoint < settings.clients and not settings.in_turn:
        world.recoveries[endpoint].closing = 0 if idle else 1
        if world.clients[endpoint].due < inf:
            _answer_held(world, endpoint, now)


def _answer_held(world: World, client: int, now: float) -> None:
    connection = release(world, client, now)
    if world.settings[0].turns:
        join(world, world.clients[client].node, now)
    reply(world, connection)


def close_push(world: World, endpoint: int, now: float) -> None:
    """Close an endpoint's push connection now; it comes back when it notices."""
    recovery = world.recoveries[endpoint]
    if endpoint < world.settings[0].clients:
        who = world.clients[endpoint]
        world.here[who.seat] = 0
        world.places[who.place].here -= 1
        if world.settings[0].buffers:
            empty_buffer(world, endpoint)
        if recovery.member == MEMBER:
            push(world, now, LEFT, endpoint, 0)
    world.endpoints[endpoint].opened = inf
    if world.settings[0].buffering > 0:
        run_dry(world, endpoint, now)
    connection, since = recovery.connection, recovery.since
    recovery.connection = NOWHERE
    recovery.since = inf
    notice = cut(world, connection, now)
    if since > now:
        fail_to_connect(world, connection, notice)
        return
    if now - since >= world.policies[RECONNECT].reset_after:
        recovery.tries = 0
    connect_again(world, endpoint, notice)


def cut_all_idle(world: World, endpoint: int, now: float) -> bool:
    """Cut the idle connections of an endpoint; tell whether it has none in use for its polls."""
    if world.settings[0].faulty and is_limited(world, endpoint):
        browser = world.browsers[world.tabs[endpoint].browser]
        cut_idle(world, browser.pool, now)
        browser.pool = NOWHERE
        return world.tabs[endpoint].polls == 0
    row = world.endpoints[endpoint]
    cut_idle(world, row.pool, now)
    row.pool = NOWHERE
    if endpoint >= world.settings[0].clients:
        return False
    who = world.clients[endpoint]
    found = cut_idle(world, who.pool, now)
    who.pool = NOWHERE
    if who.kept != NOWHERE and who.due == inf:
        cut(world, who.kept, now)
        who.kept = NOWHERE
        found = True
    return found


def lose_place(world: World, endpoint: int) -> None:
    """Let an endpoint's place in the log mean nothing any more, if the log does not survive."""
    if not world.settings[0].survives and endpoint < world.settings[0].clients:
        world.clients[endpoint].stale = 1
