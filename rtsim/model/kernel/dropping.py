"""Dropping: what only stands at a node fails, an endpoint's own, whose path is cut, or all, if its node fails."""

from rtsim.model.kernel.admission import fail_to_come_in
from rtsim.model.kernel.books import step
from rtsim.model.kernel.connections import cut
from rtsim.model.kernel.holding import unhold
from rtsim.model.kernel.polls import fail
from rtsim.model.kernel.pull import await_turn
from rtsim.model.kernel.threads import line_up_cell, release_cell
from rtsim.model.kernel.unsent import fail_to_publish
from rtsim.model.kernel.waiting import IN_VAIN, leave_line
from rtsim.model.layout import NOWHERE, TAKE_IN, World


def drop_waiting(world: World, number: int, endpoint: int, now: float) -> None:
    """Let fail what waits for a thread of a node: all, with NOWHERE, or an endpoint's but for its messages."""
    node = world.nodes[number]
    cell = node.waits_first
    node.waits_first = NOWHERE
    node.waits_last = NOWHERE
    while cell != NOWHERE:
        row = world.cells[cell]
        after = row.next
        if endpoint != NOWHERE and (row.kind == TAKE_IN or world.connections[row.index].client != endpoint):
            line_up_cell(world, number, cell)
        else:
            if row.kind == TAKE_IN:
                fail_to_publish(world, row.index, world.messages[row.index].connection, now)
            else:
                _let_fall(world, row.index, now)
            release_cell(world, cell)
        cell = after


def _let_fall(world: World, connection: int, now: float) -> None:
    """Let a request fail that waits for a thread, unless an intermediary has cut it before."""
    if world.connections[connection].waits == IN_VAIN:
        leave_line(world, connection)
        return
    world.connections[connection].waits = 0
    fail_to_come_in(world, connection, cut(world, connection, now))


def drop_held(world: World, client: int, now: float) -> None:
    """Let a client's held request fail."""
    connection = unhold(world, client)
    step(world, now, 0, 0, -1, 0)
    fail(world, connection, now)


def drop_turn(world: World, number: int, endpoint: int, now: float) -> None:
    """Let the answers fail that wait for the end of the event loop's turn: all, with NOWHERE, or an endpoint's."""
    node = world.nodes[number]
    connection = node.first
    node.first = NOWHERE
    node.last = NOWHERE
    while connection != NOWHERE:
        row = world.connections[connection]
        after = row.next
        client = row.client
        if endpoint != NOWHERE and client != endpoint:  # noqa: PLR1714 - compiled code has no sets of two kinds of integers
            await_turn(world, connection)
        else:
            if row.before < world.clients[client].cursor:
                world.clients[client].cursor = row.before
            fail(world, connection, now)
        connection = after
