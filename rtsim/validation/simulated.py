"""Simulated cases: a small world, and what it has to give."""

from functools import partial
from typing import Any

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.validation.case import Case, Check
from rtsim.validation.worlds import NEVER, SOCKET, world


def case(name: str, source: str, *checks: Check, **sections: Any) -> Case:
    """Give a case that simulates a small world, of whose sections `world` tells.

    Unless they say otherwise clients have WebSockets on which nothing comes.
    """
    return of(name, source, world(**({"messages": NEVER, "techniques": SOCKET} | sections)), *checks)


def of(name: str, source: str, scenario: Scenario, *checks: Check) -> Case:
    """Give a case that simulates a scenario."""
    return Case(name, source, partial(recorded, scenario), checks)


def recorded(scenario: Scenario) -> list[Recording]:
    """Simulate all replications of the scenario's only technique, and keep every delivery."""
    (name,) = scenario.techniques
    return [
        simulate(plan(scenario, techniques()[name], number, keeps_deliveries=True))
        for number in range(scenario.replications)
    ]
