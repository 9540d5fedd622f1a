"""Small worlds for the tests of the kernel: a run's tables, with room for what is tried on them."""

from dataclasses import replace
from typing import Any

import numpy as np

from rtsim.model.compiled import plain
from rtsim.model.layout import World
from rtsim.model.run import Run
from rtsim.plan import Plan
from tests.model.runs import planned


def begun(plan: Plan) -> Run:
    """Give the run of a plan, in plain Python, with nothing on its calendar."""
    return Run(plan, plain())


def laid_out(name: str = "websocket", **sections: Any) -> World:
    """Give the tables of a small run."""
    return begun(planned(name, **sections)).world


def starting(plan: Plan, *starts: float) -> Plan:
    """Give a plan whose clients come at these instants."""
    assert len(starts) == plan.clients.count
    return replace(plan, clients=replace(plan.clients, starts=np.array(starts)))


def pending(world: World) -> list[tuple[float, int, int]]:
    """Give instant, kind and index of what is on the calendar, in the order in which it happens."""
    events = world.calendar[: world.state[0].pending].tolist()
    return [(at, kind, index) for at, _, index, kind, _ in sorted(events)]


def steps(world: World) -> list[tuple[float, int, int, int, int]]:
    """Give instant, connections, those that are pushed on, held requests and bytes of the steps that were told."""
    told = world.steps[: world.state[0].steps].tolist()
    return [(at, opened, pushed, held, size) for at, size, opened, pushed, held, _ in told]
