import json
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest

from tests.cli.command import rtsim

SCENARIO = """
name: small
warmup: 15 s
duration: 20 s
replications: 3
clients: {count: 20, connect_over: 2 s, network: {latency: 20 ms}}
messages: {to: room, room_size: 5, rate: 0.2 / s}
techniques: [websocket, sse]
"""
EXPERIMENT = """
name: many
scenario: a.yaml
vary: {clients.count: [10, 20]}
replications: 2
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with two scenarios in it, of which the second has a slower link."""
    (tmp_path / "a.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(SCENARIO.replace("20 ms", "25 ms"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_slower_link_is_worse() -> None:
    """A scenario with a slower link is worse, its messages are pairs, and the command ends with 0."""
    done = rtsim("compare", "a.yaml", "b.yaml", "--workers", "1")
    assert done.exit_code == 0
    assert "websocket (paired intervals)" in done.stdout
    assert any(line.startswith("latency_s.mean") and "worse" in line for line in done.stdout.splitlines())
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_what_must_not_get_worse_ends_with_99() -> None:
    """--fail-on ends with 99 when its measure is worse, and with 0 when it is another that is."""
    failed = rtsim("compare", "a.yaml", "b.yaml", "-t", "sse", "--fail-on", "latency_s.mean", "--workers", "1")
    assert failed.exit_code == 99
    assert "WORSE sse: latency_s.mean" in failed.stderr
    fine = rtsim("compare", "a.yaml", "b.yaml", "-t", "sse", "--fail-on", "server.cpu_s", "--workers", "1")
    assert fine.exit_code == 0
    mild = ("--fail-on", "latency_s.p50", "--margin", "30 %", "--workers", "1")
    assert rtsim("compare", "a.yaml", "b.yaml", "-t", "sse", *mild).exit_code == 0


def test_quiet_leaves_what_got_worse() -> None:
    """With --quiet no warning is on stderr, only what --fail-on asks for; the status is the same."""
    asked = ("compare", "a.yaml", "b.yaml", "-t", "sse", "--workers", "1", "-q")
    failed, single = rtsim(*asked, "--fail-on", "latency_s.mean"), rtsim(*asked, "--set", "replications=1")
    assert (failed.exit_code, failed.stderr) == (99, "WORSE sse: latency_s.mean\n")
    assert (single.exit_code, single.stderr) == (0, "")


def test_documents_are_compared_without_a_run(folder: Path) -> None:
    """The JSON of a run stands for its scenario; overrides that only a run could heed change nothing."""
    for name in ("a", "b"):
        text = rtsim("run", f"{name}.yaml", "--json", "--workers", "1").stdout
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    done = rtsim("compare", "a.json", "b.json", "--json", "-t", "websocket")
    told = json.loads(done.stdout)
    assert (told["a"], told["b"]) == ("a.json", "b.json")
    assert {one["technique"] for one in told["contrasts"]} == {"websocket"}
    assert all(one["paired"] for one in told["contrasts"])
    assert told["warnings"] == []
    assert next(one for one in told["contrasts"] if one["metric"] == "latency_s.mean")["verdict"] == "worse"


def test_stores_are_compared_point_by_point(folder: Path) -> None:
    """Two sweeps are compared at the points that both have."""
    (folder / "many.yaml").write_text(EXPERIMENT, encoding="utf-8")
    slow = EXPERIMENT.replace("a.yaml", "b.yaml").replace("[10, 20]", "[20, 40]")
    (folder / "slow.yaml").write_text(slow, encoding="utf-8")
    for name in ("many", "slow"):
        assert rtsim("sweep", f"{name}.yaml", "--store", f"{name}.sqlite", "--workers", "1").exit_code == 0
    done = rtsim("compare", "many.sqlite", "slow.sqlite", "--json")
    told = json.loads(done.stdout)
    assert {one["point"] for one in told["contrasts"]} == {"clients.count = 20"}
    assert "sse at clients.count = 10 is only in many.sqlite" in " ".join(told["warnings"])
    found = next(one for one in told["contrasts"] if one["metric"] == "latency_s.p50")
    assert (found["a"], found["b"]) == pytest.approx((0.04, 0.05), rel=0.02)
    assert found["paired"]


def test_an_overloaded_side_is_told(folder: Path) -> None:
    """Cores that need 100 ms for each of 16 messages a second cannot keep up, be there another side to it or not."""
    (folder / "busy.yaml").write_text(f"{SCENARIO}server: {{costs: {{push_websocket: 100 ms}}}}\n", encoding="utf-8")
    alone = SCENARIO.replace("websocket, sse", "sse")
    (folder / "alone.yaml").write_text(alone, encoding="utf-8")
    told = "websocket is overloaded in busy.yaml: its latencies are no steady answer"
    for other in ("a.yaml", "alone.yaml"):
        done = rtsim("compare", other, "busy.yaml", "--json", "--workers", "1")
        assert [text for text in json.loads(done.stdout)["warnings"] if "overloaded" in text] == [told]


def test_what_cannot_be_paired_says_why(folder: Path) -> None:
    """Another seed makes Welch's intervals, in the table's title and in the JSON."""
    (folder / "a.json").write_text(rtsim("run", "a.yaml", "--json", "--workers", "1").stdout, encoding="utf-8")
    asked = ("compare", "a.json", "a.yaml", "-t", "sse", "--set", "seed=2", "--workers", "1")
    assert "sse (Welch intervals: the seeds differ)" in rtsim(*asked).stdout
    told = json.loads(rtsim(*asked, "--json").stdout)
    assert {(one["paired"], one["unpaired"]) for one in told["contrasts"]} == {(False, "the seeds differ")}


def test_a_scenario_is_compared_with_a_store_of_one_point(folder: Path) -> None:
    """A scenario or document stands where a sweep of one point does, in pairs with it; of more points it is none."""
    one = EXPERIMENT.replace("[10, 20]", "[20]").replace("replications: 2", "replications: 3")
    (folder / "one.yaml").write_text(one, encoding="utf-8")
    (folder / "many.yaml").write_text(EXPERIMENT, encoding="utf-8")
    for name in ("one", "many"):
        rtsim("sweep", f"{name}.yaml", "--store", f"{name}.sqlite", "--workers", "1")
    (folder / "b.json").write_text(rtsim("run", "b.yaml", "--json", "--workers", "1").stdout, encoding="utf-8")
    for other in ("b.yaml", "b.json"):
        done = rtsim("compare", "one.sqlite", other, "-t", "sse", "--workers", "1")
        assert "sse at clients.count = 20 (paired intervals)" in done.stdout
        assert any(line.startswith("latency_s.mean") and "worse" in line for line in done.stdout.splitlines())
    refused = rtsim("compare", "b.json", "many.sqlite")
    assert refused.exit_code == 2
    assert "b.json is at no point of many.sqlite, which has 2: take a store of one point" in " ".join(
        refused.stderr.split()
    )


def test_a_store_of_an_older_rtsim_has_no_pairs(folder: Path) -> None:
    """A store that does not say which messages its runs had is compared by Welch's intervals, with a warning."""
    (folder / "many.yaml").write_text(EXPERIMENT, encoding="utf-8")
    rtsim("sweep", "many.yaml", "--store", "new.sqlite", "--workers", "1")
    copy(folder / "new.sqlite", folder / "old.sqlite")
    with closing(sqlite3.connect(folder / "old.sqlite")) as connection:
        for column in (
            "runs DROP COLUMN messages",
            "runs DROP COLUMN seal",
            "experiments DROP COLUMN seal",
            "experiments DROP COLUMN content",
        ):
            connection.execute(f"ALTER TABLE {column}")
        connection.execute("PRAGMA user_version = 1")
    told = json.loads(rtsim("compare", "old.sqlite", "new.sqlite", "--json").stdout)
    assert {one["unpaired"] for one in told["contrasts"]} == {"the messages are not known"}
    assert told["warnings"] == [
        "old.sqlite has runs of an older rtsim, which did not note their messages: they are not paired"
    ]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("a.yaml", "none.yaml"), "none.yaml"),
        (("a.yaml", "none.sqlite"), "none.sqlite"),
        (("a.yaml", "b.txt"), "neither a scenario"),
        (("a.yaml", "list.json"), "not what 'rtsim run --json' writes"),
        (("a.yaml", "b.yaml", "--fail-on", "latency.p95"), "did you mean"),
        (("a.yaml", "b.yaml", "--fail-on", "messages.published"), "neither better nor worse"),
        (("a.yaml", "b.yaml", "--margin", "much"), "--margin"),
        (("a.yaml", "b.yaml", "--margin", "200 %"), "--margin"),
        (("a.yaml", "b.yaml", "-t", "webscoket"), "did you mean 'websocket'?"),
        (("a.yaml",), "'B'"),
    ],
)
def test_wrong_input_is_status_2(folder: Path, arguments: tuple[str, ...], part: str) -> None:
    """Wrong input ends with 2, says what is wrong, and prints nothing else."""
    (folder / "b.txt").write_text("hello", encoding="utf-8")
    (folder / "list.json").write_text("[]", encoding="utf-8")
    done = rtsim("compare", *arguments, "--workers", "1")
    assert done.exit_code == 2
    assert part in done.stderr
    assert done.stdout == ""


def test_a_gate_is_closed_by_what_delivers_nothing(folder: Path) -> None:
    """Clients that never get a message have no latency: --fail-on ends with 99, table and JSON have no number there."""
    (folder / "dead.yaml").write_text(SCENARIO.replace("20 ms", "60 s"), encoding="utf-8")
    asked = ("compare", "a.yaml", "dead.yaml", "-t", "sse", "--fail-on", "latency_s.p95", "--workers", "1")
    done, told = rtsim(*asked), rtsim(*asked, "--json")
    assert (done.exit_code, told.exit_code) == (99, 99)
    assert "WORSE sse: latency_s.p95" in done.stderr
    assert "nan" not in done.stdout
    (worse,) = json.loads(told.stdout)["worse"]
    assert (worse["b"], worse["difference"]["mean"], worse["verdict"]) == (None, None, "worse")


def test_a_gate_that_nothing_can_close_is_refused() -> None:
    """--fail-on is wrong input where one replication gives no interval, and where both sides lack the measure."""
    asked = ("compare", "a.yaml", "b.yaml", "-t", "sse", "--workers", "1", "--fail-on")
    single = rtsim(*asked, "latency_s.p95", "--set", "replications=1")
    assert (single.exit_code, single.stdout) == (2, "")
    assert "--fail-on: b.yaml has one replication" in single.stderr
    silent = rtsim(*asked, "latency_s.p95", "--set", "messages.rate=0.000001 / d")
    assert (silent.exit_code, silent.stdout) == (2, "")
    assert "--fail-on latency_s.p95: no technique has it in both" in silent.stderr
