"""The store: what a sweep has found so far, in one SQLite file, a run in each transaction.

Rollback journal and full synchronisation: whatever ends the process or the machine, the file holds each run wholly or
not at all, and it can be read while a sweep writes (https://sqlite.org/atomiccommit.html).
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from hashlib import sha256
from math import nan
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from rtsim.experiments.database import DamagedError, Mode, StoreError, clear, locked, marks, opened, transaction
from rtsim.experiments.estimates import CONFIDENCE
from rtsim.experiments.forms import CONTENT, NOTES_MESSAGES, check_form, is_empty, make, upgrade
from rtsim.experiments.point import Point
from rtsim.experiments.rows import content_of, digest_of, plain
from rtsim.experiments.seals import seal_experiment, seal_run
from rtsim.experiments.soundness import check_sound
from rtsim.experiments.students_t import quantile
from rtsim.results import RESULTS_VERSION
from rtsim.scenario.document import Document
from rtsim.scenario.experiment import Experiment

__all__ = ["DamagedError", "Measured", "Run", "Store", "StoreError"]


@dataclass(frozen=True)
class Run:
    """Which run: the digest of what its numbers depend on, its technique, replication and seed."""

    digest: str
    technique: str
    replication: int
    seed: int

    @property
    def identity(self) -> int:
        """A number of 63 bits that stands for the run, and for the version of the results."""
        key = (self.digest, self.technique, self.replication, self.seed, RESULTS_VERSION)
        return int.from_bytes(sha256(repr(key).encode()).digest()[:8]) >> 1


@dataclass(frozen=True)
class Measured:
    """What one run came to: every measure by its path, not a number where it is undefined.

    `messages` is the digest of those it carried, empty if it is not known.
    """

    version: int
    overloaded: bool
    measures: Mapping[str, float]
    messages: str = ""


@dataclass(frozen=True)
class About:
    """What an experiment is: its name and question, the path of its scenario as its file has it, seed and digest."""

    name: str
    title: str
    scenario: str
    seed: int
    digest: str


class Store:
    """Runs and their measures, for the points of an experiment."""

    def __init__(self, path: Path, connection: sqlite3.Connection, resources: ExitStack) -> None:
        self.path = path
        self._connection = connection
        self._resources = resources

    @classmethod
    def open(cls, path: Path | str, mode: Mode = "read") -> Self:
        """Open a store: to read one that exists, or to write one, which is made if it does not exist.

        All that it holds is looked at once. Raises `DamagedError` for what is no store, or holds what no sweep writes;
        `StoreError` for a newer one, one that cannot be written, or that is being written.
        """
        path = Path(path)
        if mode == "read" and not path.is_file():
            raise StoreError(f"{path} does not exist, or is no file")
        with ExitStack() as resources, clear(path):
            if mode == "write":
                resources.enter_context(locked(path))
            connection = resources.enter_context(closing(opened(path)))
            with transaction(connection, mode):
                if mode == "write" and is_empty(connection):
                    make(connection)
                check_form(path, connection)
                check_sound(path, connection)
                if mode == "write":
                    upgrade(connection)
            return cls(path, connection, resources.pop_all())

    def close(self) -> None:
        """Close the file, and let others write it."""
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, experiment: Experiment, points: Sequence[Point]) -> None:
        """Make this the current experiment, with these points; runs that are there already stay, and count."""
        digest, content = digest_of(experiment, points), content_of(points)
        with clear(self.path), transaction(self._connection):
            known = self._rows("SELECT number, turn = (SELECT max(turn) FROM experiments) FROM experiments "
                               "WHERE digest = ?", digest)  # fmt: skip
            if not known:
                self._add_experiment(experiment, digest, points)
            elif not known[0][1]:
                self._write("UPDATE experiments SET turn = (SELECT max(turn) + 1 FROM experiments) WHERE digest = ?",
                            [(digest,)])  # fmt: skip
            self._write("UPDATE experiments SET content = ? WHERE digest = ?", [(content, digest)])
            (number,) = self._rows("SELECT number FROM experiments WHERE digest = ?", digest)[0]
            seal_experiment(self._connection, number)

    def _add_experiment(self, experiment: Experiment, digest: str, points: Sequence[Point]) -> None:
        number, turn = self._rows("SELECT count(*) + 1, coalesce(max(turn), 0) + 1 FROM experiments")[0]
        about = (experiment.name, experiment.title, str(experiment.scenario), experiment.seed, RESULTS_VERSION)
        self._write("INSERT INTO experiments (number, turn, digest, name, title, scenario, seed, version) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [(number, turn, digest, *about)])  # fmt: skip
        self._write("INSERT INTO points VALUES (?, ?)", [(number, point.number) for point in points])
        self._write("INSERT INTO parameters VALUES (?, ?, ?, ?, ?, ?)", (
            (number, point.number, position, path, plain(point.parameters[path]), json.dumps(written, default=str))
            for point in points
            for position, (path, written) in enumerate(point.written.items())
        ))  # fmt: skip
        self._write("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?)", (
            (number, point.number, position, technique, part, experiment.most_replications)
            for point in points
            for position, (technique, part) in enumerate(point.digests.items())
        ))  # fmt: skip

    def add(self, run: Run, measured: Measured) -> None:
        """Add a finished run, in one transaction."""
        with clear(self.path), transaction(self._connection):
            key = (run.digest, run.technique, run.replication, run.seed, measured.version)
            self._write("INSERT INTO runs (id, digest, technique, replication, seed, version, overloaded, messages) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        [(run.identity, *key, measured.overloaded, measured.messages)])  # fmt: skip
            paths = [(path,) for path in measured.measures]
            self._write("INSERT INTO metrics (path) VALUES (?) ON CONFLICT DO NOTHING", paths)
            values = [(run.identity, value, path) for path, value in measured.measures.items()]
            self._write("INSERT INTO measures SELECT ?1, id, ?2 FROM metrics WHERE path = ?3", values)
            seal_run(self._connection, run.identity)

    def values(self, digest: str, seed: int, metric: str) -> dict[int, float]:
        """Give a measure of the finished runs with this digest and seed, by replication."""
        rows = self._rows(
            "SELECT replication, (SELECT value FROM measures JOIN metrics ON metric = id WHERE run = runs.id "
            "AND path = ?) FROM runs WHERE digest = ? AND seed = ? AND version = ?",
            metric, digest, seed, RESULTS_VERSION
        )  # fmt: skip
        return {replication: nan if value is None else value for replication, value in rows}

    def measured(self, digest: str, seed: int) -> dict[int, Measured]:
        """Give what the finished runs with this digest and seed came to, by replication."""
        found: dict[int, tuple[bool, dict[str, float]]] = {}
        for replication, overloaded, path, value in self._rows(
            "SELECT replication, overloaded, path, value FROM runs LEFT JOIN measures ON run = runs.id "
            "LEFT JOIN metrics ON metric = metrics.id WHERE digest = ? AND seed = ? AND version = ? "
            "ORDER BY replication, metrics.id", digest, seed, RESULTS_VERSION
        ):  # fmt: skip
            known = found.setdefault(replication, (bool(overloaded), {}))[1]
            known |= {path: nan if value is None else value} if path else {}
        return {at: Measured(RESULTS_VERSION, *of) for at, of in found.items()}

    def about(self) -> About:
        """Give what the current experiment is."""
        return About(*self._current("name, title, scenario, seed, digest"))

    def document(self) -> Document | None:
        """Give the current experiment's scenario as its user wrote it; nothing where an older rtsim did not keep it."""
        if marks(self._connection)[1] < CONTENT or not (content := self._current("content")[0]):
            return None
        kept = json.loads(content)
        return Document(kept["file"], kept["content"], {})

    def parts(self) -> dict[int, dict[str, str]]:
        """Give the digest of each technique's runs at each point of the current experiment."""
        return self._by_point(
            "SELECT point, technique, parts.digest FROM current JOIN parts ON experiment = current.number "
            "ORDER BY point, position"
        )

    def most_replications(self) -> int:
        """Give how many replications of each technique the current experiment has at most."""
        rows = self._rows("SELECT max(replications) FROM current JOIN parts ON experiment = current.number")
        return int(rows[0][0] or 0)

    def _current(self, columns: Literal["name, title, scenario, seed, digest", "content"]) -> Any:
        rows = self._rows(f"SELECT {columns} FROM current")  # noqa: S608
        if not rows:
            raise StoreError(f"{self.path} holds no experiment yet")
        return rows[0]

    def parameters(self) -> dict[int, dict[str, Any]]:
        """Give what varies at each point of the current experiment, by its number, in base units."""
        return self._varied("value")

    def written(self) -> dict[int, dict[str, Any]]:
        """Give what varies at each point of the current experiment, by its number, as the experiment has it."""
        return {
            point: {path: json.loads(value) for path, value in values.items()}
            for point, values in self._varied("written").items()
        }

    def _varied(self, column: Literal["value", "written"]) -> dict[int, dict[str, Any]]:
        return self._by_point(
            f"SELECT point, path, {column} FROM current JOIN parameters ON experiment = current.number "  # noqa: S608
            "ORDER BY point, position"
        )

    def _by_point(self, statement: str) -> dict[int, dict[str, Any]]:
        """Give rows of a point, a name and a value, point by point."""
        found: dict[int, dict[str, Any]] = {}
        for point, name, value in self._rows(statement):
            found.setdefault(point, {})[name] = value
        return found

    def overloaded(self) -> set[tuple[int, str]]:
        """Give the points and techniques of which some run was overloaded."""
        return set(self._rows("SELECT DISTINCT point, technique FROM part_runs WHERE overloaded"))

    def replications(self) -> dict[tuple[int, str], int]:
        """Give how many runs there are of each technique at each point."""
        rows = self._rows("SELECT point, technique, count(*) FROM part_runs GROUP BY point, technique")
        return {(point, technique): count for point, technique, count in rows}

    def messages(self) -> dict[tuple[int, str], dict[int, str]]:
        """Give the digest of each run's messages by replication, of each technique at each point; empty if not known.

        It is not known of runs that an older rtsim added.
        """
        column = "runs.messages" if marks(self._connection)[1] >= NOTES_MESSAGES else "''"
        found: dict[tuple[int, str], dict[int, str]] = {}
        for point, technique, replication, messages in self._rows(
            f"SELECT point, runs.technique, runs.replication, {column} FROM part_runs JOIN runs ON runs.id = run "  # noqa: S608
            "ORDER BY point, position, runs.replication"
        ):
            found.setdefault((point, technique), {})[replication] = messages
        return found

    def table(self) -> pd.DataFrame:
        """Give a tidy table of the current experiment.

        Columns: point, one for each path that varies (in base units), technique, replication, metric, value.
        """
        with clear(self.path):
            results = pd.read_sql_query("SELECT * FROM results", self._connection).astype({"value": float})
        columns = pd.DataFrame.from_dict(self.parameters(), orient="index").infer_objects()
        wide = results.join(columns, on="point")
        return wide[["point", *columns.columns, "technique", "replication", "metric", "value"]]

    def summary(self) -> pd.DataFrame:
        """Give the estimates of the current experiment: means with 95 % intervals by Student's t.

        Columns: point, technique, metric, mean, low, high, replications; undefined values are left out of the mean, and
        the ends are not a number where there is no interval.
        """
        groups = self.table().groupby(["point", "technique", "metric"], sort=False)["value"]
        found = groups.agg(["mean", "std", "count", "size"]).reset_index()
        freedom = found["count"].clip(lower=2) - 1
        half = freedom.map(lambda many: quantile(many, (1 + CONFIDENCE) / 2)) * found["std"] / np.sqrt(found["count"])
        ends = {"low": found["mean"] - half, "high": found["mean"] + half, "replications": found["size"]}
        return found[["point", "technique", "metric", "mean"]].assign(**ends)

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        with clear(self.path):
            return self._connection.execute(statement, values).fetchall()

    def _write(self, statement: str, rows: Any) -> None:
        self._connection.executemany(statement, rows)
