"""Samples: what a store keeps of its experiment, and what the finished runs at each point came to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import nan

from rtsim.experiments.point import Base, Point
from rtsim.experiments.store import Measured, Store
from rtsim.results import FAULT_MEASURES, MEASURES
from rtsim.scenario.experiment import Experiment
from rtsim.scenario.values import Settings


@dataclass(frozen=True)
class Sampled:
    """What was measured at one point: each measure's values by replication, and whether any run was overloaded.

    The values at one place of two techniques are pairs: they are from the same replication.
    """

    values: Mapping[str, Mapping[str, tuple[float, ...]]]
    overloaded: Mapping[str, bool]


@dataclass(frozen=True)
class Kept:
    """The points of a store's current experiment at which every technique has runs, made anew from what it keeps."""

    seed: int
    most_replications: int
    points: tuple[Point, ...]


def sampled(store: Store, experiment: Experiment | Kept, points: Iterable[Point]) -> list[Sampled]:
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


def kept(store: Store, techniques: Settings) -> Kept | None:
    """Give what a store keeps; nothing where an older rtsim wrote it, which did not keep the scenario.

    A point's scenario raises `InputErrors` when it is made, if a file that it names is not there any more.
    """
    document = store.document()
    if document is None:
        return None
    base, written, done = Base(document, techniques), store.written(), store.replications()
    points = tuple(
        Point(number, written.get(number, {}), digests, base)
        for number, digests in store.parts().items()
        if all((number, technique) in done for technique in digests)
    )
    return Kept(store.about().seed, store.most_replications(), points)


def _runs(store: Store, experiment: Experiment | Kept, digest: str) -> list[Measured]:
    """Give the replications from the first on, up to the experiment's limit."""
    runs = store.measured(digest, experiment.seed)
    return [runs[replication] for replication in sorted(runs) if replication < experiment.most_replications]


def _columns(runs: list[Measured]) -> dict[str, tuple[float, ...]]:
    """Give each measure's values; one that a run does not have, as another rtsim did not know it, is undefined."""
    if not runs:
        return {}
    paths = (*MEASURES, *(path for path in FAULT_MEASURES if path in runs[0].measures))
    return {path: tuple(run.measures.get(path, nan) for run in runs) for path in paths}
