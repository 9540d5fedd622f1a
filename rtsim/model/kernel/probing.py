"""Probing: a client that polls first tries meanwhile whether a WebSocket passes (Engine.IO's protocol, Upgrade).

    client                          node
      | -- poll --------------------> |
      | <---------- session's start - |   at once
      | -- connect, poll -----------> |   the POST and the poll after it
      | <---------------- connected - |   at once: from here on the client gets messages, by polls
      | -- set-up, upgrade ---------> |   beside them, since the first answer
      | <------------------ response- |
      | -- probe -------------------> |   work `heartbeat`
      | <------------------- passes - |   the client polls no more once it has this and its poll's answer
      | <---- empty answer to a poll- |   100 ms after the probe, and each 100 ms again
      | -- upgrade -----------------> |   what the log has for the client follows on the WebSocket

Whose probe fails polls on. Whose polls fail, or whose WebSocket is cut, begins with another session.
"""

from math import inf

from rtsim.model.facts import STEPPED
from rtsim.model.kernel.answers import go_past, mark_unread
from rtsim.model.kernel.books import down, tell, up
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import ends
from rtsim.model.kernel.cores import queue
from rtsim.model.kernel.links import leave, transfer_post
from rtsim.model.layout import (
    ABOUT_TO,
    DOWN,
    GREETED,
    GREETING,
    JOINED,
    MOST_ATTEMPTS,
    NAMING,
    NOBODY,
    NOWHERE,
    POLLS,
    PUSHING,
    SWITCH,
    UP,
    World,
)
from rtsim.model.load import PUBLISH
from rtsim.model.traffic import PUBLISHING

PROBE_STEP, PASSES_STEP, UPGRADE_STEP, CONNECT_STEP, CONNECTED_STEP = range(5)
DOES_NOT_PASS, HAS_FALLEN_BACK = 1, 2  # what becomes of a client that is blocked


def is_probe(world: World, connection: int) -> bool:
    """Tell whether a connection is opened beside polls, by a client that stays with those if it fails."""
    settings, row = world.settings[0], world.connections[connection]
    return settings.faulty and settings.probes and row.purpose == PUSHING and row.client < settings.clients


def tell_step(world: World, connection: int, step: int, answered: int, size: int, left: float, there: float) -> None:
    """Tell of a step that brings a client from its polls to its WebSocket, if that is traced."""
    if world.connections[connection].client == world.settings[0].traced:
        tell(world, STEPPED, connection, NOWHERE, step, answered, size, left, there, 0.0)


def session_of(world: World, client: int) -> int:
    """Give the number of a client's session, as an event can tell it apart from those before."""
    return int(world.recoveries[client].attempt & MOST_ATTEMPTS)


def stay_with_polls(world: World, client: int) -> None:
    """Note that a client whose upgrade does not pass goes on in its other manner."""
    recovery, state = world.recoveries[client], world.state[0]
    if recovery.blocked == DOES_NOT_PASS and state.now < world.settings[0].end:
        recovery.blocked = HAS_FALLEN_BACK
        state.fell_back += 1


def greet_client(world: World, connection: int) -> None:
    """Answer a poll that opens a session, or the one that connects it: then its client's place is in the log."""
    settings, row = world.settings[0], world.connections[connection]
    client = row.client
    if world.recoveries[client].stage == NAMING:
        if settings.anew:
            go_past(world, client, NOWHERE)
        row.done = queue(world, world.clients[client].node, PUBLISH, row.done, settings.connects, 0, 0.0)
        left = leave(world, world.clients[client].node, row.done, settings.connected)
        there = transfer_post(world, client, DOWN, left, settings.connected)
        tell_step(world, connection, CONNECTED_STEP, 0, settings.connected, left, there)
        down(world, PUBLISHING, left, settings.connected, 0)
    mark_unread(world, client, connection)


def _connect_session(world: World, connection: int, at: float) -> None:
    """Let the POST leave that connects a client to its session, whose answer comes with the next poll's."""
    settings, client = world.settings[0], world.connections[connection].client
    arrive = transfer_post(world, client, UP, at, settings.connects)
    if arrive < ends(world, client):
        up(world, PUBLISHING, arrive, settings.connects, 0, settings.answered)
        tell_step(world, connection, CONNECT_STEP, settings.answered, settings.connects, at, arrive)


def polls_no_more(world: World, connection: int, there: float) -> bool:
    """Go on with a session whose poll's answer is `there` at an instant; tell if it was the last one."""
    client = world.connections[connection].client
    recovery, session = world.recoveries[client], session_of(world, client)
    if recovery.stage != POLLS:
        if recovery.stage == GREETING:
            _connect_session(world, connection, there)
        recovery.stage += 1
        push(world, there, GREETED, client, session)
    if recovery.passed > there:
        return False
    recovery.passed = inf
    push(world, there, SWITCH, client, session)
    return True


def announce_soon(world: World, client: int, at: float) -> None:
    """Let a client be announced to its room that has its first answer at `at`, or is held from then on.

    Where a session is opened first, it is in its room once that is connected.
    """
    recovery = world.recoveries[client]
    if world.settings[0].announces and recovery.member == NOBODY and recovery.stage != GREETING:
        recovery.member = ABOUT_TO
        push(world, at if at > world.state[0].now else world.state[0].now, JOINED, client, 0)
