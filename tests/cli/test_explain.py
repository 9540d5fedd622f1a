import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from rtsim.cli.commands import application as build
from rtsim.forecast.forecast import forecast
from rtsim.report.text.forecast import caution_lines
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques
from tests.ready import Ready

SCENARIO = """
name: small
title: A small scenario
clients: {count: 20, connect_over: 2 s, network: {latency: 20 ms}}
messages: {to: room, room_size: 5, rate: 0.2 / s}
"""
NAMES = ["short-polling", "long-polling", "websocket", "sse"]
TOO_MUCH = "server.costs.push_sse=1 s"
UNEVEN = "messages.room_size=6"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with a scenario in it."""
    (tmp_path / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def explain(*arguments: str, columns: str = "80") -> Result:
    """Run the command in this process, on a terminal so many columns wide."""
    whole = ("explain", "small.yaml", *arguments)
    return CliRunner().invoke(build(whole), whole, prog_name="rtsim", env={"COLUMNS": columns})


def test_json_has_every_technique_and_quantity() -> None:
    """With --json there is one document of the promised shape, and quantities are the rows' values by key."""
    document = json.loads(explain("--json").stdout)
    assert list(document) == ["rtsim", "scenario", "digest", "warnings", "techniques"]
    assert list(document["techniques"]) == NAMES
    for technique in document["techniques"].values():
        assert list(technique) == ["rows", "quantities", "warnings", "stable"]
        assert {row["key"]: row["value"] for row in technique["rows"]} == technique["quantities"]
        assert {"deliveries_per_s", "latency_mean_s", "utilisation", "memory_bytes"} <= technique["quantities"].keys()
        assert all(row["applies"] == (not row["why_not"]) for row in technique["rows"])
        assert all(row["formula"] and row["source"] for row in technique["rows"])


def test_json_is_all_there_is_on_stdout(ready: Ready, folder: Path) -> None:
    """In a process of its own, too, stdout is one document, even when a technique is unstable."""
    done = ready.rtsim("explain", "small.yaml", "--json", "--set", TOO_MUCH, folder=folder)
    assert done.returncode == 0
    technique = json.loads(done.stdout)["techniques"]["sse"]
    assert not technique["stable"]
    assert technique["warnings"][0].startswith("unstable: the cores are asked for")
    assert technique["quantities"]["latency_mean_s"] is None


@pytest.mark.parametrize("columns", [80, 76, 60, 40])
@pytest.mark.parametrize("more", [(), ("--set", UNEVEN), ("--set", TOO_MUCH), ("-t", "sse")])
def test_the_table_fits(columns: int, more: tuple[str, ...]) -> None:
    """No line is longer than the terminal is wide, and no value is cut off."""
    done = explain(*more, columns=str(columns))
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= columns
    assert "…" not in done.stdout
    for words in ("A small scenario", "latency, mean", "cores busy", "SSE"):
        assert words in done.stdout


def test_estimates_are_marked_and_explained() -> None:
    """A value whose formula does not apply has a mark, and what it leaves out is said below."""
    assert "~ rooms differ in size; taken for alike (" in explain("--set", UNEVEN).stdout
    assert "rooms differ" not in explain().stdout


def test_a_warning_is_loud_and_no_error() -> None:
    """What cannot be stable is said on stderr, and latency is not printed as a number; the status is 0."""
    done = explain("--set", TOO_MUCH)
    assert done.exit_code == 0
    assert "UNSTABLE: sse: the cores are asked for" in done.stderr
    assert "grows" in done.stdout
    assert "UNSTABLE" not in explain().stderr


def test_only_chosen_techniques_are_explained() -> None:
    """With --technique the others are left out."""
    document = json.loads(explain("-t", "sse", "-t", "websocket", "--json").stdout)
    assert set(document["techniques"]) == {"sse", "websocket"}


def test_wrong_input_is_one_line_and_status_2() -> None:
    """An unknown key ends with status 2 and says where."""
    done = explain("--set", "clients.cuont=3")
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert "cuont" in done.stderr


def test_unstable_is_red_and_bold() -> None:
    """The word stands out on a terminal; what is merely close to a limit is yellow."""
    scenario = parse_scenario(
        {"name": "x", "clients": {"count": 10}, "server": {"costs": {"push_sse": 1}, "max_connections": 10}},
        techniques=settings_classes(),
    )
    lines = list(
        caution_lines([forecast(scenario, techniques()["sse"]), forecast(scenario, techniques()["websocket"])])
    )
    styles = {line.plain.partition(":")[0]: line.style for line in lines}
    assert styles == {"UNSTABLE": "bold red", "close to its limit": "yellow"}


def test_a_narrow_screen_says_what_is_left_out() -> None:
    """Formulas have no room in 40 columns, and that is said; in 80 they are there."""
    assert "Formulas are left out" in " ".join(explain(columns="40").stdout.split())
    assert "Formulas are left out" not in explain().stdout


def test_markup_in_a_title_is_shown_as_it_is() -> None:
    """Brackets that a user writes are neither colours nor errors."""
    assert explain("--set", "title='[bold]a[/red]'").stdout.startswith("[bold]a[/red]: before anything runs")


def test_jitter_that_is_cut_off_is_said() -> None:
    """Where links' jitter takes more than their latency now and then, a warning says how often, in text and in JSON."""
    setting = "clients.network={latency: 10 ms, jitter: {dist: normal, sd: 20 ms}}"
    assert (
        "warning: clients' link: latency and jitter sum to less than zero for 30.9 %"
        in explain("--set", setting).stderr
    )
    (text,) = json.loads(explain("--set", setting, "--json").stdout)["warnings"]
    assert "the mean is 14 ms rather than 10 ms" in text
    assert json.loads(explain("--json").stdout)["warnings"] == []


def test_who_stays_away_is_never_back() -> None:
    """An event stream that a proxy answers 503 while its server is down is never back, nor is its time dark over."""
    shown = explain(
        "-t", "sse", "--set", "faults.restarts=[{at: 60 s, down: 5 s}]", "--set", "path=[{while_down: 503}]"
    )
    assert "restart: half back             never" in shown.stdout
    assert "restart: dark, mean            never" in shown.stdout
