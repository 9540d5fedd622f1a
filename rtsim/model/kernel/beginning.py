"""Beginning: clients that poll and senders that stand by are sent on their way."""

from math import inf

from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import knock, make
from rtsim.model.kernel.manners import manner_of
from rtsim.model.kernel.pull import ask
from rtsim.model.kernel.sessions import open_session
from rtsim.model.layout import CLOCK, NOWHERE, STANDING, World


def begin_pull(world: World, first: int, last: int) -> None:
    """Send the clients in the rows from `first` to before `last` on their way, each at its own instant."""
    for client in range(first, last):
        at = world.clients[client].due
        world.clients[client].due = inf
        if world.manners[manner_of(world, client)].clockwork:
            push(world, at, CLOCK, client, 0)
        else:
            ask(world, client, at)


def stand(world: World, first: int, last: int, each: int) -> None:
    """Let senders that are no clients, those from `first` to before `last`, open the connections that they keep.

    One is enough where requests share it.
    """
    for endpoint in range(first, last):
        if world.settings[0].shared:
            if each > 0:
                open_session(world, endpoint)
            continue
        for _ in range(each):
            knock(world, make(world, endpoint, STANDING, NOWHERE))
