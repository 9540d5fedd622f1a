"""Polls: when one fails whose path is cut or that takes too long, and when its client asks again."""

from math import inf

from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, ends, waits_until
from rtsim.model.kernel.darkness import darken, note_notice
from rtsim.model.kernel.expiring import NO_FAULT, deadline, is_silent, note_expiry
from rtsim.model.kernel.manners import manner_of
from rtsim.model.kernel.push import connect_again
from rtsim.model.kernel.retrying import RECONNECT
from rtsim.model.kernel.timers import pause, set_timer
from rtsim.model.kernel.upgrades import try_again_to_upgrade
from rtsim.model.layout import COME_BACK, LEAVE, NOWHERE, World


def fail(world: World, connection: int, at: float) -> None:
    """Let a poll fail whose path is cut at `at`."""
    client = world.connections[connection].client
    ask_again(world, client, cut(world, connection, at))


def cut_short(world: World, connection: int) -> None:
    """Let a poll fail whose answer does not come before its path is cut, or the intermediary's patience is over."""
    end, late = ends(world, world.connections[connection].client), deadline(world, connection)
    if late < end:
        be_overdue(world, connection, late)
    else:
        fail(world, connection, end)


def be_overdue(world: World, connection: int, at: float) -> None:
    """Let a poll fail whose connection an intermediary cuts at `at` because its answer takes too long.

    A client that is not told waits as long as it would have.
    """
    too_old = 1 if world.settings[0].lifetime < world.settings[0].idle else 0
    note_expiry(world, world.connections[connection].client, too_old, at)
    darken(world, world.connections[connection].client, NO_FAULT, at)
    if is_silent(world, too_old):
        late = waits_until(world, connection, world.connections[connection].departs, 1)
        ask_again(world, world.connections[connection].client, late if late > at else at)
        cut(world, connection, at)
    else:
        fail(world, connection, at)


def ask_again(world: World, client: int, notice: float) -> None:
    """Ask again after a poll whose client notices at `notice` that it has failed; by the clock that needs nothing.

    Where a poll is part of a session, that is over.
    """
    manner = world.manners[manner_of(world, client)]
    if world.settings[0].faulty and world.settings[0].probes:
        _end_session(world, client, notice)
        return
    note_notice(world, client, notice)
    if not manner.clockwork:
        wait = manner.again if manner.again >= 0 else pause(world, client)
        anew = COME_BACK if try_again_to_upgrade(world, client) else LEAVE
        push(world, set_timer(world, client, notice, wait), anew, client, 0)


def _end_session(world: World, client: int, notice: float) -> None:
    """Let a client notice at `notice` that its session is over, and open another one by its policy."""
    recovery = world.recoveries[client]
    if world.state[0].now - recovery.since >= world.policies[RECONNECT].reset_after:
        recovery.tries = 0
    recovery.trying = 0
    recovery.passed = inf
    if recovery.probe != NOWHERE:
        end = ends(world, client)
        cut(world, recovery.probe, end if end < notice else notice)
        recovery.probe = NOWHERE
    connect_again(world, client, notice)
