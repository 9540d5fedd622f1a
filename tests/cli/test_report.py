from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from rtsim.cli.app import build

SCENARIO = """
name: small
warmup: 2 s
duration: 4 s
replications: 2
clients: {count: 4, connect_over: 1 s, network: {latency: 20 ms}}
messages: {from: server, to: everyone, rate: 2 / s}
"""
EXPERIMENT = """
name: asked
title: What does the rate change?
scenario: small.yaml
vary:
  messages.rate: [1 / s, 4 / s]
replications: 2
"""


def rtsim(*arguments: str) -> Any:
    """Run the command line in this process, in the present folder."""
    return CliRunner().invoke(build(arguments), arguments, prog_name="rtsim")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with a scenario and an experiment in it."""
    (tmp_path / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "asked.yaml").write_text(EXPERIMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["rtsim", "run", "small.yaml", "--html", "my page.html"])
    return tmp_path


def test_a_run_writes_its_page_beside_what_it_prints() -> None:
    """`--html` leaves stdout as it is, and the page holds the command that makes it again."""
    done = rtsim("run", "small.yaml", "--workers", "1", "--html", "my page.html")
    assert done.exit_code == 0
    assert "my page.html holds the page" in done.stderr
    text = Path("my page.html").read_text(encoding="utf-8")
    assert "rtsim run small.yaml --html &#39;my page.html&#39;" in text
    assert done.stdout == rtsim("run", "small.yaml", "--workers", "1").stdout
    for name in ("small.yaml", "small.json", "short-polling", "websocket"):
        assert name in text


def test_a_sweep_and_its_store_make_pages() -> None:
    """`sweep --html` and `report` show the same points; the flow is in the sweep's."""
    assert rtsim("sweep", "asked.yaml", "--workers", "1", "--html", "sweep.html").exit_code == 0
    done = rtsim("report", "asked.rtsim.sqlite", "--html", "report.html", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    swept, stored = (Path(name).read_text(encoding="utf-8") for name in ("sweep.html", "report.html"))
    for text in (swept, stored):
        assert "What does the rate change?" in text
        assert text.count('<tr data-techniques="websocket">') == stored.count('<tr data-techniques="websocket">')
    assert 'id="flow"' in swept
    assert 'id="flow"' not in stored


@pytest.mark.parametrize("command", [("run", "small.yaml"), ("sweep", "asked.yaml"), ("report", "asked.rtsim.sqlite")])
@pytest.mark.parametrize("path", ["none/page.html", ".", "small.yaml/page.html"])
def test_a_page_that_cannot_be_written_is_refused_before_anything_runs(command: tuple[str, ...], path: str) -> None:
    """A wrong place ends with status 2 and one line, and nothing is simulated."""
    done = rtsim(*command, "--html", path)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"--html {path}: cannot be written: ")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert not list(Path().glob("*.sqlite"))


@pytest.mark.parametrize(("store", "said"), [("none.sqlite", "does not exist"), ("small.yaml", "small.yaml")])
def test_what_is_no_store_is_refused(store: str, said: str) -> None:
    """A report of what is no store ends with status 2 and one line, and writes nothing."""
    done = rtsim("report", store, "--html", "page.html")
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not Path("page.html").exists()
