"""The small worlds of the validation cases, and their runs."""

from collections.abc import Iterator

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.validation.worlds import (
    FREE,
    NEVER,
    PERIODIC_TO_EVERYONE,
    POISSON_TO_ONE,
    REPLICATIONS,
    link,
    world,
)

__all__ = ["FREE", "NEVER", "PERIODIC_TO_EVERYONE", "POISSON_TO_ONE", "REPLICATIONS", "link", "run", "runs", "world"]


def run(scenario: Scenario, replication: int = 0) -> Recording:
    """Simulate one replication of the scenario's only technique, and keep every delivery."""
    (name,) = scenario.techniques
    return simulate(plan(scenario, techniques()[name], replication, keeps_deliveries=True))


def runs(scenario: Scenario, count: int = REPLICATIONS) -> Iterator[Recording]:
    """Simulate `count` replications of the scenario's only technique."""
    (name,) = scenario.techniques
    return (simulate(plan(scenario, techniques()[name], replication)) for replication in range(count))
