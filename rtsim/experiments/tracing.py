"""Tracing: one run in which a client is watched; the run is the same as without."""

from typing import Any

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Trace
from rtsim.scenario import Scenario
from rtsim.techniques import Technique


def traced(scenario: Scenario, technique: Technique[Any], client: int = 0) -> Trace:
    """Give all that happens to `client`, numbered from 0, in the scenario's first replication."""
    return simulate(plan(scenario, technique, 0, traced=client)).trace
