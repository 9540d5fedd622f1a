"""Simulated cases: a scenario, and what it has to give."""

from dataclasses import dataclass

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.validation.case import THEORY, Row
from rtsim.validation.check import Check


@dataclass(frozen=True, kw_only=True)
class SimulatedCase:
    """A scenario with one technique, its replications, and the checks of what comes out."""

    name: str
    source: str
    scenario: Scenario
    checks: tuple[Check[Recording], ...]
    group: str = THEORY

    def run(self) -> list[Row]:
        """Simulate every replication, and compare."""
        recordings = recorded(self.scenario)
        return [check.row(self, recordings) for check in self.checks]


def recorded(scenario: Scenario) -> list[Recording]:
    """Simulate all replications of the scenario's only technique, and keep every delivery."""
    (name,) = scenario.techniques
    return [
        simulate(plan(scenario, techniques()[name], number, keeps_deliveries=True))
        for number in range(scenario.replications)
    ]
