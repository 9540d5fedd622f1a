"""Draining: an endpoint's connections are closed one by one, while whoever knocks is let in.

What has been written before the close still arrives; a held request is answered, and its connection closed then.
"""

from math import inf

from rtsim.model.kernel.books import down
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import node_of
from rtsim.model.kernel.fan_out import answer_held
from rtsim.model.kernel.ghosts import lay_all
from rtsim.model.kernel.manners import manner_of
from rtsim.model.kernel.paths import cut_all_idle, lose_place, shut_push
from rtsim.model.kernel.retrying import NORMAL
from rtsim.model.kernel.sending import flush
from rtsim.model.layout import CLOSE, NOWHERE, OPEN_SESSION, World
from rtsim.model.traffic import HANDSHAKE


def drain(world: World, number: int, over: float, event: int) -> None:
    """Close the connections of a node's endpoints evenly over so many seconds from now on."""
    now, present, place = world.state[0].now, 0, 0
    for endpoint in range(world.settings[0].endpoints):
        present += _is_present(world, endpoint, number)
    for endpoint in range(world.settings[0].endpoints):
        if _is_present(world, endpoint, number):
            push(world, now + over * place / present, CLOSE, endpoint, event)
            place += 1


def _is_present(world: World, endpoint: int, number: int) -> int:
    return 1 if node_of(world, endpoint) == number and world.recoveries[endpoint].present else 0


def close(world: World, endpoint: int, event: int) -> None:
    """Close an endpoint's connections now because of a drain, unless a later fault has cut them."""
    now, settings = world.state[0].now, world.settings[0]
    if event < world.recoveries[endpoint].event < settings.restarts:
        return
    manner = world.manners[manner_of(world, endpoint)]
    lay_all(world, endpoint, 1)
    if settings.shared and world.sessions[endpoint].stage == OPEN_SESSION:
        down(world, HANDSHAKE, now, settings.goaway, 0)
    idle = cut_all_idle(world, endpoint, now)
    lose_place(world, endpoint)
    if world.recoveries[endpoint].connection != NOWHERE:
        if settings.buffers and endpoint < settings.clients:
            flush(world, endpoint)
        world.recoveries[endpoint].said = world.nodes[node_of(world, endpoint)].says if manner.codes else NORMAL
        shut_push(world, endpoint, event, now)
    elif endpoint < settings.clients and not manner.pushes:
        world.recoveries[endpoint].closing = 0 if idle else 1
        if world.clients[endpoint].due < inf:
            answer_held(world, endpoint)
