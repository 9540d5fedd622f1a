from pathlib import Path

from rtsim.experiments.points import point_beside, points
from rtsim.experiments.samples import sampled
from rtsim.experiments.store import Store
from rtsim.scenario.values import usual_techniques
from rtsim.techniques import settings_classes
from tests.experiments.sweeps import question, run


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
