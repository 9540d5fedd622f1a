"""Waiting: what becomes of a request that waits for a thread for longer than the intermediary before it does.

The intermediary cuts it, and its client asks again. The server learns of neither: the request keeps its place among
those that wait, and when a thread takes it up, that works on it for nobody.
"""

from math import inf

from rtsim.model.kernel.books import up
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import node_of, release_row
from rtsim.model.kernel.cores import serve
from rtsim.model.kernel.greeting import first_on
from rtsim.model.kernel.polls import be_overdue
from rtsim.model.kernel.push import be_late, serve_opening
from rtsim.model.kernel.threads import give_back
from rtsim.model.layout import OVERDUE, POLLING, World
from rtsim.model.load import REQUEST
from rtsim.model.traffic import HANDSHAKE, REQUESTS

IN_LINE, IN_VAIN = 1, 2


def get_in_line(world: World, connection: int) -> None:
    """Note that a connection's request waits for a thread from now on."""
    row, patience = world.connections[connection], world.settings[0].patience
    row.waits = IN_LINE
    if patience < inf:
        push(world, row.reached + patience, OVERDUE, connection, 0)


def overdue(world: World, connection: int) -> None:
    """Cut a connection whose request has waited for a thread for too long, unless it has one by now."""
    settings, row, now = world.settings[0], world.connections[connection], world.state[0].now
    if row.waits != IN_LINE or row.reached + settings.patience > now:
        return
    row.waits = IN_VAIN
    if row.purpose == POLLING:
        up(world, REQUESTS, row.reached, row.sent, 0, 0)
        be_overdue(world, connection, now)
    else:
        up(world, HANDSHAKE, row.reached, row.sent, 0, 0)
        be_late(world, connection, now)


def is_in_vain(world: World, connection: int) -> bool:
    """Tell whether a request that has a thread now has been cut meanwhile; then the thread works for nobody."""
    row = world.connections[connection]
    vain = row.waits == IN_VAIN
    row.waits = 0
    if vain:
        number = node_of(world, row.client)
        if row.purpose == POLLING:
            size = row.sent if world.settings[0].per_byte > 0.0 else 0
            row.done = serve(world, number, REQUEST, world.state[0].now, size, first_on(world, connection))
        else:
            serve_opening(world, connection)
        give_back(world, number, row.done)
        leave_line(world, connection)
    return vain


def leave_line(world: World, connection: int) -> None:
    """Let the row of a connection that was cut as it waited be used again."""
    world.connections[connection].waits = 0
    if world.settings[0].shared or not world.settings[0].doors:
        release_row(world, connection)
