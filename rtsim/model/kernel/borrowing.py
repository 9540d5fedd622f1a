"""Borrowing: a connection that others use too, its browser's or its session's, for a request that sets out."""

from rtsim.model.kernel.browsers import is_limited, seek
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.sessions import seek_stream
from rtsim.model.layout import ENDED, IDLE, World


def borrows(world: World, endpoint: int) -> bool:
    """Tell whether an endpoint has its connections in common with others, or its requests have."""
    settings = world.settings[0]
    return bool(settings.shared or (settings.faulty and is_limited(world, endpoint)))


def borrow(world: World, connection: int) -> int:
    """Ask for a connection for what `connection` has been made for; give it if it can be used now."""
    return seek_stream(world, connection) if world.settings[0].shared else seek(world, connection)


def is_borrowed(world: World, connection: int) -> bool:
    """Tell whether a connection goes back when its answer is there."""
    settings = world.settings[0]
    return bool(settings.shared or (settings.faulty and world.connections[connection].busy))


def give_back_at(world: World, connection: int, left: float, there: float) -> None:
    """Give a connection back when the answer is `there` that left the server at `left`."""
    row, now = world.connections[connection], world.state[0].now
    row.done = left
    row.idle = there
    if world.settings[0].shared:
        push(world, there if there > now else now, ENDED, connection, 0)
    else:
        push(world, there, IDLE, connection, 0)
