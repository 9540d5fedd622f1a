"""Falling back: a client whose upgrade has not passed uses another way from now on.

client              intermediary               node
| -- set-up, upgrade -> |                      |
|                       x                      |   it does not pass: an answer says so, or nothing happens
|   so long                                    |
| -- request --------------------------------> |   what the other technique does
"""

from rtsim.model.kernel.probing import stay_with_polls
from rtsim.model.kernel.publishing import send_waiting
from rtsim.model.kernel.pull import set_out, tick
from rtsim.model.kernel.push import connect
from rtsim.model.layout import SEND_AGAIN, World


def fall_back(world: World, client: int) -> None:
    """Let a client fall back now, and send what has waited for its way up."""
    recovery = world.recoveries[client]
    manner = world.manners[recovery.manner]
    recovery.trying = 0
    stay_with_polls(world, client)
    send_waiting(world, client, world.state[0].now, SEND_AGAIN)
    if manner.pushes:
        connect(world, client)
    elif manner.clockwork:
        tick(world, client)
    else:
        set_out(world, client)
