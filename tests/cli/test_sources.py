from pathlib import Path

import pytest
import typer

from rtsim.cli.sources import Asked, check, is_scenario, is_store, read_json, simulated
from tests.cli.test_compare import SCENARIO

ASKED = Asked(("sse",), ("duration=5 s", "replications=1"), 1)


def test_a_source_is_known_by_what_it_holds(tmp_path: Path) -> None:
    """A store begins as SQLite does; YAML, and what is no file at all, is taken for a scenario; the rest is not."""
    files = {"a.db": b"SQLite format 3\0", "a.yaml": b"name: x", "a.json": b"{}"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert [is_store(tmp_path / name) for name in (*files, "none", ".")] == [True, False, False, False, False]
    assert [is_scenario(tmp_path / name) for name in ("a.yaml", "none", "a.json")] == [True, True, False]


def test_a_scenario_is_run_as_asked(tmp_path: Path) -> None:
    """The techniques and the values of the command line hold."""
    path = tmp_path / "a.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    check(path, ASKED)
    outcome = simulated(path, ASKED)
    assert list(outcome.recordings) == ["sse"]
    assert (outcome.scenario.duration, len(outcome.recordings["sse"])) == (5.0, 1)


def test_what_is_wrong_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scenario that is wrong is found without a run, and text that is no JSON is refused."""
    (tmp_path / "a.yaml").write_text("name: x", encoding="utf-8")
    (tmp_path / "a.txt").write_text("hello", encoding="utf-8")
    for attempt in (lambda: check(tmp_path / "a.yaml", ASKED), lambda: read_json(tmp_path / "a.txt")):
        with pytest.raises(typer.Exit) as ended:
            attempt()
        assert ended.value.exit_code == 2
    assert "clients: is required" in capsys.readouterr().err
