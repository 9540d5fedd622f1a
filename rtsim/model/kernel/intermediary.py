"""The intermediary: it cuts what is idle or too old, and answers for a node that does not.

client            intermediary            node
| --- request ------ | ---------------> |
| <-------------------------- answer -- |
|                    |                  |   nothing passes for the idle time
| <------ close ---- | ---- close ----> |
|                                       |
| --- SYN, request - | --- SYN -------> x   the node is down
| <------- 503 ----- | <--- RST -----   |
"""

from math import inf

from rtsim.model.kernel.books import step
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import node_of
from rtsim.model.kernel.darkness import darken
from rtsim.model.kernel.expiring import NO_FAULT, is_silent, note_expiry
from rtsim.model.kernel.heartbeats import stop_beats
from rtsim.model.kernel.holding import unhold
from rtsim.model.kernel.paths import close_push, drop_push
from rtsim.model.kernel.polls import be_overdue
from rtsim.model.kernel.threads import give_back
from rtsim.model.layout import EXPIRE, MOST_ATTEMPTS, NOWHERE, World


def expire(world: World, endpoint: int, attempt: int) -> None:
    """Cut a push connection if its end has come, or look again when it will have."""
    recovery, now = world.recoveries[endpoint], world.state[0].now
    if recovery.connection == NOWHERE or (recovery.attempt & MOST_ATTEMPTS) != attempt:
        return
    if recovery.expires > now:
        push(world, recovery.expires, EXPIRE, endpoint, attempt)
        return
    too_old = 1 if recovery.expires >= recovery.lapses else 0
    note_expiry(world, endpoint, too_old, now)
    darken(world, endpoint, NO_FAULT, now)
    stop_beats(world, endpoint)
    if is_silent(world, too_old):
        drop_push(world, endpoint, now)
    else:
        close_push(world, endpoint, now)
    if world.settings[0].threaded:
        give_back(world, node_of(world, endpoint), now)


def lapse(world: World, client: int) -> None:
    """Cut a held request that has waited for too long, unless it has been answered meanwhile."""
    settings, who, now = world.settings[0], world.clients[client], world.state[0].now
    connection = who.kept
    if connection == NOWHERE or who.due == inf or world.connections[connection].reached + settings.patience > now:
        return
    unhold(world, client)
    step(world, now, 0, 0, -1, 0)
    if settings.threaded:
        give_back(world, who.node, now)
    be_overdue(world, connection, now)
