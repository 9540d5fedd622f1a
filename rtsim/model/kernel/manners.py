"""Manners: how an endpoint gets its messages and sends its own, which is the run's where nobody falls back."""

from rtsim.model.layout import OWN, World
from rtsim.model.load import PUSH, PUSH_BACK


def manner_of(world: World, endpoint: int) -> int:
    """Give the manner of an endpoint; the server's own messages are of the first."""
    if world.settings[0].faulty and endpoint >= 0:
        return world.recoveries[endpoint].manner
    return OWN


def opened_in(world: World, connection: int) -> int:
    """Give the manner for which a connection has been opened."""
    if world.settings[0].faulty:
        return world.connections[connection].manner
    return OWN


def sent_in(world: World, message: int) -> int:
    """Give the manner in which a message has been sent up."""
    if world.settings[0].faulty:
        return world.messages[message].manner
    return OWN


def size_in(world: World, message: int, manner: int) -> int:
    """Give the row of a message's sizes in a manner."""
    if world.settings[0].faulty:
        return message * world.settings[0].manners + manner
    return message


def pushed_row(world: World, client: int, message: int) -> int:
    """Give the row of a message's sizes on a client's push connection."""
    return size_in(world, message, manner_of(world, client))


def pushed_size(world: World, client: int, message: int) -> int:
    """Give the bytes of a message on a client's push connection."""
    return world.sizes[pushed_row(world, client, message)].pushed


def push_work(world: World, client: int) -> int:
    """Give the kind of work that a message on a client's push connection is."""
    if world.settings[0].faulty and manner_of(world, client) != OWN:
        return PUSH_BACK
    return PUSH
