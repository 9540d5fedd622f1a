import json
from pathlib import Path

import pandas as pd
import pytest

from rtsim.results import MEASURES
from tests.cli.command import rtsim
from tests.cli.test_compare import EXPERIMENT, SCENARIO

TRACED = """
name: traced
warmup: 1 s
duration: 3 s
clients: {count: 2, connect_over: 1 s}
messages: {process: trace, trace: {file: t.csv}}
techniques: [sse]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with a scenario and an experiment in it."""
    (tmp_path / "a.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "many.yaml").write_text(EXPERIMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def export(*arguments: str) -> None:
    """Export, which says nothing on stdout and ends well."""
    done = rtsim("export", *arguments, "--workers", "1")
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr


def test_parquet_and_csv_hold_the_same() -> None:
    """Both files have a row for each technique, replication and measure, with the same values."""
    export("a.yaml", "--to", "a.csv", "-t", "sse")
    export("a.yaml", "--to", "a.parquet", "-t", "sse")
    csv, parquet = pd.read_csv("a.csv"), pd.read_parquet("a.parquet")
    assert len(csv) == 3 * len(MEASURES)
    pd.testing.assert_frame_equal(csv, parquet, check_dtype=False, rtol=1e-12)


def test_a_store_keeps_its_points(folder: Path) -> None:
    """The table of a sweep says what varies at each point."""
    assert rtsim("sweep", "many.yaml", "--store", "many.sqlite", "--workers", "1").exit_code == 0
    export("many.sqlite", "--to", "many.parquet")
    found = pd.read_parquet(folder / "many.parquet")
    assert len(found) == 2 * 2 * 2 * len(MEASURES)
    assert set(found["clients.count"]) == {10, 20}


def test_a_document_gives_intervals(folder: Path) -> None:
    """The JSON of a run becomes means with the ends of their intervals."""
    text = rtsim("run", "a.yaml", "--json", "--workers", "1").stdout
    (folder / "a.json").write_text(text, encoding="utf-8")
    export("a.json", "--to", "a.csv")
    row = pd.read_csv("a.csv").set_index(["technique", "metric"]).loc[("sse", "latency_s.mean")]
    assert row.to_dict() == pytest.approx(json.loads(text)["techniques"]["sse"]["latency_s"]["mean"])


def test_no_text_is_a_formula(folder: Path) -> None:
    """Texts that a spreadsheet takes for a formula have an apostrophe in CSV; Parquet and numbers stay as they are."""
    names = ["=a.csv", "+b.csv", "-c.csv", "@d.csv", "\te.csv", "f=.csv"]
    for name in names:
        (folder / name).write_text("time_s\n1.5\n2.5\n", encoding="utf-8")
    listed = json.dumps(names)
    (folder / "t.yaml").write_text(TRACED, encoding="utf-8")
    (folder / "e.yaml").write_text(
        f"name: e\nscenario: t.yaml\nreplications: 1\nvary: {{messages.trace.file: {listed}}}\n", encoding="utf-8"
    )
    assert rtsim("sweep", "e.yaml", "--store", "e.sqlite", "--workers", "1").exit_code == 0
    export("e.sqlite", "--to", "e.csv")
    export("e.sqlite", "--to", "e.parquet")
    csv, parquet = pd.read_csv("e.csv"), pd.read_parquet("e.parquet")
    assert csv["messages.trace.file"].unique().tolist() == [*(f"'{name}" for name in names[:5]), "f=.csv"]
    assert parquet["messages.trace.file"].unique().tolist() == names
    pd.testing.assert_series_equal(csv["value"], parquet["value"], rtol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("a.yaml", "--to", "a.xlsx"), "has to end with .csv or .parquet"),
        (("a.yaml", "--to", "none/a.csv"), "there is no directory"),
        (("none.yaml", "--to", "a.csv"), "none.yaml"),
        (("folder.csv", "--to", "a.csv"), "folder.csv"),
        (("list.json", "--to", "a.csv"), "not what 'rtsim run --json' writes"),
        (("broken.sqlite", "--to", "a.csv"), "broken.sqlite"),
        (("a.json", "--to", "folder.csv"), "cannot be written"),
        (("a.yaml",), "--to"),
    ],
)
def test_wrong_input_is_status_2(folder: Path, arguments: tuple[str, ...], part: str) -> None:
    """Wrong input ends with 2 and says what is wrong."""
    (folder / "folder.csv").mkdir()
    (folder / "list.json").write_text("[]", encoding="utf-8")
    (folder / "a.json").write_text('{"replications": 2, "techniques": {}}', encoding="utf-8")
    (folder / "broken.sqlite").write_bytes(b"SQLite format 3\0 and nothing more")
    done = rtsim("export", *arguments)
    assert done.exit_code == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_values_of_several_types_go_into_parquet(folder: Path) -> None:
    """A path with a number at one point and a mapping at another is text in Parquet; what is not given stays so."""
    vary = "{messages.payload: [100, {dist: exponential, mean: 200 B}], techniques.websocket.heartbeat: [null, 5 s]}"
    mixed = EXPERIMENT.replace("{clients.count: [10, 20]}", vary).replace("replications: 2", "replications: 1")
    (folder / "mixed.yaml").write_text(mixed, encoding="utf-8")
    assert rtsim("sweep", "mixed.yaml", "--store", "mixed.sqlite", "--workers", "1").exit_code == 0
    export("mixed.sqlite", "--to", "mixed.parquet")
    found = pd.read_parquet("mixed.parquet")
    assert set(found["messages.payload"]) == {"100", '{"dist": "exponential", "mean": "200 B"}'}
    assert set(found["techniques.websocket.heartbeat"].dropna()) == {5.0}
    absent = rtsim("export", "mixed.sqlite", "--to", "none.csv", "-t", "long-polling")
    assert absent.exit_code == 2
    assert "'long-polling' is not in mixed.sqlite: choose from websocket, sse" in absent.stderr
    assert not (folder / "none.csv").exists()
