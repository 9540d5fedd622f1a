import json
from pathlib import Path

import pytest
import typer

from rtsim.cli.pages import Told
from rtsim.cli.recommend_experiment import recommend_experiment
from rtsim.experiments.store import Store
from tests.experiments.sweeps import SCENARIO

VARY = {"slo": [{"latency_s.mean": "<= 1 ms"}, {"latency_s.mean": "<= 10 s"}],
        "techniques.short-polling.interval": {"from": "1 s", "to": "3 s", "steps": 10}}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with an experiment: twenty points, at half of which nothing keeps the limit."""
    monkeypatch.chdir(tmp_path)
    tiny = {**SCENARIO, "techniques": ["short-polling", "websocket"], "seed": 3}
    (tmp_path / "tiny.yaml").write_text(json.dumps(tiny), encoding="utf-8")
    asked = {"name": "limits", "scenario": "tiny.yaml", "vary": VARY, "replications": 2}
    (tmp_path / "e.yaml").write_text(json.dumps(asked), encoding="utf-8")
    return tmp_path


def learned(*, as_json: bool = False, mermaid: bool = False, path: str = "e.yaml", store: str = "s") -> None:
    """Learn a flow from an experiment."""
    recommend_experiment(Path(path), Path(store), 1, Told(as_json=as_json, chart=mermaid))


def test_a_flow_is_learned_from_an_experiment(capsys: pytest.CaptureFixture[str]) -> None:
    """The experiment runs into its store once; text, document and flowchart are of one flow."""
    learned()
    text, progress = capsys.readouterr()
    assert text.startswith("if slo is {latency_s.mean: <= 1 ms}:\n  none (50 % of the points")
    assert "20/20 point 20" in progress
    learned(as_json=True)
    document, progress = capsys.readouterr()
    assert "20 of 20 points were done before" in progress
    known = json.loads(document)
    assert (known["experiment"], known["flow"]["input"]) == ("limits", "slo")
    assert known["flow"]["yes"]["technique"] is None
    assert {branch["notes"] for branch in known["notes"]["branches"]} == {"websocket"}
    learned(path="s", as_json=True)
    assert json.loads(capsys.readouterr().out) == known
    learned(mermaid=True)
    assert capsys.readouterr().out.startswith('flowchart TD\n    n1{"slo is {latency_s.mean: #lt;= 1 ms}?"}\n')


def test_what_cannot_be_learned_is_said_and_not_drawn(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With one verdict everywhere there is no flow: a line says so, and as a flowchart nothing is drawn."""
    asked = {"name": "one", "scenario": "tiny.yaml", "vary": {"clients.count": [6, 9]}, "replications": 2}
    (folder / "one.yaml").write_text(json.dumps(asked), encoding="utf-8")
    learned(path="one.yaml", mermaid=True)
    drawn, said = capsys.readouterr()
    assert drawn == ""
    assert "no flow is learned: the verdict is " in said
    learned(path="one.yaml", as_json=True)
    assert json.loads(capsys.readouterr().out)["flow"] is None


@pytest.mark.parametrize(
    ("path", "said"), [("none.yaml", "none.yaml: cannot be read"), ("s", "s holds no experiment yet")]
)
def test_wrong_input_is_status_2(path: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is no experiment ends with 2, and so does a store that has none."""
    Store.open("s", "write").close()
    with pytest.raises(typer.Exit) as ended:
        learned(path=path)
    assert ended.value.exit_code == 2
    assert said in capsys.readouterr().err
