"""Samples: what the finished runs at a point came to, each measure with its value in every replication."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Protocol

from rtsim.experiments.point import Point
from rtsim.experiments.store import Measured, Store
from rtsim.results import FAULT_MEASURES, MEASURES


@dataclass(frozen=True)
class Sampled:
    """What was measured at one point: each measure's values by replication, and whether any run was overloaded.

    The values at one place of two techniques are pairs: they are from the same replication.
    """

    values: Mapping[str, Mapping[str, tuple[float, ...]]]
    overloaded: Mapping[str, bool]


class Repeated(Protocol):
    """What says which runs of a store count: an experiment does, and what is kept of one."""

    @property
    def seed(self) -> int:
        """Where all chance starts."""

    @property
    def most_replications(self) -> int:
        """How many replications there are at most."""


def sampled(store: Store, experiment: Repeated, points: Iterable[Point]) -> list[Sampled]:
    """Give what is in the store of each point, which need not be one of the store's current experiment."""
    known: dict[str, list[Measured]] = {}
    found = []
    for point in points:
        for digest in point.digests.values():
            if digest not in known:
                known[digest] = _runs(store, experiment, digest)
        of = {technique: known[digest] for technique, digest in point.digests.items()}
        found.append(Sampled(
            {technique: _columns(runs) for technique, runs in of.items()},
            {technique: any(run.overloaded for run in runs) for technique, runs in of.items()},
        ))  # fmt: skip
    return found


def _runs(store: Store, experiment: Repeated, digest: str) -> list[Measured]:
    """Give the replications from the first on, up to the experiment's limit."""
    runs = store.measured(digest, experiment.seed)
    return [runs[replication] for replication in sorted(runs) if replication < experiment.most_replications]


def _columns(runs: list[Measured]) -> dict[str, tuple[float, ...]]:
    """Give each measure's values; one that a run does not have, as another rtsim did not know it, is undefined."""
    if not runs:
        return {}
    paths = (*MEASURES, *(path for path in FAULT_MEASURES if path in runs[0].measures))
    return {path: tuple(run.measures.get(path, nan) for run in runs) for path in paths}
