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


class OverloadError(Exception):
    """A run that a server or a link cannot keep up with: its numbers are no steady ones, and evidence of nothing."""


def observed(run: Run, laid: tuple[str, ...] = ()) -> Sample:
    """Simulate every replication of a run with `laid` below the world's own changes; what a worker does.

    Raises an `OverloadError`, which names the run.
    """
    scenario = run.world.upon(*laid).scenario()
    technique = techniques()[run.technique]
    recordings = [simulated(scenario, technique, number) for number in range(scenario.replications)]
    if any(recording.overloaded for recording in recordings):
        raise OverloadError(f"{run.technique} is overloaded in {run.world}")
    return Sample(
        rows=tuple(measures(recording) for recording in recordings),
        clients=scenario.clients.count,
        seconds=scenario.duration,
        base_memory=scenario.server.nodes * scenario.server.memory.base,
    )
