import json
from pathlib import Path
from typing import Any

import pytest

from rtsim.experiments.store import Store
from tests.breakeven.lines import BYTES
from tests.cli.command import rtsim

INTERVAL = "techniques.short-polling.interval"
SHORT = {**BYTES, "duration": 1000}
EXPERIMENT = {"name": "line", "scenario": "line.yaml", "vary": {INTERVAL: ["10 s", "200 s"]}, "replications": 2}
PAIR = ("short-polling", "websocket")


def break_even(*arguments: str) -> Any:
    """Ask for the break-even of short polling and WebSocket."""
    return rtsim("break-even", "e.yaml", *PAIR, "--workers", "1", *arguments)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with an experiment and its scenario."""
    monkeypatch.chdir(tmp_path)
    write(SHORT)
    return tmp_path


def write(scenario: dict[str, Any] = SHORT, **changes: Any) -> None:
    """Write the experiment and its scenario anew."""
    Path("line.yaml").write_text(json.dumps(scenario), encoding="utf-8")
    Path("e.yaml").write_text(json.dumps({**EXPERIMENT, **changes}), encoding="utf-8")


def test_it_says_where_the_lower_one_changes(folder: Path) -> None:
    """Missing runs are simulated first and kept; the answer has a line for each measure, with the band."""
    done = break_even("-m", "traffic.total_bytes", "-m", "latency_s.mean")
    assert done.exit_code == 0
    first, second, *_ = done.stdout.splitlines()
    assert first.startswith("traffic.total_bytes: websocket is lower below ")
    assert "unknown within 10 s to 200 s" in done.stdout
    assert "short-polling above" in first + second
    again = break_even("-m", "traffic.total_bytes", "-m", "latency_s.mean")
    assert again.stdout == done.stdout
    assert "2 of 2 points were done before" in again.stderr
    with Store.open(folder / "line.rtsim.sqlite") as store:
        assert (store.about().name, len(store.parameters())) == ("line", 2)


def test_looking_closer_leaves_the_experiment_as_it_is(folder: Path) -> None:
    """`--refine` adds runs to the store and no points to its experiment; a sweep goes on as if nothing had been."""
    done = break_even("-m", "traffic.total_bytes", "--refine", "10 %", "--json")
    known = json.loads(done.stdout)
    (change,) = known["answers"][0]["changes"]
    assert known["experiment"] == "line"
    assert 46 <= change["low"] <= change["high"] <= 54
    with Store.open(folder / "line.rtsim.sqlite") as store:
        assert len(store.parameters()) == 2
        assert sum(store.replications().values()) == 8
    assert "points were done before" in break_even("--refine", "10 %", "-m", "traffic.total_bytes").stderr
    assert "2 of 2 points were done before" in rtsim("sweep", "e.yaml", "--workers", "1").stderr


def test_only_the_two_are_simulated(folder: Path) -> None:
    """Other techniques of the experiment are left to the sweep."""
    write({**SHORT, "techniques": ["short-polling", "websocket", "sse"]})
    assert break_even("-m", "traffic.up_bytes").exit_code == 0
    with Store.open(folder / "line.rtsim.sqlite") as store:
        assert {technique for _, technique in store.replications()} == set(PAIR)


def test_a_second_input_makes_a_line_for_each_of_its_values() -> None:
    """The lines stand below their measure."""
    write(vary={INTERVAL: ["10 s", "200 s"], "clients.network": ["lan", "wifi"]})
    done = break_even("-m", "traffic.total_bytes")
    lines = done.stdout.splitlines()
    assert lines[0] == "traffic.total_bytes"
    assert [line for line in lines if line.startswith("  clients.network = ")][1].startswith("  clients.network = wifi")
    along = break_even("-m", "traffic.total_bytes", "--along", "clients.network")
    assert (along.exit_code, along.stderr) == (
        2,
        f"e.yaml: 'clients.network' is no number that varies: choose from {INTERVAL}\n",
    )


def test_money_is_asked_where_there_are_prices() -> None:
    """A scenario with prices has its monthly cost among the measures; one without has none."""
    write({**SHORT, "prices": "api-gateway"})
    assert json.loads(break_even("--json").stdout)["answers"][-1]["metric"] == "cost.per_month"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.yaml", *PAIR), "none.yaml: cannot be read"),
        (("e.yaml", "polling", "websocket"), "'polling' is not a technique: choose from"),
        (("e.yaml", "sse", "sse"), "A and B are both sse"),
        (("e.yaml", "sse", "websocket"), "e.yaml: no point has sse: choose two of short-polling, websocket"),
        (
            ("e.yaml", *PAIR, "-m", "latency.mean"),
            "--metric latency.mean is not a measure: did you mean 'latency_s.mean'",
        ),
        (("e.yaml", *PAIR, "-m", "cost.per_month"), "the scenario of e.yaml has no prices"),
        (("e.yaml", *PAIR, "--refine", "wide"), "--refine: 'wide' is not a share"),
        (("e.yaml", *PAIR, "--refine", "0 %"), "--refine: 0 % is out of range"),
        (("e.yaml", *PAIR, "--refine", "5"), "--refine: 5 is out of range"),
        (("e.yaml", *PAIR, "--along", "clients.count"), f"choose from {INTERVAL}"),
        (("e.yaml", *PAIR, "--store", "e.yaml"), "e.yaml is not a store of rtsim"),
    ],
)
def test_wrong_input_is_status_2(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    """Wrong input ends with 2 and one line, before anything runs."""
    done = rtsim("break-even", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (folder / "line.rtsim.sqlite").exists()


@pytest.mark.parametrize(
    ("changes", "arguments", "said"),
    [
        ({"replications": 1}, (), "one replication has no interval"),
        ({"design": "latin-hypercube", "samples": 4}, (), "a latin hypercube has no lines"),
        ({"design": "zip"}, ("--refine", "5 %"), "--refine needs a grid"),
        ({"vary": {"clients.network": ["lan", "wifi"]}}, (), "no input varies that is a number"),
        ({"vary": {INTERVAL: ["5 s"]}}, (), "no input varies that is a number"),
        ({"vary": {INTERVAL: ["0 s", "1 s"]}}, (), "e.yaml:1: vary."),
    ],
)
def test_an_experiment_without_lines_is_refused(changes: dict[str, Any], arguments: tuple[str, ...], said: str) -> None:
    """What no line can be drawn through, or has no interval, is said with the file."""
    write(**changes)
    done = break_even(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.startswith("e.yaml:")
