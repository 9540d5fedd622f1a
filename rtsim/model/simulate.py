"""`simulate`: one run, from its plan to its recording."""

import numpy as np

from rtsim.model.backlog import Backlog
from rtsim.model.carriers import Posts, Sockets
from rtsim.model.publishing import Publisher
from rtsim.model.pull import PullClients
from rtsim.model.push import PushClients
from rtsim.model.world import World
from rtsim.plan import Plan, Pull, Push, Socket
from rtsim.recording import Recording

FOLDS = 64  # how often single values become counts, which keeps memory small in long runs


def simulate(plan: Plan) -> Recording:
    """Run the plan's technique over its window, and on until all that was published in it is delivered.

    The run ends at the window's horizon at the latest; what is not delivered by then is counted as undelivered.
    """
    world = World(plan)
    carrier = plan.upstream.carrier
    if isinstance(carrier, Socket):
        assert isinstance(plan.mechanism, Push), "a socket goes up where one is open"
        _push(world, plan.mechanism, Sockets(world, carrier))
    elif isinstance(plan.mechanism, Pull):
        pull = PullClients(world, plan.mechanism)
        pull.start()
        Publisher(world, pull, Posts(world, carrier)).start()
    else:
        _push(world, plan.mechanism, Posts(world, carrier))
    backlog = Backlog(world)
    _run(world)
    backlog.finish()
    world.clock.drain(plan.window.horizon, lambda: world.recorder.owed > 0)
    return world.recorder.finish(backlog.overloads)


def _run(world: World) -> None:
    """Advance through the window, and fold what the books have gathered from time to time."""
    for instant in np.linspace(0.0, world.plan.window.end, FOLDS + 1)[1:].tolist():
        world.clock.advance(instant)
        world.recorder.fold(instant)


def _push(world: World, mechanism: Push, carrier: Posts | Sockets) -> None:
    """Let clients open their connections, and senders too if theirs are sockets."""
    push = PushClients(world, mechanism)
    push.start(carrier.sockets, carrier.opened)
    Publisher(world, push, carrier).start()
