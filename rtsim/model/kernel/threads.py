"""Threads: what held requests, open push connections and posts keep where the server gives each one of its own."""

from rtsim.model.kernel.calendar import push
from rtsim.model.layout import GIVE_BACK, NOWHERE, TAKE_IN, World


def enters(world: World, number: int, kind: int, index: int) -> bool:
    """Take a thread of a node; where none is free, wait for it in the queue and give False."""
    node = world.nodes[number]
    if node.threads > 0:
        node.threads -= 1
        return True
    state = world.state[0]
    cell = state.spare_cell
    if cell == NOWHERE:
        cell = state.cells
        state.cells += 1
    else:
        state.spare_cell = world.cells[cell].next
    row = world.cells[cell]
    row.kind = kind
    row.index = index
    line_up_cell(world, number, cell)
    return False


def line_up_cell(world: World, number: int, cell: int) -> None:
    """Put what waits for a thread of a node behind all others that do."""
    node = world.nodes[number]
    world.cells[cell].next = NOWHERE
    if node.waits_last == NOWHERE:
        node.waits_first = cell
    else:
        world.cells[node.waits_last].next = cell
    node.waits_last = cell


def release_cell(world: World, cell: int) -> None:
    """Let the row of what waited for a thread be used again."""
    world.cells[cell].next = world.state[0].spare_cell
    world.state[0].spare_cell = cell


def give_back(world: World, number: int, at: float) -> None:
    """Give a thread back at `at`, unless its node has failed by then."""
    if at < world.nodes[number].fails:
        push(world, at, GIVE_BACK, number, number)


def pass_on(world: World, number: int) -> int:
    """Pass a thread that is given back on to whoever has waited for it the longest, or free it.

    Gives the message that has waited for it, if it is one: that goes on at once.
    """
    node = world.nodes[number]
    cell = node.waits_first
    if cell == NOWHERE:
        node.threads += 1
        return NOWHERE
    row = world.cells[cell]
    node.waits_first = row.next
    if row.next == NOWHERE:
        node.waits_last = NOWHERE
    release_cell(world, cell)
    if row.kind == TAKE_IN:
        return row.index
    push(world, world.state[0].now, row.kind, row.index, number)
    return NOWHERE
