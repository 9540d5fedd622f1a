import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import rtsim
from rtsim.api import Results
from rtsim.results import MEASURES
from rtsim.scenario import InputErrors
from tests.cli.command import rtsim as command
from tests.cli.test_compare import EXPERIMENT, SCENARIO


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with a scenario and an experiment in it."""
    (tmp_path / "a.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "many.yaml").write_text(EXPERIMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def results() -> Results:
    """Run the folder's scenario."""
    found = rtsim.run(rtsim.load("a.yaml"))
    assert isinstance(found, Results)
    return found


def test_importing_is_light() -> None:
    """`import rtsim` imports neither pandas nor the simulator; what is not there is said to be so."""
    code = "import sys, rtsim; print('pandas' in sys.modules, 'simpy' in sys.modules, rtsim.__version__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", rtsim.__version__]
    with pytest.raises(AttributeError, match="no attribute 'runs'"):
        _ = rtsim.runs


def test_overrides_lie_over_the_file() -> None:
    """Keys, dotted paths, units, lists and limits are laid over the file's values."""
    paths = {"clients.count": 30, "clients.network.latency": "5 ms", "slo": {"latency_s.p95": "<= 1 s"}}
    scenario = rtsim.load("a.yaml", seed=7, techniques=["sse"], **paths)
    assert (scenario.seed, scenario.clients.count, list(scenario.techniques)) == (7, 30, ["sse"])
    assert scenario.slo[0].value == 1.0
    assert rtsim.load(Path("a.yaml"), **{"slo.server.utilisation": ">= 10 %"}).slo[0].operator == ">="


def test_what_is_wrong_is_raised() -> None:
    """A wrong override is an error that says what is known."""
    with pytest.raises(InputErrors, match="did you mean 'count'"):
        rtsim.load("a.yaml", **{"clients.cuont": 3})


def test_tables_are_tidy() -> None:
    """There is a row for each technique, replication and measure, and an estimate for each technique and measure."""
    found = results()
    assert list(found.table.columns) == ["technique", "replication", "metric", "value"]
    assert len(found.table) == 2 * 3 * len(MEASURES)
    means = found.table.groupby(["technique", "metric"])["value"].mean()
    for row in found.estimates.dropna().itertuples():
        assert means[row.technique, row.metric] == pytest.approx(row.mean)
        assert row.low <= row.mean <= row.high


def test_the_json_is_that_of_the_command_line() -> None:
    """A program and the command line get the same document, to the byte."""
    found = results()
    assert found.to_json() + "\n" == command("run", "a.yaml", "--json", "--workers", "1").stdout
    told = json.loads(found.to_json())
    assert told["verdict"]["technique"] == found.verdict.technique
    assert told["warnings"] == found.warnings
    assert found.overloaded == {"websocket": False, "sse": False}
    assert found.scenario.name == told["scenario"]


def test_a_sweep_is_kept_in_its_store() -> None:
    """A sweep gives a row for each point, technique and measure; called again, it takes them from the store."""
    first = rtsim.sweep("many.yaml", store="many.sqlite")
    assert first.columns.tolist()[:4] == ["point", "clients.count", "technique", "metric"]
    assert len(first) == 2 * 2 * len(MEASURES)
    assert set(first["clients.count"]) == {10, 20}
    assert not first["overloaded"].any()
    pd.testing.assert_frame_equal(first, rtsim.sweep("many.yaml", store="many.sqlite"))


def test_a_sweep_says_where_latencies_are_no_answer(folder: Path) -> None:
    """A point at which a technique is overloaded is flagged in each of its rows, and no other one is."""
    costs = EXPERIMENT.replace("{clients.count: [10, 20]}", "{server.costs.push_sse: [1 ms, 2 s]}")
    (folder / "busy.yaml").write_text(costs, encoding="utf-8")
    found = rtsim.sweep("busy.yaml", store="busy.sqlite")
    flagged = found[found["overloaded"]]
    assert set(zip(flagged["point"], flagged["technique"], strict=True)) == {(2, "sse")}
    assert len(flagged) == len(MEASURES)
