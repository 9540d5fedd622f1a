import sqlite3
from contextlib import closing
from math import isnan, nan
from pathlib import Path

import pandas as pd
import pytest

from rtsim.experiments.estimates import estimate
from rtsim.experiments.forms import APPLICATION, FORM
from rtsim.experiments.points import points
from rtsim.experiments.store import Measured, Run, Store, StoreError
from rtsim.results import MEASURES, RESULTS_VERSION
from rtsim.techniques import settings_classes
from tests.analysis.outcomes import outcome
from tests.experiments.sweeps import SCENARIO, dump, question, run

LATER = (
    "runs DROP COLUMN messages",
    "runs DROP COLUMN seal",
    "experiments DROP COLUMN seal",
    "experiments DROP COLUMN content",
)


def execute(path: Path, *statements: str) -> None:
    """Run SQL on a file."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_the_table_is_tidy(tmp_path: Path) -> None:
    """There is a row for each point, technique, replication and metric, with what varies in base units."""
    run(question(tmp_path), tmp_path / "s.sqlite")
    with Store.open(tmp_path / "s.sqlite") as store:
        table, summary, metrics = store.table(), store.summary(), len(MEASURES)
    paths = ["clients.count", "techniques.short-polling.interval"]
    assert list(table.columns) == ["point", *paths, "technique", "replication", "metric", "value"]
    assert table[paths].drop_duplicates().to_numpy().tolist() == [[6, 1], [6, 2], [9, 1], [9, 2]]
    assert table.metric.nunique() == metrics
    assert len(table) == 4 * 4 * 2 * metrics
    assert list(summary.columns) == ["point", "technique", "metric", "mean", "low", "high", "replications"]
    assert len(summary) == 4 * 4 * metrics


def test_the_numbers_are_those_of_a_run(tmp_path: Path) -> None:
    """A point's measures are those that `run` gives of the same scenario, to the last bit."""
    run(question(tmp_path, vary={"clients.count": [6]}), tmp_path / "s.sqlite")
    alone = outcome({**SCENARIO, "replications": 2}).recordings
    with Store.open(tmp_path / "s.sqlite") as store:
        table = store.table()
    stored = table[table.metric == "latency_s.mean"].set_index(["technique", "replication"]).value.to_dict()
    assert stored == {(name, run.replication): run.latency.mean for name, runs in alone.items() for run in runs}


def test_any_client_reads_it(tmp_path: Path) -> None:
    """The view of all results is read with plain SQL, also while a sweep writes."""
    run(question(tmp_path), tmp_path / "s.sqlite")
    with Store.open(tmp_path / "s.sqlite", "write"), closing(sqlite3.connect(tmp_path / "s.sqlite")) as connection:
        means = pd.read_sql(
            "SELECT point, avg(value) FROM results WHERE metric = 'latency_s.p95' GROUP BY 1", connection
        )
    assert means.point.to_list() == [1, 2, 3, 4]


def test_undefined_is_no_number(tmp_path: Path) -> None:
    """What is not a number comes back as such, and one replication gives no interval."""
    asked = question(tmp_path, vary={"messages.rate": [1e-9]}, replications=1)
    run(asked, tmp_path / "s.sqlite")
    with Store.open(tmp_path / "s.sqlite") as store:
        summary = store.summary().set_index(["technique", "metric"])
        assert isnan(summary.loc[("sse", "latency_s.mean"), "mean"])
        assert isnan(summary.loc[("sse", "server.cpu_s"), "low"])
        assert store.replications()[1, "sse"] == 1


def test_an_undefined_value_is_none_of_its_estimate(tmp_path: Path) -> None:
    """Of four replications in which a measure is undefined once, the interval is that of the other three."""
    asked = question(tmp_path, vary={"clients.count": [6]}, replications=4)
    found, values = points(asked, settings_classes()), [1.0, nan, 2.0, 4.0]
    with Store.open(tmp_path / "s.sqlite", "write") as store:
        store.begin(asked.experiment, found)
        for replication, value in enumerate(values):
            one = Run(found[0].digests["sse"], "sse", replication, asked.experiment.seed)
            store.add(one, Measured(RESULTS_VERSION, overloaded=False, measures={"age_s.mean": value}))
        (row,) = store.summary().itertuples()
    known = estimate(values)
    assert (row.mean, row.low, row.high) == pytest.approx((known.mean, known.low, known.high), rel=1e-12)
    assert row.replications == 4


def test_a_changed_experiment_keeps_the_runs(tmp_path: Path) -> None:
    """Points that are added take their place in the table; what was run stays, and coming back runs nothing."""
    path, steps = tmp_path / "s.sqlite", []
    run(question(tmp_path), path)
    more = {"clients.count": [6, 9, 12], "techniques.short-polling.interval": ["1 s", "2 s"]}
    run(question(tmp_path, vary=more), path, told=steps.append)
    assert steps[-1].runs == 2 * (3 + 2)
    with Store.open(path) as store:
        assert len(store.parameters()) == 6
    run(question(tmp_path), path, told=steps.append)
    assert steps[-1].runs == 0
    with Store.open(path) as store:
        assert len(store.parameters()) == 4


def test_a_run_is_whole_or_not_there(tmp_path: Path) -> None:
    """A run that cannot be written leaves nothing behind."""
    path = tmp_path / "s.sqlite"
    twice = Run("d", "sse", 0, 1)
    with Store.open(path, "write") as store:
        store.add(twice, Measured(RESULTS_VERSION, overloaded=False, measures={"a": 1.0}))
        before = dump(path)
        with pytest.raises(StoreError):
            store.add(twice, Measured(RESULTS_VERSION, overloaded=False, measures={"b": 1.0}))
    assert dump(path) == before


def make_older(path: Path) -> None:
    """Take from a store what its first form did not have."""
    execute(path, *(f"ALTER TABLE {column}" for column in LATER), "PRAGMA user_version = 1")


def test_each_run_s_messages_are_kept(tmp_path: Path) -> None:
    """The digest of a run's messages is that of its recording, whatever the technique."""
    run(question(tmp_path, vary={"clients.count": [6]}), tmp_path / "s.sqlite")
    alone = outcome({**SCENARIO, "replications": 2}).recordings
    with Store.open(tmp_path / "s.sqlite") as store:
        assert store.messages() == {
            (1, name): {run.replication: run.messages for run in runs} for name, runs in alone.items()
        }
        assert store.about().seed == 1


def test_an_older_store_is_read_as_it_is(tmp_path: Path) -> None:
    """A store of the first form keeps its numbers and its bytes when it is read; which messages it had is not known."""
    path = tmp_path / "s.sqlite"
    run(question(tmp_path, vary={"clients.count": [6]}), path)
    with Store.open(path) as store:
        table = store.table()
    make_older(path)
    before = path.read_bytes()
    with Store.open(path) as store:
        pd.testing.assert_frame_equal(store.table(), table)
        assert store.messages()[1, "sse"] == {0: "", 1: ""}
    assert path.read_bytes() == before


def test_an_older_store_is_brought_up_to_date(tmp_path: Path) -> None:
    """A sweep goes on in a store of the first form, without running again what is there."""
    path, steps = tmp_path / "s.sqlite", []
    run(question(tmp_path, vary={"clients.count": [6]}), path)
    make_older(path)
    run(question(tmp_path, vary={"clients.count": [6]}, replications=3), path, told=steps.append)
    assert steps[-1].runs == 4
    with Store.open(path) as store:
        assert [bool(digest) for digest in store.messages()[1, "sse"].values()] == [False, False, True]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (FORM,)


def test_two_writers_are_one_too_many(tmp_path: Path) -> None:
    """A store that is being written is refused to a second writer, and free again afterwards."""
    path = tmp_path / "s.sqlite"
    with Store.open(path, "write"), pytest.raises(StoreError, match="in use by another sweep"):
        Store.open(path, "write")
    Store.open(path, "write").close()
    assert [file.name for file in tmp_path.iterdir()] == ["s.sqlite"]


def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Text, another program's database, a newer store, a folder, a missing file: each is refused in one line."""
    text, other, newer = tmp_path / "text", tmp_path / "other", tmp_path / "newer"
    text.write_text("not a database, but long enough to be looked at as one\n" * 40, encoding="utf-8")
    execute(other, "CREATE TABLE t (a)")
    execute(newer, f"PRAGMA application_id = {APPLICATION}", "PRAGMA user_version = 999", "CREATE TABLE t (a)")
    wanted = {
        text: "no SQLite file",
        other: "not a store of rtsim",
        newer: "by a newer rtsim",
        tmp_path: "cannot be opened",
    }
    for path, reason in wanted.items():
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(StoreError, match=reason) as error:
            Store.open(path, "write")
        assert str(error.value).startswith(str(path))
        assert not path.is_file() or path.read_bytes() == before
    with pytest.raises(StoreError, match="does not exist"):
        Store.open(tmp_path / "none")
    with pytest.raises(StoreError, match="cannot be opened: there is no such folder"):
        Store.open(tmp_path / "none" / "s.sqlite", "write")


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    """A file that a killed sweep left before it wrote anything is taken as new."""
    (tmp_path / "s.sqlite").touch()
    Store.open(tmp_path / "s.sqlite", "write").close()
    Store.open(tmp_path / "s.sqlite").close()
