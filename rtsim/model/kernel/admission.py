"""Admission: a connection that knocks is let in, or turned away, and then what it was opened for fails."""

from math import inf

from rtsim.model import layout
from rtsim.model.facts import REFUSED, SET_UP
from rtsim.model.kernel.accepting import is_full, line_up
from rtsim.model.kernel.books import tell, within
from rtsim.model.kernel.calendar import drop_end, push
from rtsim.model.kernel.connections import (
    cut,
    ends,
    free,
    go_nowhere,
    is_out,
    is_own_cut,
    make,
    node_of,
    release_row,
)
from rtsim.model.kernel.greeting import opens
from rtsim.model.kernel.keeping import put
from rtsim.model.kernel.links import latency
from rtsim.model.kernel.manners import opened_in
from rtsim.model.kernel.polls import ask_again
from rtsim.model.kernel.push import fail_to_connect
from rtsim.model.kernel.retrying import UNAVAILABLE
from rtsim.model.kernel.sessions import leave_session_line
from rtsim.model.kernel.syn import lose_syn
from rtsim.model.kernel.unsent import not_sent
from rtsim.model.layout import CARRYING, CLOSED_SESSION, DOWN, NOWHERE, POLLING, POSTING, PUSHING, STANDING, UP, World


def come_in(world: World, connection: int) -> None:
    """Let a connection in that knocks now, or turn it away."""
    state, settings, row = world.state[0], world.settings[0], world.connections[connection]
    endpoint = row.client
    if settings.faulty and _is_lost(world, connection):
        return
    admitted = admit(world, connection)
    if admitted == inf:
        state.refused += within(world, state.now)
        back = state.now + latency(world, endpoint, DOWN)
        if settings.stands_in:  # an intermediary sets the connection up, is asked, and answers 503
            for _ in range(settings.round_trips):
                back += latency(world, endpoint, UP) + latency(world, endpoint, DOWN)
        if endpoint == settings.traced:
            stands_in = float(settings.stands_in)
            tell(world, REFUSED, connection, NOWHERE, NOWHERE, NOWHERE, row.purpose, row.departs, back, stands_in)
        _turned_away(world, connection, back)
        return
    if settings.faulty and admitted >= ends(world, endpoint):
        if is_own_cut(world, endpoint, ends(world, endpoint)) and world.recoveries[endpoint].mute:
            lose_syn(world, connection)
            return
        fail_to_come_in(world, connection, ends(world, endpoint) + latency(world, endpoint, DOWN))
        return
    if settings.faulty:
        line_up(world, node_of(world, endpoint), admitted)
    ready = opens(world, connection, admitted)
    if endpoint == settings.traced:
        manner, greeting = opened_in(world, connection), row.greeting
        tell(world, SET_UP, connection, NOWHERE, manner, greeting, 0, row.departs, admitted, ready)
    if settings.faulty and ready >= ends(world, endpoint):
        if is_own_cut(world, endpoint, ends(world, endpoint)) and world.recoveries[endpoint].mute:
            _begin_again(world, connection)
            return
        fail_to_come_in(world, connection, cut(world, connection, ends(world, endpoint)))
        return
    if row.purpose == STANDING:
        pool = world.endpoints[endpoint]
        keep_alive = world.manners[opened_in(world, connection)].post_keep_alive
        put(world, connection, ready, ready, keep_alive, pool.pool)
        pool.pool = connection
    else:
        push(world, ready, layout.READY, connection, 0)


def admit(world: World, number: int) -> float:
    """Give when the connection that knocks now is admitted; never, if its door is full."""
    state, settings, row = world.state[0], world.settings[0], world.connections[number]
    node = world.nodes[node_of(world, row.client)]
    if state.now < node.up:
        return inf
    if not settings.doors:
        return state.now
    if node.inside >= settings.most:
        _let_out(world, state.now)
        if node.inside >= settings.most:
            return inf
    node.inside += 1
    admitted = state.now if state.now > node.admits else node.admits
    node.admits = admitted + settings.gap
    return admitted


def _let_out(world: World, at: float) -> None:
    """Count those out whose connections were closed by `at` and not used again in time."""
    state, ends = world.state[0], world.ends
    while state.ends > 0 and ends[0].at <= at:
        row = world.connections[ends[0].index]
        if row.closes == ends[0].at and (row.used & 32767) == ends[0].node:
            world.nodes[node_of(world, row.client)].inside -= 1
        drop_end(world)


def _is_lost(world: World, connection: int) -> bool:
    """Let a first packet be lost, or not be let through, if its endpoint has no path or its node no room for it."""
    endpoint = world.connections[connection].client
    if is_out(world, endpoint):
        go_nowhere(world, connection)
        return True
    if is_full(world, node_of(world, endpoint)):
        lose_syn(world, connection)
        return True
    return False


def _begin_again(world: World, connection: int) -> None:
    """Let a first packet be sent again whose answer is lost; the node closes what it has set up when nothing comes."""
    row = world.connections[connection]
    other = make(world, row.client, row.purpose, row.message)
    anew = world.connections[other]
    anew.departs, anew.idle, anew.at, anew.busy = row.departs, row.idle, row.at, row.busy
    anew.greeting = row.greeting
    if row.purpose == CARRYING:
        world.sessions[row.client].transport = other
    row.busy = 0
    cut(world, connection, ends(world, row.client))
    lose_syn(world, other)


def _turned_away(world: World, connection: int, back: float) -> None:
    """Let whoever knocked try again, who hears at `back` that the connection is not let in."""
    settings, row = world.settings[0], world.connections[connection]
    if settings.faulty and row.busy:
        free(world, connection, back)
    is_up = world.nodes[node_of(world, row.client)].up <= world.state[0].now
    if not settings.faulty or (row.purpose >= POSTING and is_up):
        manner = world.manners[opened_in(world, connection)]
        retry = manner.post_retry if row.purpose >= POSTING else manner.retry
        push(world, back + retry, layout.AGAIN, connection, 0)
        return
    if not settings.doors:
        release_row(world, connection)
    fail_to_come_in(world, connection, back)


def fail_to_come_in(world: World, connection: int, notice: float) -> None:
    """Let what a connection was opened for fail, when its endpoint notices."""
    row = world.connections[connection]
    if row.purpose != CARRYING:
        _fail_request(world, connection, notice)
        return
    session = world.sessions[row.client]
    session.stage = CLOSED_SESSION
    session.transport = NOWHERE
    while session.first != NOWHERE:
        waiting = leave_session_line(world, row.client)
        _fail_request(world, waiting, notice)
        release_row(world, waiting)


def _fail_request(world: World, connection: int, notice: float) -> None:
    row = world.connections[connection]
    if world.settings[0].faulty and row.busy:
        free(world, connection, notice)
    if row.purpose == POLLING:
        ask_again(world, row.client, notice)
    elif row.purpose == PUSHING:
        if world.settings[0].stands_in:
            world.recoveries[row.client].said = UNAVAILABLE
        fail_to_connect(world, connection, notice)
    elif row.purpose == POSTING:
        not_sent(world, row.message, notice)
