"""Paths: one endpoint's path to its node is cut, while the node and the others go on.

What was under way has failed before, for its instant was known to it; here fails what only stands: idle connections,
the push connection, a held request, an answer that waits for the end of a turn and what waits for a thread. Each end
notices when the reset is there; without one, when it misses what it waits for.

    client                         node
      | <------- RST -- x -- RST --> |   the reset leaves for both ends
"""

from math import inf

from rtsim.model import layout
from rtsim.model.facts import CUT
from rtsim.model.kernel.books import tell
from rtsim.model.kernel.browsers import is_limited
from rtsim.model.kernel.buffering import run_dry, spill
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, free, free_slot, node_of, note_vain, waits_until
from rtsim.model.kernel.darkness import darken
from rtsim.model.kernel.dropping import drop_held, drop_turn, drop_waiting
from rtsim.model.kernel.ghosts import haunt, haunt_push
from rtsim.model.kernel.heartbeats import stop_beats
from rtsim.model.kernel.holding import unhold
from rtsim.model.kernel.keeping import cut_idle
from rtsim.model.kernel.links import latency
from rtsim.model.kernel.manners import manner_of, opened_in
from rtsim.model.kernel.polls import ask_again
from rtsim.model.kernel.push import connect_again, fail_to_connect
from rtsim.model.kernel.retrying import RECONNECT
from rtsim.model.kernel.sending import empty_buffer
from rtsim.model.kernel.sessions import leave_session
from rtsim.model.kernel.threads import give_back
from rtsim.model.layout import DOWN, LEFT, MEMBER, MOST_ATTEMPTS, NOTICE, NOWHERE, PUSHING, RESET, UP, VOID_END, World


def expect_cut(world: World, endpoint: int, at: float, mute: int) -> None:
    """Know that an endpoint's own path will be cut at `at`, with a reset or without."""
    world.recoveries[endpoint].fails = at
    world.recoveries[endpoint].mute = mute


def cut_path(world: World, endpoint: int, event: int) -> None:
    """Cut an endpoint's path now, as was expected; `event` stands for it when the endpoint comes back."""
    now, settings, recovery = world.state[0].now, world.settings[0], world.recoveries[endpoint]
    number, manner = node_of(world, endpoint), world.manners[manner_of(world, endpoint)]
    recovery.fails = now
    if recovery.mute:
        _deaden(world, endpoint)
    else:
        cut_all_idle(world, endpoint, now)
    darken(world, endpoint, event, now)
    begin_anew(world, endpoint, now)
    if recovery.connection != NOWHERE:
        if manner.buffering > 0:
            spill(world, endpoint)
        _haunt_open(world, endpoint, now)
    elif endpoint < settings.clients and not manner.pushes and world.clients[endpoint].due < inf:
        if recovery.mute:
            _haunt_held(world, endpoint, now)
        else:
            drop_held(world, endpoint, now)
            if settings.threaded:
                give_back(world, number, now + latency(world, endpoint, UP))
    if settings.threaded:
        drop_waiting(world, number, endpoint, now)
    drop_turn(world, number, endpoint, now)
    recovery.fails = inf


def begin_anew(world: World, endpoint: int, now: float) -> None:
    """Let what was under way hold nothing up any more on the next connection."""
    for way in (2 * endpoint + UP, 2 * endpoint + DOWN):
        world.ways[way].last = now
        world.ways[way].free = now
    world.recoveries[endpoint].closing = 0


def _deaden(world: World, endpoint: int) -> None:
    """Let an endpoint's idle connections be cut without its knowing: what is asked on them is lost."""
    if world.settings[0].shared:
        leave_session(world, endpoint, layout.DEAD_SESSION)
        return
    if world.settings[0].faulty and is_limited(world, endpoint):
        _deaden_list(world, world.browsers[world.tabs[endpoint].browser].pool)
        return
    _deaden_list(world, world.endpoints[endpoint].pool)
    if endpoint < world.settings[0].clients:
        who = world.clients[endpoint]
        _deaden_list(world, who.pool)
        if who.kept != NOWHERE and who.due == inf:
            world.connections[who.kept].dead = 1


def _deaden_list(world: World, head: int) -> None:
    place = head
    while place != NOWHERE:
        world.connections[place].dead = 1
        place = world.connections[place].next


def _haunt_open(world: World, endpoint: int, now: float) -> None:
    """Let an endpoint's push connection be a ghost from now on, in which it may believe itself for a while."""
    settings, recovery = world.settings[0], world.recoveries[endpoint]
    connection, since = recovery.connection, recovery.since
    beats, reset = inf, inf
    if world.manners[opened_in(world, connection)].heartbeat < inf:
        beats = world.beats[endpoint].due
        stop_beats(world, endpoint)
    _leave_channel(world, endpoint)
    busy = world.connections[connection].busy
    world.connections[connection].busy = 0
    late = inf
    if not recovery.mute:
        late = now + latency(world, endpoint, DOWN)
        if busy:
            free_slot(world, endpoint, PUSHING, late)
        reset = now + latency(world, endpoint, UP)
        recovery.since = inf
        _hear_of_end(world, endpoint, connection, since, late)
    elif since > now:
        late = waits_until(world, connection, world.connections[connection].departs, 1)
        if busy:
            free_slot(world, endpoint, PUSHING, late)
        fail_to_connect(world, connection, late)
    else:
        _believe(world, endpoint, VOID_END, now)
        late = recovery.notice
    if endpoint == settings.traced:
        tell(world, CUT, connection, NOWHERE, NOWHERE, NOWHERE, 0, now, late, 0.0)
    haunt_push(world, connection, beats, reset)


def _believe(world: World, endpoint: int, half: int, now: float) -> None:
    """Let an endpoint believe in its connection until it has heard nothing for too long, or what it sends fails."""
    recovery = world.recoveries[endpoint]
    notice = recovery.heard + world.manners[manner_of(world, endpoint)].detect
    recovery.notice = notice if notice > now else now
    recovery.half = half
    recovery.attempt += 1
    if notice < inf:
        push(world, recovery.notice, NOTICE, endpoint, recovery.attempt & MOST_ATTEMPTS)


def notice_cut(world: World, endpoint: int, attempt: int) -> None:
    """Let an endpoint notice now that the connection is gone in which it has believed, unless it has before."""
    recovery, now = world.recoveries[endpoint], world.state[0].now
    if recovery.half and (recovery.attempt & MOST_ATTEMPTS) == attempt and now >= recovery.notice:
        since = recovery.since
        recovery.half = 0
        note_vain(world, endpoint, now)
        recovery.notice = inf
        recovery.since = inf
        if world.manners[manner_of(world, endpoint)].slots > 0:
            free_slot(world, endpoint, PUSHING, now)
        _be_gone(world, endpoint, since, now)


def _haunt_held(world: World, client: int, now: float) -> None:
    """Let a client's held request be a ghost from now on; the client waits for its answer as long as it would."""
    due, connection = world.clients[client].due, unhold(world, client)
    late = waits_until(world, connection, world.connections[connection].departs, 1)
    note_vain(world, client, late)
    if client == world.settings[0].traced:
        tell(world, CUT, connection, NOWHERE, NOWHERE, NOWHERE, 0, now, late, 0.0)
    if world.connections[connection].busy:
        free(world, connection, late)
    ask_again(world, client, late if late > now else now)
    haunt(world, connection, due if due > now else now, inf)


def shut_push(world: World, endpoint: int, event: int, now: float) -> None:
    """Close an endpoint's push connection now because of an event, while its node goes on."""
    darken(world, endpoint, event, now)
    stop_beats(world, endpoint)
    close_push(world, endpoint, now)
    if world.settings[0].threaded:
        give_back(world, node_of(world, endpoint), now)


def close_push(world: World, endpoint: int, now: float) -> None:
    """Close an endpoint's push connection now; it comes back when it notices."""
    recovery = world.recoveries[endpoint]
    connection, since = recovery.connection, recovery.since
    _leave_stream(world, endpoint, now)
    recovery.since = inf
    _hear_of_end(world, endpoint, connection, since, cut(world, connection, now))


def drop_push(world: World, endpoint: int, now: float) -> None:
    """Let an endpoint's push connection be closed now by whoever answers it with a reset alone."""
    recovery = world.recoveries[endpoint]
    connection, since = recovery.connection, recovery.since
    _leave_stream(world, endpoint, now)
    if since <= now:
        world.connections[connection].busy = 0
        _believe(world, endpoint, RESET, now)
    cut(world, connection, now)


def _leave_stream(world: World, endpoint: int, now: float) -> None:
    """Take an endpoint out of its channel and its room; what a proxy holds back for it goes on."""
    _leave_channel(world, endpoint)
    if world.recoveries[endpoint].member == MEMBER:
        push(world, now, LEFT, endpoint, 0)
    if world.manners[manner_of(world, endpoint)].buffering > 0:
        run_dry(world, endpoint, now)


def _leave_channel(world: World, endpoint: int) -> None:
    """Take an endpoint off the list of those that messages are written to."""
    if endpoint < world.settings[0].clients:
        who = world.clients[endpoint]
        world.here[who.seat] = 0
        world.places[who.place].here -= 1
        if world.settings[0].buffers:
            empty_buffer(world, endpoint)
    world.endpoints[endpoint].opened = inf
    world.recoveries[endpoint].connection = NOWHERE


def _hear_of_end(world: World, endpoint: int, connection: int, since: float, notice: float) -> None:
    """Let an endpoint hear at `notice` of the end of a connection, of whose opening it has known `since` an instant."""
    if since > world.state[0].now:
        fail_to_connect(world, connection, notice)
    else:
        _be_gone(world, endpoint, since, notice)


def _be_gone(world: World, endpoint: int, since: float, notice: float) -> None:
    if world.state[0].now - since >= world.policies[RECONNECT].reset_after:
        world.recoveries[endpoint].tries = 0
    connect_again(world, endpoint, notice)


def cut_all_idle(world: World, endpoint: int, now: float) -> bool:
    """Cut the idle connections of an endpoint; tell whether it has none in use for its polls."""
    if world.settings[0].shared:
        leave_session(world, endpoint, layout.CLOSED_SESSION)
        return True
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
