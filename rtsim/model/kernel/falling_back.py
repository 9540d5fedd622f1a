"""Falling back: a client whose upgrade has not passed uses another way from now on.

client              intermediary               node
| -- set-up, upgrade -> |                      |
|                       x                      |   it does not pass: an answer says so, or nothing happens
|   so long                                    |
| -- request --------------------------------> |   what the other technique does
"""

from rtsim.model.kernel.publishing import send_waiting
from rtsim.model.kernel.pull import set_out, tick
from rtsim.model.kernel.push import connect
from rtsim.model.layout import SEND_AGAIN, World

DOES_NOT_PASS, HAS_FALLEN_BACK = 1, 2  # what becomes of a client that is blocked


def fall_back(world: World, client: int) -> None:
    """Let a client fall back now, and send what has waited for its way up."""
    state, recovery = world.state[0], world.recoveries[client]
    manner = world.manners[recovery.manner]
    recovery.trying = 0
    if recovery.blocked == DOES_NOT_PASS and state.now < world.settings[0].end:
        recovery.blocked = HAS_FALLEN_BACK
        state.fell_back += 1
    send_waiting(world, client, state.now, SEND_AGAIN)
    if manner.pushes:
        connect(world, client)
    elif manner.clockwork:
        tick(world, client)
    else:
        set_out(world, client)
