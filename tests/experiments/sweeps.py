"""Small sweeps that tests share."""

import json
import sqlite3
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path
from typing import Any

from rtsim.experiments.executors import Here
from rtsim.experiments.points import points
from rtsim.experiments.store import Store
from rtsim.experiments.sweep import Told, complete
from rtsim.scenario.experiment import Question, parse_experiment
from rtsim.techniques import settings_classes, techniques

SCENARIO = {
    "name": "tiny",
    "warmup": 1,
    "duration": 5,
    "clients": {"count": 6, "connect_over": 1, "network": {"latency": 0.02}},
    "messages": {"to": "room", "room_size": 3, "rate": 0.5},
}
VARY = {"clients.count": [6, 9], "techniques.short-polling.interval": ["1 s", "2 s"]}


def question(folder: Path, **changes: Any) -> Question:
    """Give an experiment with four points whose scenario lies in the folder."""
    (folder / "tiny.yaml").write_text(json.dumps(SCENARIO), encoding="utf-8")
    content = {"name": "tiny-sweep", "scenario": "tiny.yaml", "vary": VARY, "replications": 2, **changes}
    return parse_experiment(content, folder / "experiment.yaml")


def run(asked: Question, path: Path, executor: Executor | None = None, told: Told = lambda _step: None) -> None:
    """Run an experiment into the store at `path`, in this process unless an executor is given."""
    found = points(asked, settings_classes())
    by = executor or Here()
    with Store.open(path, "write") as store:
        store.begin(asked.experiment, found)
        complete(asked.experiment, found, techniques(), store=store, executor=by, in_flight=3, told=told)


def run_alone(folder: str, path: str, changes: dict[str, Any]) -> None:
    """Run an experiment, in a process that may be killed."""
    run(question(Path(folder), **changes), Path(path))


def dump(path: Path) -> list[str]:
    """Give all that a store holds, as SQL in one order."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())
