import json
from pathlib import Path

import pytest

from tests.cli.command import rtsim

SCENARIO = """
name: busy
warmup: 3 s
duration: 5 s
replications: 2
clients: {count: 20, connect_over: 2 s, network: {latency: 20 ms}}
messages: {from: server, to: everyone, process: periodic, rate: 10 / s}
server: {costs: {push_websocket: 1 ms, push_sse: 2 ms, publish: 0 s}}
techniques: [websocket, sse]
slo: {server.utilisation: <= 70 %}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with a scenario whose clients keep a core busy for 1 or 2 % each."""
    (tmp_path / "busy.yaml").write_text(SCENARIO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_json_gives_both_runs_whatever_the_workers() -> None:
    """Twice the cost is half the clients; the document is the same with one worker and with two."""
    one = rtsim("capacity", "busy.yaml", "--json", "--workers", "1")
    two = rtsim("capacity", "busy.yaml", "--json", "--workers", "2")
    assert one.exit_code == two.exit_code == 0
    assert one.stdout == two.stdout
    told = json.loads(one.stdout)["techniques"]
    assert list(told) == ["websocket", "sse"]
    assert told["websocket"]["meets"]["size"] == pytest.approx(70, abs=2)
    assert told["sse"]["meets"]["size"] == pytest.approx(35, abs=1)
    for found in told.values():
        assert found["fails"]["size"] > found["meets"]["size"]
        assert found["first_limit"]["kind"] == "CPU"


def test_the_table_says_what_is_hit_first() -> None:
    """Without --json both runs are printed in 80 columns, and what is hit first."""
    done = rtsim("capacity", "busy.yaml", "-t", "websocket", "--workers", "1")
    assert done.exit_code == 0
    assert "CPU is hit first" in done.stdout
    assert "slo" not in done.stderr
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_nodes_are_found() -> None:
    """150 clients need three nodes at 70 %."""
    done = rtsim("capacity", "busy.yaml", "--nodes", "-t", "websocket", "--set", "clients.count=150", "--workers", "1")
    assert done.exit_code == 0
    assert "websocket: needs 3 nodes; with 2 CPU is hit first" in done.stdout


def test_without_limits_that_is_said() -> None:
    """A scenario without an slo is judged by overload alone, and stderr says so."""
    done = rtsim("capacity", "busy.yaml", "-t", "websocket", "--set", "slo={}", "--at-most", "30", "--workers", "1")
    assert "no slo" in done.stderr
    assert "30 clients are served" in done.stdout


def test_each_trial_is_a_line() -> None:
    """Without a terminal stderr names technique, size and outcome of each trial, as many as the document counts."""
    done = rtsim("capacity", "busy.yaml", "-t", "sse", "--workers", "1", "--json")
    lines = done.stderr.splitlines()
    assert len(lines) == json.loads(done.stdout)["techniques"]["sse"]["trials"]
    assert lines[0].startswith("sse: 3")  # where theory has the boundary
    assert any(line.endswith("clients miss a limit: CPU (2 replications)") for line in lines)


def test_a_spent_budget_gives_what_was_shown() -> None:
    """With next to no time the answer is what the trials begun by then have shown, unconfirmed."""
    done = rtsim("capacity", "busy.yaml", "-t", "sse", "--workers", "1", "--budget", "1 ms", "--json")
    told = json.loads(done.stdout)
    assert told["budget"] == {"seconds": 0.001, "ended": "budget"}
    assert not told["techniques"]["sse"]["confirmed"]
    long = json.loads(rtsim("capacity", "busy.yaml", "-t", "sse", "--workers", "1", "--json").stdout)
    assert long["budget"]["ended"] == "settled"
    assert long["techniques"]["sse"]["confirmed"]


@pytest.mark.parametrize("budget", ["0 s", "-1 s", "soon", "inf"])
def test_a_budget_is_a_time_above_zero(budget: str) -> None:
    """Anything else as a budget is one clear line and status 2."""
    done = rtsim("capacity", "busy.yaml", "--budget", budget)
    assert done.exit_code == 2
    assert "--budget" in done.stderr


def test_quiet_leaves_the_table_only() -> None:
    """With --quiet nothing is said on stderr, and the answer is the same."""
    options = ("capacity", "busy.yaml", "-t", "websocket", "--set", "slo={}", "--at-most", "30", "--workers", "1")
    quiet = rtsim(*options, "--quiet")
    assert (quiet.exit_code, quiet.stderr) == (0, "")
    assert quiet.stdout == rtsim(*options).stdout


@pytest.mark.parametrize("by", [("--at-most", "40"), ("--nodes", "--at-most", "2")])
def test_limits_that_nothing_meets_are_status_99(by: tuple[str, ...]) -> None:
    """When no technique meets the limits in any size that is tried the status is 99."""
    limit = ("--set", "slo={traffic.down_bytes: <= 100 B}", "--set", "clients.count=2", "--workers", "1")
    assert rtsim("capacity", "busy.yaml", "--quiet", "-t", "sse", *limit, *by).exit_code == 99


def test_one_technique_that_meets_them_is_enough() -> None:
    """When one technique meets the limits and another does not, the status is 0, and the table says which."""
    one = ("--set", "slo={server.cpu_s: <= 1.5 s}", "--nodes", "--at-most", "1", "--workers", "1")
    done = rtsim("capacity", "busy.yaml", "--quiet", *one)
    assert done.exit_code == 0
    assert "websocket: one node is enough" in done.stdout
    assert "sse: 1 node is not enough: CPU is hit first" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("none.yaml",), "none.yaml"),
        (("busy.yaml", "--at-most", "0"), "--at-most"),
        (("busy.yaml", "--set", "messages.to=room", "--at-most", "5"), "need 20 clients or more"),
        (("busy.yaml", "-t", "webscoket"), "did you mean 'websocket'?"),
        (("busy.yaml", "--set", "slo.latency=3"), "slo.latency"),
    ],
)
def test_wrong_input_is_status_2(arguments: tuple[str, ...], part: str) -> None:
    """Wrong input ends with 2 and says what is wrong."""
    done = rtsim("capacity", *arguments)
    assert done.exit_code == 2
    assert part in done.stderr
    assert done.stdout == ""


def test_one_replication_is_said_to_prove_nothing() -> None:
    """With one replication there is no interval beyond whose doubt a size could meet the limits."""
    asked = ("capacity", "busy.yaml", "-t", "sse", "--at-most", "20", "--workers", "1", "--set")
    single, several = rtsim(*asked, "replications=1"), rtsim(*asked, "replications=2")
    assert "one replication gives no interval" in single.stderr
    assert "gives no interval" not in several.stderr


def test_a_warm_up_that_is_too_short_is_told() -> None:
    """What should be known before a size is believed stands on stderr, and in the JSON."""
    asked = ("capacity", "busy.yaml", "-t", "websocket", "--at-most", "30", "--workers", "1", "--json", "--set")
    short, long = rtsim(*asked, "warmup=1s"), rtsim(*asked, "warmup=3s")
    told, *_ = json.loads(short.stdout)["warnings"]
    assert told.startswith("with 30 clients: clients connect over 2 s, but the warm-up is 1 s")
    assert told in " ".join(short.stderr.split())
    assert not json.loads(long.stdout)["warnings"]
