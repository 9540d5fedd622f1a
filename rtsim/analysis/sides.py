"""Sides: what a comparison takes from an outcome, from a stored sweep, or from the JSON of a run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import nan
from typing import Any

from rtsim.analysis.contrast import Known, Part, Sample, Side, sample, summarised
from rtsim.analysis.estimates import Estimate
from rtsim.experiments import Outcome
from rtsim.experiments.point import values_text
from rtsim.experiments.store import Store
from rtsim.recording import Recording
from rtsim.results import measures
from rtsim.scenario.measures import METRICS

Values = dict[str, dict[int, float]]  # of each measure, by replication


class NotADocumentError(ValueError):
    """What was read is not the JSON of `rtsim run`."""


def side_of_outcome(name: str, outcome: Outcome) -> Side:
    """Take what was simulated just now."""
    seed = outcome.scenario.seed
    return Side(name, {Part("", tech): _known(seed, runs) for tech, runs in outcome.recordings.items()})


def _known(seed: int, runs: Sequence[Recording]) -> Known:
    rows = [measures(run) for run in runs]
    samples = {path: sample(tuple(row[path] for row in rows)) for path in METRICS if path in rows[0]}
    messages = {run.replication: run.messages for run in runs}
    return Known(samples, any(run.overloaded for run in runs), seed, messages)


def side_of_store(name: str, store: Store) -> Side:
    """Take the current experiment of a store; a point goes by what varies at it."""
    points = {number: values_text(varied) for number, varied in store.written().items()}
    known = store.messages()  # before the table: a sweep that is at work may add to it
    seed, overloaded, table = store.about().seed, store.overloaded(), store.table()
    values: dict[tuple[int, str], Values] = {}
    columns = (table[column].tolist() for column in ("point", "technique", "metric", "replication", "value"))
    for number, technique, metric, replication, value in zip(*columns, strict=True):
        values.setdefault((number, technique), {}).setdefault(metric, {})[replication] = value
    parts = {
        Part(points.get(number, ""), technique): Known(
            _samples(values[number, technique], messages), (number, technique) in overloaded, seed, messages
        )
        for (number, technique), messages in known.items()
    }
    return Side(name, parts)


def _samples(values: Values, replications: Iterable[int]) -> dict[str, Sample]:
    """Make samples with a value for each of the replications; what is not known of one is undefined in it."""
    order = tuple(replications)
    return {metric: sample(tuple(of.get(one, nan) for one in order)) for metric, of in values.items()}


def side_of_document(name: str, document: Any) -> Side:
    """Take the JSON of `rtsim run`; raises `NotADocumentError` for anything else."""
    parts = {}
    for technique, of in document_estimates(document).items():
        block = document["techniques"][technique]
        take = _known_of_runs if block.get("runs") else _known_of_estimates
        parts[Part("", technique)] = take(document, block, of)
    return Side(name, parts)


def _known_of_estimates(document: Any, block: Any, estimates: Mapping[str, Estimate]) -> Known:
    """Take what a version wrote that did not write the runs."""
    count = document["replications"]
    samples = {path: summarised(known, count if known.half_width >= 0 else 1) for path, known in estimates.items()}
    return Known(samples, block["overloaded"])


def _known_of_runs(document: Any, block: Any, estimates: Mapping[str, Estimate]) -> Known:
    with _reading():
        runs = {run["replication"]: run for run in block["runs"]}
        messages = {replication: str(runs[replication]["messages"]) for replication in sorted(runs)}
        values: Values = {
            metric: {replication: _number(run["measures"].get(metric)) for replication, run in runs.items()}
            for metric in estimates
        }
        return Known(_samples(values, messages), block["overloaded"], int(document["seed"]), messages)


def document_estimates(document: Any) -> dict[str, dict[str, Estimate]]:
    """Read the estimates of each technique from the JSON of `rtsim run`; raises `NotADocumentError` for anything else.

    A measure that the version did not know that wrote it is left out.
    """
    with _reading():
        found = {technique: dict(_estimates(block)) for technique, block in document["techniques"].items()}
        overloaded = [block["overloaded"] for block in document["techniques"].values()]
        if not isinstance(document["replications"], int) or not all(isinstance(one, bool) for one in overloaded):
            raise TypeError
        return found


@contextmanager
def _reading() -> Iterator[None]:
    """Take whatever goes wrong in reading for a sign of another kind of document."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise NotADocumentError("it is not what 'rtsim run --json' writes") from error


def _estimates(block: Mapping[str, Any]) -> Iterator[tuple[str, Estimate]]:
    for metric in METRICS:
        here: Any = block
        for step in metric.split("."):
            here = here.get(step, {})
        if here:
            yield metric, Estimate(*(_number(here[key]) for key in ("mean", "low", "high")))


def _number(written: Any) -> float:
    return nan if written is None else float(written)
