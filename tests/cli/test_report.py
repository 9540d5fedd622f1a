import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import rtsim

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


WRITERS = [
    ("run", "small.yaml"),
    ("sweep", "asked.yaml"),
    ("report", "asked.rtsim.sqlite"),
    ("recommend", "small.yaml"),
    ("recommend", "asked.yaml"),
]


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
    """`sweep --html` and `report` show the same points, flow and diagrams, as does `recommend` of the store."""
    assert rtsim("sweep", "asked.yaml", "--workers", "1", "--html", "sweep.html").exit_code == 0
    done = rtsim("report", "asked.rtsim.sqlite", "--html", "report.html", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    swept, stored = (Path(name).read_text(encoding="utf-8") for name in ("sweep.html", "report.html"))
    for text in (swept, stored):
        assert "What does the rate change?" in text
        assert text.count('<tr data-techniques="websocket">') == stored.count('<tr data-techniques="websocket">')
        assert 'id="flow"' in text
        assert 'id="notes-flow"' in text
        assert "At the first point: messages.rate = 1 / s." in text
        assert text.count("sequence diagram</h3>") == 4
    done = rtsim("recommend", "asked.rtsim.sqlite", "--html", "recommended.html", "--quiet")
    assert done.exit_code == 0
    assert "no flow is learned: " in done.stdout
    assert 'id="notes-flow"' in Path("recommended.html").read_text(encoding="utf-8")


def test_a_recommendation_writes_its_page() -> None:
    """`recommend --html` leaves stdout as it is, and its page has how sure the verdict is, and the flow drawn."""
    asked = ("recommend", "small.yaml", "--quick", "--workers", "1")
    done = rtsim(*asked, "--html", "page.html")
    assert done.exit_code == 0
    assert done.stdout == rtsim(*asked).stdout
    text = Path("page.html").read_text(encoding="utf-8")
    for name in ("verdict", "sureness", "flips", "flow", "comparison"):
        assert f'<section id="{name}"' in text
    assert "It was not searched: --quick." in text


def test_an_experiment_s_recommendation_writes_the_sweep_s_page() -> None:
    """The page has the points and what they teach, or why that is nothing."""
    done = rtsim("recommend", "asked.yaml", "--workers", "1", "--quiet", "--html", "page.html")
    assert (done.exit_code, done.stderr) == (0, "")
    text = Path("page.html").read_text(encoding="utf-8")
    assert 'id="points"' in text
    assert '<section id="flow"' in text


@pytest.mark.parametrize("options", [(), ("--ask",), ("--show-flow",), ("small.yaml", "--format", "mermaid")])
def test_what_is_not_simulated_has_no_page(options: tuple[str, ...]) -> None:
    """Questions alone and a scenario's chart end with status 2 and one line when a page is asked for."""
    done = rtsim("recommend", *options, "--html", "page.html")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("--html is for what is simulated")
    assert done.stderr.count("\n") == 1
    assert not Path("page.html").exists()


def test_what_draws_pages_is_imported_when_one_is_asked_for() -> None:
    """Without `--html` nothing loads Plotly; a learned flow alone loads scikit-learn, and worlds alone statistics."""
    code = "import sys, rtsim.{0}; print(*[m for m in ('plotly', 'sklearn', 'scipy.stats') if m in sys.modules])"
    lines = "\n".join(code.format(name) for name in ("cli.run", "cli.sweep", "cli.recommend", "report.page"))
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout == "\n\n\nplotly\n"


@pytest.mark.parametrize("command", WRITERS)
@pytest.mark.parametrize("path", ["none/page.html", ".", "small.yaml/page.html"])
def test_a_page_that_cannot_be_written_is_refused_before_anything_runs(command: tuple[str, ...], path: str) -> None:
    """A wrong place ends with status 2 and one line, and nothing is simulated."""
    done = rtsim(*command, "--html", path)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"--html {path}: cannot be written: ")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert not list(Path().glob("*.sqlite"))


@pytest.mark.parametrize("command", WRITERS)
def test_a_page_never_takes_the_place_of_what_it_is_made_from(command: tuple[str, ...]) -> None:
    """A page in place of the command's own input ends with status 2 and one line, and the input stays."""
    source = Path(command[1])
    if not source.exists():
        source.write_bytes(b"SQLite format 3\0")
    before = source.read_bytes()
    done = rtsim(*command, "--html", command[1])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "another kind of file: it is not overwritten" in done.stderr
    assert done.stderr.count("\n") == 1
    assert source.read_bytes() == before


@pytest.mark.parametrize("name", ["sweep", "recommend"])
def test_a_sweep_s_warning_is_on_its_page(name: str) -> None:
    """What stayed wider than was asked for is said on the page, as it is on stderr."""
    few = "replications: {until: 0.1 %, at_most: 3}"
    Path("asked.yaml").write_text(EXPERIMENT.replace("replications: 2", few), encoding="utf-8")
    assert rtsim(name, "asked.yaml", "--workers", "1", "--quiet", "--html", "page.html").exit_code == 0
    text = Path("page.html").read_text(encoding="utf-8")
    assert "<h3>Warnings</h3>" in text
    assert "latency_s.p95" in text.partition("<h3>Warnings</h3>")[2].partition("</ul>")[0]


def test_a_page_does_not_take_the_place_of_a_new_store() -> None:
    """A sweep whose store and page have one name keeps the store, and says that there is no page."""
    done = rtsim("sweep", "asked.yaml", "--workers", "1", "--quiet", "--store", "one", "--html", "one")
    assert done.exit_code == 2
    assert "another kind of file" in done.stderr
    assert Path("one").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize(("store", "said"), [("none.sqlite", "does not exist"), ("small.yaml", "small.yaml")])
def test_what_is_no_store_is_refused(store: str, said: str) -> None:
    """A report of what is no store ends with status 2 and one line, and writes nothing."""
    done = rtsim("report", store, "--html", "page.html")
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not Path("page.html").exists()
