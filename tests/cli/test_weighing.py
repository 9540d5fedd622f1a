from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from rtsim.cli.weighing import weigh
from rtsim.forecast import effort as efforts
from rtsim.scenario import load_scenario
from rtsim.techniques import settings_classes
from tests.cli.command import rtsim

HUGE = "--set", "clients.count=9e6", "--set", "messages.rate=1e5 / s", "--set", "duration=1000 h"
TEXT = (
    "name: x\nwarmup: 0 s\nduration: 1 s\nreplications: 1\nclients: {count: 2, connect_over: 0 s}\ntechniques: [sse]\n"
)
SWEPT = "name: e\nscenario: x.yaml\nvary: {clients.count: [2, 3]}\nreplications: 1\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where there is a small scenario, and an experiment with it."""
    (tmp_path / "x.yaml").write_text(TEXT + "messages: {rate: 1}\n", encoding="utf-8")
    (tmp_path / "e.yaml").write_text(SWEPT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["run", "recommend", "capacity"])
def test_what_has_no_room_is_refused(command: str) -> None:
    """What takes more memory than is free is one line and status 2, also with --json."""
    done = rtsim(command, "x.yaml", *HUGE, "--json", *(("--at-most", "9000000") if command == "capacity" else ()))
    assert done.exit_code == 2
    assert not done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith("this takes about ")
    assert line.endswith("--yes starts it all the same")


def test_a_sweep_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a sweep's points have no room it is refused, and --yes starts it."""
    monkeypatch.setattr(efforts, "free_memory", lambda: 1e6)
    assert rtsim("sweep", "e.yaml", "--workers", "1").exit_code == 2
    assert rtsim("sweep", "e.yaml", "--workers", "1", "--yes").exit_code == 0


def test_a_long_run_says_so_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes more than half of the free memory is said on stderr before it starts; a short run says nothing."""
    assert "simulating takes" not in rtsim("run", "x.yaml", "--workers", "1", "--json").stderr
    monkeypatch.setattr(efforts, "free_memory", lambda: 200e6)
    told = rtsim("run", "x.yaml", "--workers", "1", "--json").stderr
    assert told.startswith("simulating takes about ")


def test_explain_says_what_it_takes() -> None:
    """The last line of an explanation is what simulating takes."""
    assert "To simulate all of it takes about " in rtsim("explain", "x.yaml").stdout


@pytest.mark.parametrize("absurd", ["server.nodes=1e9", "server.cores=1e9", "messages.senders.count=1e12"])
def test_absurd_counts_are_refused(absurd: str) -> None:
    """Counts that no service has are refused while loading."""
    done = rtsim("run", "x.yaml", "--set", absurd)
    assert done.exit_code == 2
    assert "out of range" in done.stderr


@pytest.mark.parametrize(("points", "said"), [(2, False), (100_000, True)])
def test_points_that_are_not_looked_at_count_too(points: int, *, said: bool) -> None:
    """Two points of a small scenario are no long sweep, and a hundred thousand are, of which one is looked at."""
    screen = Console(file=StringIO(), width=200)
    weigh([load_scenario(Path("x.yaml"), techniques=settings_classes())], 1, screen, yes=True, points=points)
    assert isinstance(screen.file, StringIO)
    assert screen.file.getvalue().startswith("simulating takes about ") is said
