import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rtsim.experiments.points import point_beside, points
from rtsim.experiments.samples import kept, sampled
from rtsim.experiments.seals import seal_all
from rtsim.experiments.store import DamagedError, Store
from rtsim.scenario.values import usual_techniques
from rtsim.techniques import settings_classes
from tests.experiments.sweeps import question, run

NEEDS = {"needs": [{"direction": "server-to-client", "matters": {"latency": "20 ms"}}]}
LIMITS = {"slo": [{"latency_s.mean": "<= 1 ms"}, {"latency_s.mean": "<= 9 s"}], "prices": ["servers"]}


def test_samples_are_what_the_store_has(tmp_path: Path) -> None:
    """Each point has every replication's value, as the table has it, for each technique."""
    asked = question(tmp_path, vary={"clients.count": [6, 9]})
    run(asked, tmp_path / "s")
    with Store.open(tmp_path / "s") as store:
        found = sampled(store, asked.experiment, points(asked, settings_classes()))
        table = store.table()
    for number, one in enumerate(found, start=1):
        rows = table[(table.point == number) & (table.technique == "sse") & (table.metric == "server.cpu_s")]
        assert list(one.values["sse"]["server.cpu_s"]) == rows.sort_values("replication").value.tolist()
        assert one.overloaded == dict.fromkeys(usual_techniques(settings_classes()), False)


def test_a_point_beside_the_experiment_has_no_samples_before_it_ran(tmp_path: Path) -> None:
    """A point that differs in one value has digests of its own, and nothing in the store."""
    asked = question(tmp_path, vary={"clients.count": [6, 9]})
    run(asked, tmp_path / "s")
    first = points(asked, settings_classes())[0]
    beside = point_beside(first, 7, {"clients.count": 7})
    assert beside.scenario.clients.count == 7
    with Store.open(tmp_path / "s") as store:
        (found,) = sampled(store, asked.experiment, [beside])
        (same,) = sampled(store, asked.experiment, [point_beside(first, 8, {})])
    assert found.values["sse"] == {}
    assert len(same.values["sse"]["server.cpu_s"]) == 2


def test_an_experiment_has_no_more_replications_than_it_asks_for(tmp_path: Path) -> None:
    """Of three replications that an earlier sweep has left, one that asks for two has the first two."""
    few, more = (question(tmp_path, vary={"clients.count": [6]}, replications=count) for count in (2, 3))
    run(more, tmp_path / "s")
    found = points(few, settings_classes())
    with Store.open(tmp_path / "s") as store:
        (all_,), (first,) = (sampled(store, asked.experiment, found) for asked in (more, few))
    values = all_.values["sse"]["server.cpu_s"]
    assert len(values) == 3
    assert first.values["sse"]["server.cpu_s"] == values[:2]


def older(path: Path) -> None:
    """Make of a store one of the form before scenarios were kept."""
    with closing(sqlite3.connect(path)) as connection:
        for change in ("DROP COLUMN seal", "DROP COLUMN content", "ADD COLUMN seal INTEGER NOT NULL DEFAULT 0"):
            connection.execute(f"ALTER TABLE experiments {change}")
        connection.execute("PRAGMA user_version = 3")
        seal_all(connection)
        connection.commit()


def test_a_store_keeps_its_scenario(tmp_path: Path) -> None:
    """The points that it gives have the experiment's scenarios, with needs, limits and prices, and all its runs."""
    asked, path = question(tmp_path, vary=NEEDS | LIMITS), tmp_path / "s.sqlite"
    run(asked, path)
    expected = points(asked, settings_classes())
    with Store.open(path) as store:
        found = kept(store, settings_classes())
        assert found is not None
        assert [point.scenario for point in found.points] == [point.scenario for point in expected]
        assert [point.digests for point in found.points] == [point.digests for point in expected]
        assert sampled(store, found, found.points) == sampled(store, asked.experiment, expected)
    scenario = found.points[0].scenario
    assert (scenario.needs.matters.latency, scenario.slo[0].value) == (0.02, 0.001)
    assert scenario.prices is not None


def test_an_older_store_keeps_none_until_its_sweep_goes_on(tmp_path: Path) -> None:
    """A store of the form before is read without a scenario, and has it when the same experiment is swept again."""
    asked, path = question(tmp_path, vary={"clients.count": [6]}), tmp_path / "s.sqlite"
    run(asked, path)
    older(path)
    with Store.open(path) as store:
        assert kept(store, settings_classes()) is None
    run(asked, path)
    with Store.open(path) as store:
        found = kept(store, settings_classes())
    assert found is not None
    assert len(found.points) == 1


def test_what_is_no_scenario_is_damage(tmp_path: Path) -> None:
    """Content that is not what a sweep writes is refused when the store is opened."""
    path = tmp_path / "s.sqlite"
    run(question(tmp_path, vary={"clients.count": [6]}), path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE experiments SET content = '{}'")
        connection.commit()
    with pytest.raises(DamagedError, match="its experiments hold what no sweep writes"):
        Store.open(path)
