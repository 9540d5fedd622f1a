"""rtsim from Python: load a scenario, run it, take its results as tables.

`rtsim.load`, `rtsim.run` and `rtsim.sweep` are these functions. Work in several processes needs, as everywhere in
Python, a script that can be imported: call it below `if __name__ == "__main__":`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from rtsim.advice.verdict import Evidence, Verdict, judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.analysis.warnings import warnings
from rtsim.experiments import run as run_experiment
from rtsim.experiments.executors import local
from rtsim.experiments.points import points
from rtsim.experiments.store import Store
from rtsim.experiments.sweep import complete
from rtsim.report.documents.run import document
from rtsim.scenario import Scenario, load_scenario
from rtsim.scenario.experiment import load_experiment
from rtsim.techniques import chosen, settings_classes, techniques
from rtsim.tidy import table

IN_FLIGHT = 4  # runs that wait for each process, so that none is idle


@dataclass(frozen=True)
class Results:
    """What a run came to, as tables and as the JSON of `rtsim run`."""

    comparison: Comparison = field(repr=False)

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.comparison.scenario

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each technique, replication and metric, with its value in base units."""
        return table(run for runs in self.comparison.outcome.recordings.values() for run in runs)

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """A row for each technique and metric: mean, low and high end of the 95 % interval over the replications."""
        rows = [
            (name, metric, found.mean, found.low, found.high)
            for name, of in self.comparison.estimates.items()
            for metric, found in of.items()
        ]
        return pd.DataFrame(rows, columns=["technique", "metric", "mean", "low", "high"])

    @property
    def overloaded(self) -> Mapping[str, bool]:
        """Whether each technique was overloaded, so that its latencies are no steady answer."""
        return self.comparison.overloaded

    @cached_property
    def verdict(self) -> Verdict:
        """The recommended technique with its reasons."""
        return judge(Evidence.of(self.comparison))

    @cached_property
    def warnings(self) -> list[str]:
        """What to know before believing the numbers."""
        return warnings(self.comparison)

    def to_json(self) -> str:
        """Write the document that `rtsim run --json` prints."""
        return json.dumps(document(self.comparison, self.verdict, self.warnings), indent=1, allow_nan=False)


def load(path: Path | str, **overrides: Any) -> Scenario:
    """Read a scenario from a YAML file, with values laid over the file's.

    An override goes by its key, or by a dotted path: `load(path, seed=2, **{"clients.count": 500})`. Its value is what
    YAML would hold: text with a unit or a number, a list, a mapping. Raises `rtsim.scenario.InputErrors` with all that
    is wrong.
    """
    laid = [f"{key}={json.dumps(value)}" for key, value in overrides.items()]
    return load_scenario(path, techniques=settings_classes(), overrides=laid)


def run(scenario: Scenario, *, workers: int = 1) -> Results:
    """Simulate a scenario under each of its techniques, in so many processes; the numbers do not depend on how many."""
    return Results(compare(run_experiment(scenario, chosen(scenario.techniques), workers=workers)))


def sweep(experiment: Path | str, *, store: Path | str, workers: int = 1) -> pd.DataFrame:
    """Run the experiment of a YAML file, and give its estimates; `store` is the file that keeps every finished run.

    The table has a row for each point, technique and metric: what varies, mean, low and high end of the 95 % interval,
    replications, and whether the technique was overloaded there, so that its latencies are no steady answer. What is in
    the store is not run again. Raises `InputErrors` for what is wrong in the experiment,
    `rtsim.experiments.store.StoreError` for a store that cannot be used.
    """
    question = load_experiment(experiment)
    found = points(question, settings_classes())
    with Store.open(store, "write") as kept, local(workers) as executor:
        kept.begin(question.experiment, found)
        complete(question.experiment, found, techniques(), store=kept, executor=executor, in_flight=IN_FLIGHT * workers)
        varied = pd.DataFrame.from_dict(kept.parameters(), orient="index").infer_objects()
        summary, overloaded = kept.summary().join(varied, on="point"), kept.overloaded()
    places = zip(summary["point"], summary["technique"], strict=True)
    summary["overloaded"] = [place in overloaded for place in places]
    return summary[
        ["point", *varied.columns, "technique", "metric", "mean", "low", "high", "replications", "overloaded"]
    ]
