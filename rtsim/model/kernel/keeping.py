"""Keeping: connections that are idle, in lists from which they are used again until they are closed.

A connection's end is told as soon as it falls idle, and taken back when it is used in time.
"""

from math import inf

from rtsim.model.facts import CLOSED
from rtsim.model.kernel.books import count_end, step, tell
from rtsim.model.kernel.calendar import note_end
from rtsim.model.kernel.connections import cut, done_with
from rtsim.model.layout import NOWHERE, World


def find(world: World, head: int, at: float) -> int:
    """Take out of a list the connection that was put last of those that are idle and still open at `at`.

    `found` of the state tells which it is, nowhere if there is none. Gives the list's head, without those that are
    closed by then.
    """
    state, rows = world.state[0], world.connections
    state.found = NOWHERE
    before = NOWHERE
    place = head
    while place != NOWHERE:
        row = rows[place]
        after = row.next
        fits = state.found == NOWHERE and row.idle <= at < row.closes
        if fits or row.closes <= at:
            if before == NOWHERE:
                head = after
            else:
                rows[before].next = after
            if fits:
                state.found = place
                reuse(world, place)
            else:
                forget_idle(world, place)
        else:
            before = place
        place = after
    return head


def forget_idle(world: World, number: int) -> None:
    """Let a closed connection's row be used again, unless its door or its client still looks at it."""
    row = world.connections[number]
    if row.client == world.settings[0].traced:
        tell(world, CLOSED, number, NOWHERE, NOWHERE, NOWHERE, 0, row.closes, 0.0, 0.0)
    done_with(world, number)


def reuse(world: World, number: int) -> None:
    """Take back that an idle connection is closed."""
    row = world.connections[number]
    step(world, row.closes, 1, 0, 0, 0)
    count_end(world, row.client, row.closes, -1)
    row.closes = inf
    row.used += 1


def put(world: World, number: int, done: float, idle: float, keep_alive: float, head: int) -> None:
    """Put a connection before a list's `head`, whose answer left at `done` and is there at `idle`."""
    row = world.connections[number]
    row.idle = idle
    row.closes = done + keep_alive
    step(world, row.closes, -1, 0, 0, 0)
    count_end(world, row.client, row.closes, 1)
    if world.settings[0].doors:
        note_end(world, row.closes, number, row.used)
    row.next = head


def cut_idle(world: World, head: int, at: float) -> bool:
    """Cut all connections of a list at `at`, which is now; tell whether there were any.

    Who owns them notices when one is wanted.
    """
    place, found = head, False
    while place != NOWHERE:
        after = world.connections[place].next
        if world.connections[place].closes > at:
            found = True
        close_idle(world, place, at)
        place = after
    return found


def close_idle(world: World, number: int, at: float) -> None:
    """Close an idle connection at `at`."""
    if world.connections[number].closes > at:
        reuse(world, number)
        cut(world, number, at)
    else:
        forget_idle(world, number)
