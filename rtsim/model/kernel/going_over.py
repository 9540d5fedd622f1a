"""Going over: clients that poll first come to their WebSocket, step by step (see `probing`)."""

from math import inf

from rtsim.model import layout
from rtsim.model.facts import WORKED
from rtsim.model.kernel.books import down, tell, up
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, ends, knock, make
from rtsim.model.kernel.cores import queue
from rtsim.model.kernel.fan_out import answer_held
from rtsim.model.kernel.heartbeats import beat_from
from rtsim.model.kernel.links import leave, transfer
from rtsim.model.kernel.probing import PASSES_STEP, PROBE_STEP, UPGRADE_STEP, session_of, tell_step
from rtsim.model.kernel.publishing import send_waiting
from rtsim.model.kernel.pull import set_out
from rtsim.model.kernel.push import connect, connect_again, join_channel, stay
from rtsim.model.layout import DOWN, FALLBACK, GREETING, NAMING, NOWHERE, OWN, PUSHING, UP, World
from rtsim.model.load import HEARTBEAT
from rtsim.model.traffic import HANDSHAKE
from rtsim.upgrading import NUDGES


def start(world: World, place: int) -> None:
    """Send an endpoint on its way, and call the next one."""
    endpoint = world.starts[place]
    if place + 1 < world.settings[0].opening:
        push(world, world.beats[world.starts[place + 1]].due, layout.START, place + 1, 0)
    come_back(world, endpoint)


def come_back(world: World, endpoint: int) -> None:
    """Let an endpoint open its push connection, or a session with polls if that is how it begins."""
    settings = world.settings[0]
    if not (settings.faulty and settings.probes and endpoint < settings.clients):
        connect(world, endpoint)
        return
    recovery = world.recoveries[endpoint]
    recovery.manner = FALLBACK
    recovery.stage = GREETING
    recovery.passed = inf
    recovery.trying = 1
    set_out(world, endpoint)


def be_greeted(world: World, client: int, session: int) -> None:
    """Let a client go on that has an answer which opens its session, with a probe, or connects it, with what waits."""
    recovery, now = world.recoveries[client], world.state[0].now
    if session != session_of(world, client):
        return
    if recovery.stage == NAMING:
        connection = make(world, client, PUSHING, session)
        row = world.connections[connection]
        row.manner = OWN
        row.idle = now + world.settings[0].after
        knock(world, connection)
    elif recovery.manner == FALLBACK:
        recovery.trying = 0
        send_waiting(world, client, now, layout.SEND_AGAIN)


def _is_over(world: World, connection: int, at: float) -> bool:
    """Close a probe whose session is over, or that is cut before `at`; tell if it is."""
    row = world.connections[connection]
    end = ends(world, row.client)
    if row.message != session_of(world, row.client):
        end = world.state[0].now
    if at < end:
        return False
    cut(world, connection, end)
    return True


def ask_to_pass(world: World, connection: int) -> None:
    """Let a client's probe leave on its WebSocket, which is open."""
    row, now, size = world.connections[connection], world.state[0].now, world.settings[0].probe_asks
    arrive = transfer(world, row.client, UP, now, size)
    if not _is_over(world, connection, arrive):
        tell_step(world, connection, PROBE_STEP, 0, size, now, arrive)
        push(world, arrive, layout.PROBED, connection, 0)


def say_that_it_passes(world: World, connection: int) -> None:
    """Answer a probe that is at its node, and see that the client's poll is answered soon."""
    row, settings, now = world.connections[connection], world.settings[0], world.state[0].now
    client = row.client
    number = world.clients[client].node
    up(world, HANDSHAKE, now, settings.probe_asks, 0, 0)
    done = queue(world, number, HEARTBEAT, now, settings.probe_asks, 0, 0.0)
    left = leave(world, number, done, settings.probe_says)
    there = transfer(world, client, DOWN, left, settings.probe_says)
    if _is_over(world, connection, there):
        return
    down(world, HANDSHAKE, left, settings.probe_says, 0)
    if client == settings.traced:
        tell(world, WORKED, connection, NOWHERE, HEARTBEAT, NOWHERE, settings.probe_asks, now, done, 0.0)
    tell_step(world, connection, PASSES_STEP, 0, settings.probe_says, left, there)
    recovery = world.recoveries[client]
    recovery.passed = there
    recovery.probe = connection
    push(world, there, layout.PASSES, client, row.message)
    push(world, now + NUDGES, layout.NUDGE, client, row.message)


def pass_probe(world: World, client: int, session: int) -> None:
    """Let what a client sends wait, whose probe has passed, until it has gone over."""
    if session == session_of(world, client) and world.recoveries[client].probe != NOWHERE:
        world.recoveries[client].trying = 1


def nudge(world: World, client: int, session: int) -> None:
    """Answer the poll that a client has under way, if it is held, until the client has gone over."""
    if session != session_of(world, client) or world.recoveries[client].probe == NOWHERE:
        return
    if world.clients[client].due < inf:
        answer_held(world, client)
    push(world, world.state[0].now + NUDGES, layout.NUDGE, client, session)


def switch(world: World, client: int, session: int) -> None:
    """Let a client say on its WebSocket that it polls no more, and send there from now on."""
    recovery, now, size = world.recoveries[client], world.state[0].now, world.settings[0].probe_ends
    connection = recovery.probe
    if session != session_of(world, client):
        return
    recovery.probe = NOWHERE
    recovery.manner = OWN
    recovery.trying = 0
    recovery.expires = inf
    arrive = transfer(world, client, UP, now, size)
    if arrive >= ends(world, client):
        connect_again(world, client, cut(world, connection, ends(world, client)))
        return
    tell_step(world, connection, UPGRADE_STEP, 0, size, now, arrive)
    world.endpoints[client].opened = now
    send_waiting(world, client, now, layout.SEND_AGAIN)
    push(world, arrive, layout.GO_OVER, connection, 0)


def go_over(world: World, connection: int) -> None:
    """Write from now on what is for a client on its WebSocket, and what has come since its last poll."""
    client, now = world.connections[connection].client, world.state[0].now
    up(world, HANDSHAKE, now, world.settings[0].probe_ends, 0, 0)
    stay(world, connection, now, now)
    join_channel(world, client, now)
    world.state[0].joined = NOWHERE
    beat_from(world, world.clients[client].node, client, now)
