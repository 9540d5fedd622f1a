"""Evidence: what was measured in each run that the claims ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

from rtsim.claims.worlds import World
from rtsim.experiments.runner import simulated
from rtsim.results import measures
from rtsim.techniques import techniques


@dataclass(frozen=True)
class Run:
    """All replications of one world under one technique."""

    world: World
    technique: str


@dataclass(frozen=True)
class Sample:
    """The measures of a run's replications, with what they have to be divided by."""

    rows: tuple[Mapping[str, float], ...]
    clients: int
    seconds: float
    base_memory: float


Evidence = Mapping[Run, Sample]


def observed(run: Run) -> Sample:
    """Simulate every replication of a run; what a worker does. An overloaded one is no evidence of anything."""
    scenario = run.world.scenario()
    technique = techniques()[run.technique]
    recordings = [simulated(scenario, technique, number) for number in range(scenario.replications)]
    assert not any(recording.overloaded for recording in recordings), f"{run} is overloaded"
    return Sample(
        rows=tuple(measures(recording) for recording in recordings),
        clients=scenario.clients.count,
        seconds=scenario.duration,
        base_memory=scenario.server.nodes * scenario.server.memory.base,
    )
