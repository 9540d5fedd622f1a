"""Connections: opened when needed, kept alive while idle, used again, and cut.

What knocks at a door waits for its answer; elsewhere a set-up is known when it begins.
Where paths are cut, the instant of the next cut is known beforehand, to the model and to nobody in it: what would be
under way then does not arrive, and whoever waits for it notices when the reset is there.
"""

from math import inf

from rtsim.model.facts import CUT
from rtsim.model.kernel.books import count_end, step, tell
from rtsim.model.kernel.calendar import note_end, push
from rtsim.model.kernel.darkness import count_try
from rtsim.model.kernel.greeting import connects_in, extra_kept, greet
from rtsim.model.kernel.links import GIVES_UP, latency
from rtsim.model.kernel.manners import manner_of, opened_in
from rtsim.model.kernel.syn import lose_syn
from rtsim.model.layout import DOWN, ENDED, KNOCK, LET_GO, NOWHERE, POLLING, POSTING, PUSHING, UNREACHABLE, UP, World


def make(world: World, client: int, purpose: int, message: int) -> int:
    """Make a connection for an endpoint; give its number."""
    state = world.state[0]
    number = state.spare
    if number == NOWHERE:
        number = state.connections
        state.connections += 1
    else:
        state.spare = world.connections[number].next
    row = world.connections[number]
    row.idle = inf
    row.closes = inf
    row.client = client
    row.next = NOWHERE
    row.requests = 0
    row.purpose = purpose
    row.message = message
    row.way = 0
    row.dead = 0
    row.at = -1.0
    row.busy = 0
    row.waits = 0
    row.greeting = 0
    row.onto = NOWHERE
    row.streams = 0
    if world.settings[0].faulty:
        row.manner = manner_of(world, client)
    return number


def release_row(world: World, number: int) -> None:
    """Let a connection's row be used again."""
    state = world.state[0]
    world.connections[number].next = state.spare
    state.spare = number


def knock(world: World, number: int) -> None:
    """Let a connection's first packet leave now."""
    row, now = world.connections[number], world.state[0].now
    row.departs = now
    greet(world, number)
    if world.settings[0].faulty and row.purpose < POSTING:
        count_try(world, row.client, now)
    if world.settings[0].faulty and is_out(world, row.client):
        go_nowhere(world, number)
        return
    _reach_out(world, number, now)


def _reach_out(world: World, number: int, now: float) -> None:
    """Let a connection's first packet be at its node one way later, or at once with the request that it brings."""
    trips = connects_in(world, number)
    push(world, now if trips == 0 else now + latency(world, world.connections[number].client, UP), KNOCK, number, 0)


def is_out(world: World, endpoint: int) -> bool:
    """Tell whether an endpoint has no path now because of an outage."""
    return bool(world.recoveries[endpoint].back > world.state[0].now)


def go_nowhere(world: World, number: int) -> None:
    """Let a connection's first packet be lost to an outage, or its client be told at once that there is no path."""
    if world.recoveries[world.connections[number].client].muted:
        lose_syn(world, number)
    else:
        push(world, world.state[0].now, UNREACHABLE, number, 0)


def knock_again(world: World, number: int) -> None:
    """Let a connection's first packet leave again."""
    row, now = world.connections[number], world.state[0].now
    if row.purpose == PUSHING and row.idle <= now:  # given up
        if row.busy:
            free(world, number, now)
        release_row(world, number)
    elif is_out(world, row.client):
        go_nowhere(world, number)
    else:
        _reach_out(world, number, now)


def node_of(world: World, endpoint: int) -> int:
    """Give the node that serves an endpoint."""
    return world.endpoints[endpoint].node


def ends(world: World, endpoint: int) -> float:
    """Give the instant at which an endpoint's path to its node is cut next, because of its node or of its own."""
    fails = world.nodes[node_of(world, endpoint)].fails
    if world.settings[0].faulty and world.recoveries[endpoint].fails < fails:
        fails = world.recoveries[endpoint].fails
    return fails


def is_own_cut(world: World, endpoint: int, at: float) -> bool:
    """Tell whether an endpoint's path is cut at `at` while its node goes on."""
    return world.recoveries[endpoint].fails == at and at < world.nodes[node_of(world, endpoint)].fails


def cut(world: World, number: int, at: float) -> float:
    """Cut a connection at `at`, which is in use; give when its endpoint notices."""
    row, settings = world.connections[number], world.settings[0]
    notice, closed = at + latency(world, row.client, DOWN), at
    if is_own_cut(world, row.client, at):
        if not world.recoveries[row.client].mute:
            closed = at + latency(world, row.client, UP)
        else:
            notice = late = waits_until(world, number, row.departs, 0 if row.at < 0 else 1)
            notice = at if late < at else late
            note_vain(world, row.client, notice)
            manner = world.manners[opened_in(world, number)]
            closed = at + (manner.post_keep_alive if row.purpose >= POSTING else manner.keep_alive)
    if row.client == settings.traced and row.onto == NOWHERE:
        tell(world, CUT, number, NOWHERE, NOWHERE, NOWHERE, 0, at, notice, 0.0)
    if settings.faulty and row.busy:
        free(world, number, notice)
    shut(world, number, closed)
    return notice


def note_vain(world: World, endpoint: int, notice: float) -> None:
    """Note that an endpoint notices at `notice` that a request of its session's was in vain."""
    if world.settings[0].shared and notice < world.sessions[endpoint].notice:
        world.sessions[endpoint].notice = notice


def waits_until(world: World, number: int, departs: float, arrived: int) -> float:
    """Give when an endpoint notices that what left on a connection at `departs` is not answered: by its patience.

    TCP gives up what has not `arrived`; for an answer it waits for ever.
    """
    detect = world.manners[opened_in(world, number)].detect
    if detect < inf:
        return departs + detect
    return inf if arrived else departs + GIVES_UP


def lose_dead(world: World, number: int, departs: float) -> float:
    """Let what is sent at `departs` on a connection be lost that is cut already; give when its endpoint notices."""
    row, late = world.connections[number], waits_until(world, number, departs, 0)
    note_vain(world, row.client, late)
    if row.client == world.settings[0].traced and row.onto == NOWHERE:
        tell(world, CUT, number, NOWHERE, NOWHERE, NOWHERE, 0, departs, late, 0.0)
    if row.busy:
        free(world, number, late)
    shut(world, number, departs)
    return late


def shut(world: World, number: int, at: float) -> None:
    """Let a node close a connection at `at`, which is in use, or end the stream that stands for it."""
    row, now = world.connections[number], world.state[0].now
    pushed, streams = 1 if row.purpose == PUSHING else 0, row.onto != NOWHERE
    step(world, at, 0 if streams else -1, -pushed, 0, -pushed * extra_kept(world, number))
    if streams:
        row.done = at
        push(world, at if at > now else now, ENDED, number, 0)
        return
    count_end(world, row.client, at, 1)
    if world.settings[0].doors:
        row.closes = at
        note_end(world, at, number, row.used)
    done_with(world, number)


def free(world: World, number: int, at: float) -> None:
    """Let a connection not be one of those in use any more, of which its browser knows at `at`."""
    row = world.connections[number]
    row.busy = 0
    free_slot(world, row.client, row.purpose, at)


def free_slot(world: World, client: int, purpose: int, at: float) -> None:
    """Let a tab have one connection less in use, of which its browser knows at `at`."""
    tab, now = world.tabs[client], world.state[0].now
    tab.polls -= 1 if purpose == POLLING else 0
    push(world, at if at > now else now, LET_GO, tab.browser, 0)


def done_with(world: World, number: int) -> None:
    """Let the row of a connection that is closed be used again, if nobody looks at it any more."""
    row = world.connections[number]
    if row.way:
        row.way = 2
    elif row.waits == 0 and not world.settings[0].doors:
        release_row(world, number)
