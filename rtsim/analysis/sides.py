"""Sides: what a comparison takes from an outcome, from a stored sweep, or from the JSON of a run."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from math import nan
from typing import Any

from rtsim.analysis.contrast import Evidence, Part, Side, sample, summarised
from rtsim.analysis.estimates import Estimate
from rtsim.experiments import Outcome
from rtsim.experiments.point import values_text
from rtsim.experiments.store import Store
from rtsim.recording import Recording
from rtsim.results import measures
from rtsim.scenario.slo import METRICS


class NotADocumentError(ValueError):
    """What was read is not the JSON of `rtsim run`."""


def side_of_outcome(name: str, outcome: Outcome) -> Side:
    """Take what was simulated just now."""
    seed = outcome.scenario.seed
    return Side(name, {Part("", tech): _evidence(seed, runs) for tech, runs in outcome.recordings.items()})


def _evidence(seed: int, runs: Sequence[Recording]) -> Evidence:
    rows = [measures(run) for run in runs]
    samples = {path: sample(tuple(row[path] for row in rows)) for path in METRICS}
    return Evidence(samples, any(run.overloaded for run in runs), _messages(seed, runs))


def _messages(seed: int, runs: Sequence[Recording]) -> str:
    """Digest which messages the runs had: the seed, and in each replication when they were born and how many owed."""
    digest = sha256(f"{seed} {len(runs)}".encode())
    for run in runs:
        digest.update(run.births.tobytes())
        digest.update(f"{run.published} {run.expected}".encode())
    return digest.hexdigest()


def side_of_store(name: str, store: Store) -> Side:
    """Take the current experiment of a store; a point goes by what varies at it."""
    points = {number: values_text(varied) for number, varied in store.written().items()}
    overloaded = store.overloaded()
    values: dict[tuple[int, str], dict[str, list[float]]] = {}
    table = store.table()
    columns = (table[column].tolist() for column in ("point", "technique", "metric", "value"))
    for number, technique, metric, value in zip(*columns, strict=True):
        values.setdefault((number, technique), {}).setdefault(metric, []).append(value)
    parts = {
        Part(points.get(number, ""), technique): Evidence(
            {metric: sample(tuple(column)) for metric, column in of.items()}, (number, technique) in overloaded
        )
        for (number, technique), of in values.items()
    }
    return Side(name, parts)


def side_of_document(name: str, document: Any) -> Side:
    """Take the JSON of `rtsim run`; raises `NotADocumentError` for anything else."""
    found = document_estimates(document)
    count = document["replications"]
    parts = {}
    for technique, of in found.items():
        samples = {path: summarised(known, count if known.half_width >= 0 else 1) for path, known in of.items()}
        parts[Part("", technique)] = Evidence(samples, document["techniques"][technique]["overloaded"])
    return Side(name, parts)


def document_estimates(document: Any) -> dict[str, dict[str, Estimate]]:
    """Read the estimates of each technique from the JSON of `rtsim run`; raises `NotADocumentError` for anything else.

    A measure that the version did not know that wrote it is left out.
    """
    try:
        found = {technique: dict(_estimates(block)) for technique, block in document["techniques"].items()}
        overloaded = [block["overloaded"] for block in document["techniques"].values()]
        whole = isinstance(document["replications"], int) and all(isinstance(one, bool) for one in overloaded)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotADocumentError("it is not what 'rtsim run --json' writes") from error
    if not whole:
        raise NotADocumentError("it is not what 'rtsim run --json' writes")
    return found


def _estimates(block: Mapping[str, Any]) -> Iterator[tuple[str, Estimate]]:
    for metric in METRICS:
        here: Any = block
        for step in metric.split("."):
            here = here.get(step, {})
        if here:
            ends = (nan if here[key] is None else float(here[key]) for key in ("mean", "low", "high"))
            yield metric, Estimate(*ends)
