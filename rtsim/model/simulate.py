"""`simulate`: one run, from its plan to its recording."""

from dataclasses import replace

import numpy as np

from rtsim.model.backlog import Backlog, Course
from rtsim.model.carriers import Carrier, Posts, Sockets
from rtsim.model.publishing import Publisher, Recipients
from rtsim.model.pull import PullClients
from rtsim.model.push import PushClients
from rtsim.model.world import World
from rtsim.plan import Plan, Pull, Socket
from rtsim.recording import Recording

FOLDS = 64  # how often single values become counts, which keeps memory small in long runs


def simulate(plan: Plan) -> Recording:
    """Run the plan's technique over its window, and on until all that was published in it is delivered.

    The run ends at the window's horizon at the latest; what is not delivered by then is counted as undelivered.
    """
    world = World(plan)
    recipients, carrier = _recipients(world)
    Publisher(world, recipients, carrier).start()
    backlog, course = Backlog(world), Course(world)
    _run(world)
    backlog.finish()
    course.finish()
    world.clock.drain(plan.window.horizon, lambda: world.recorder.owed > 0)
    return replace(world.recorder.finish(backlog.overloads), trace=world.witness.finish())


def _run(world: World) -> None:
    """Advance through the window, and fold what the books have gathered from time to time."""
    for instant in np.linspace(0.0, world.plan.window.end, FOLDS + 1)[1:].tolist():
        world.clock.advance(instant)
        world.recorder.fold(instant)


def _recipients(world: World) -> tuple[Recipients, Carrier]:
    """Bring the clients to life, by the plan's mechanism, and what carries messages up."""
    carrier, mechanism = world.plan.upstream.carrier, world.plan.mechanism
    carries = Sockets(world, carrier) if isinstance(carrier, Socket) else Posts(world, carrier)
    if isinstance(mechanism, Pull):
        pull = PullClients(world, mechanism)
        pull.start()
        return pull, carries
    push = PushClients(world, mechanism)
    push.start(carries.sockets, carries.opened)
    return push, carries
