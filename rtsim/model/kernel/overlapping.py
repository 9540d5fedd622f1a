"""Overlapping: answers on their way to a client that asks by the clock, and what it has read by then."""

from rtsim.model.kernel.connections import release_row
from rtsim.model.layout import NOWHERE, World


def note_on_way(world: World, client: int, connection: int) -> None:
    """Note that an answer is on its way to a client that asks by the clock."""
    overlap, rows = world.overlaps[client], world.connections
    rows[connection].way = 1
    rows[connection].onward = NOWHERE
    if overlap.last == NOWHERE:
        overlap.first = connection
    else:
        rows[overlap.last].onward = connection
    overlap.last = connection


def had(world: World, client: int, at: float) -> int:
    """Give the place in the log that the client has read to at `at`, which a request tells the server."""
    overlap, rows = world.overlaps[client], world.connections
    while overlap.first != NOWHERE and rows[overlap.first].idle <= at:
        connection = overlap.first
        row = rows[connection]
        overlap.read = row.last
        overlap.first = row.onward
        if overlap.first == NOWHERE:
            overlap.last = NOWHERE
        if row.way == 2 and (world.settings[0].shared or not world.settings[0].doors):
            release_row(world, connection)
        row.way = 0
    return overlap.read
