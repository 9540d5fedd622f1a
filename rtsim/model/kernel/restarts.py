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

from rtsim.model.kernel.accepting import forget_line
from rtsim.model.kernel.connections import node_of
from rtsim.model.kernel.darkness import darken
from rtsim.model.kernel.dropping import drop_held, drop_turn, drop_waiting
from rtsim.model.kernel.ghosts import lay_all
from rtsim.model.kernel.paths import begin_anew, close_push, cut_all_idle, lose_place
from rtsim.model.layout import MEMBER, NOBODY, NOWHERE, World


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
    drop_waiting(world, number, NOWHERE, now)
    while node.held_first != NOWHERE:
        drop_held(world, node.held_first, now)
    drop_turn(world, number, NOWHERE, now)
    _clear(world, number, now)


def _lose_path(world: World, endpoint: int, event: int, now: float) -> None:
    """Cut what an endpoint has open, and let it come back if that was a push connection."""
    lay_all(world, endpoint, 0)
    cut_all_idle(world, endpoint, now)
    lose_place(world, endpoint)
    darken(world, endpoint, event, now)
    begin_anew(world, endpoint, now)
    if world.recoveries[endpoint].member == MEMBER:  # nobody is left at the node to be told
        world.places[world.clients[endpoint].place].members -= 1
    world.recoveries[endpoint].member = NOBODY
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
    forget_line(world, number)
    for line in range(number * settings.manners, (number + 1) * settings.manners):
        world.pulses[line].first = NOWHERE
        world.pulses[line].last = NOWHERE
    for core in range(world.cores.shape[1]):
        world.cores[number, core] = now
    for place in range(world.state[0].ends):  # nobody is inside whose end is told for later
        connection = world.connections[world.ends[place].index]
        if node_of(world, connection.client) == number:
            connection.used += 1
