"""Restarts: what becomes of a node's connections, its queues and its log when it goes down.

A crash resets all connections at once. What was under way then has failed before, for its instant was known to it; here
fails what only stands: idle connections, held requests, push connections and whoever waits for a thread.

    client                         server
      |                              x   crash: resets leave
      | <-------------------- RST -- |
      | -- SYN --------------------> |   refused until it is up again
      | <-------------------- RST -- |
      | -- SYN, request -----------> |   a set-up with all its work
"""

from math import inf

from rtsim.model.kernel.admission import fail_to_come_in
from rtsim.model.kernel.books import step
from rtsim.model.kernel.connections import cut, darken, node_of
from rtsim.model.kernel.draining import close_push, cut_all_idle, lose_place
from rtsim.model.kernel.publishing import fail_to_publish
from rtsim.model.kernel.pull import fail
from rtsim.model.kernel.waiting import IN_VAIN, leave_line
from rtsim.model.layout import DOWN, NOWHERE, TAKE_IN, UP, World


def expect(world: World, number: int, at: float) -> None:
    """Know that a node will fail at `at`."""
    world.nodes[number].fails = at


def crash(world: World, number: int, up: float, event: int) -> None:
    """Let a node fail now, which is up again at `up`; `event` stands for it where clients come back."""
    node, now = world.nodes[number], world.state[0].now
    node.up = up if up > node.up else node.up  # restarts may overlap
    node.fails = inf
    for endpoint in range(world.settings[0].endpoints):
        if node_of(world, endpoint) == number:
            _lose_path(world, endpoint, event, now)
    _drop_waiting(world, number, now)
    _drop_held(world, number, now)
    _drop_turn(world, number, now)
    _clear(world, number, now)


def _drop_waiting(world: World, number: int, now: float) -> None:
    """Let fail who waits for a thread."""
    node, state = world.nodes[number], world.state[0]
    cell = node.waits_first
    while cell != NOWHERE:
        row = world.cells[cell]
        after = row.next
        if row.kind == TAKE_IN:
            fail_to_publish(world, row.index, world.messages[row.index].connection, now)
        else:
            _let_fall(world, row.index, now)
        row.next = state.spare_cell
        state.spare_cell = cell
        cell = after
    node.waits_first = NOWHERE
    node.waits_last = NOWHERE


def _let_fall(world: World, connection: int, now: float) -> None:
    """Let a request fail that waits for a thread, unless an intermediary has cut it before."""
    if world.connections[connection].waits == IN_VAIN:
        leave_line(world, connection)
        return
    world.connections[connection].waits = 0
    fail_to_come_in(world, connection, cut(world, connection, now))


def _drop_held(world: World, number: int, now: float) -> None:
    """Let the held requests fail."""
    node = world.nodes[number]
    client = node.held_first
    node.held_first = NOWHERE
    node.held_last = NOWHERE
    while client != NOWHERE:
        who = world.clients[client]
        after = who.later
        connection = who.kept
        who.kept = NOWHERE
        who.due = inf
        world.here[who.seat] = 0
        world.places[who.place].here -= 1
        step(world, now, 0, 0, -1, 0)
        fail(world, connection, now)
        client = after


def _drop_turn(world: World, number: int, now: float) -> None:
    """Let the answers fail that wait for the end of the event loop's turn."""
    node = world.nodes[number]
    connection = node.first
    node.first = NOWHERE
    node.last = NOWHERE
    while connection != NOWHERE:
        after = world.connections[connection].next
        row = world.connections[connection]
        if row.before < world.clients[row.client].cursor:
            world.clients[row.client].cursor = row.before
        fail(world, connection, now)
        connection = after


def _lose_path(world: World, endpoint: int, event: int, now: float) -> None:
    """Cut what an endpoint has open, and let it come back if that was a push connection."""
    cut_all_idle(world, endpoint, now)
    lose_place(world, endpoint)
    darken(world, endpoint, event, now)
    for way in (2 * endpoint + UP, 2 * endpoint + DOWN):  # what was under way holds nothing up any more
        world.ways[way].last = now
        world.ways[way].free = now
    world.recoveries[endpoint].closing = 0
    if world.recoveries[endpoint].connection != NOWHERE:
        close_push(world, endpoint, now)


def _clear(world: World, number: int, now: float) -> None:
    """Let a node begin anew with nothing to do."""
    settings, node = world.settings[0], world.nodes[number]
    node.free = now
    node.sending = now
    node.over = now
    node.gathering = 0
    node.admits = now
    node.inside = 0
    node.threads = settings.threads_each
    node.beats_first = NOWHERE
    node.beats_last = NOWHERE
    for core in range(world.cores.shape[1]):
        world.cores[number, core] = now
    for place in range(world.state[0].ends):  # nobody is inside whose end is told for later
        connection = world.connections[world.ends[place].index]
        if node_of(world, connection.client) == number:
            connection.used += 1
