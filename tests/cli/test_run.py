import json
import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

from tests.cli.command import rtsim
from tests.ready import Ready

SCENARIO = """
name: small
warmup: 3 s
duration: 20 s
replications: 2
clients: {count: 20, connect_over: 2 s, network: {latency: 20 ms}}
messages: {to: room, room_size: 5, rate: 0.2 / s}
"""


def rtsim_alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in a process of its own."""
    command = [sys.executable, "-m", "rtsim.cli.app", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with a scenario in it, and an experiment."""
    (tmp_path / "sweep.yaml").write_text("name: s\nscenario: small.yaml\nvary: {seed: [1, 2]}\n", encoding="utf-8")
    (tmp_path / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_help_is_there_at_once() -> None:
    """Help lists every command in less than half a second (the best of three, on a busy machine)."""
    times = []
    for _ in range(3):
        began = perf_counter()
        done = rtsim_alone("--help")
        times.append(perf_counter() - began)
        assert done.returncode == 0
        assert all(name in done.stdout for name in ("run", "explain", "list", "init", "schema"))
    assert min(times) < 0.5


def test_json_is_all_there_is_on_stdout(ready: Ready, folder: Path) -> None:
    """With --json the output is one document, the same with one worker and with two, in whatever order."""
    first = ready.rtsim("run", "small.yaml", "--json", "--workers", "1", folder=folder)
    second = rtsim_alone("run", "small.yaml", "--json", "--workers", "2")
    listed = "techniques=[sse, websocket, long-polling, short-polling]"
    third = ready.rtsim("run", "small.yaml", "--json", "--workers", "1", "--set", listed, folder=folder)
    assert first.returncode == second.returncode == third.returncode == 0
    assert first.stdout == second.stdout == third.stdout
    assert list(json.loads(first.stdout)["techniques"]) == ["short-polling", "long-polling", "websocket", "sse"]


def test_the_table_names_all_techniques() -> None:
    """Without --json a table and a verdict are printed."""
    done = rtsim("run", "small.yaml", "--workers", "1")
    assert done.exit_code == 0
    for part in ("Short polling", "Long polling", "WebSocket", "SSE", "Verdict:"):
        assert part in done.stdout
    assert "\x1b" not in done.stdout


def test_latencies_are_drawn() -> None:
    """A line for each technique shows where its latencies lie, above an axis with its ends in units of time."""
    done = rtsim("run", "small.yaml", "--workers", "1")
    drawn = [line for line in done.stdout.splitlines() if "█" in line]
    assert [line[:13].strip() for line in drawn] == ["Short polling", "Long polling", "WebSocket", "SSE"]
    assert re.search(r"^ +20 ms +10 s$", done.stdout, flags=re.MULTILINE)


def test_quiet_leaves_the_limits_and_the_verdict() -> None:
    """With --quiet stdout has a line for each limit and the verdict's, and stderr nothing, warnings neither."""
    limited = ("run", "small.yaml", "--workers", "1", "--set", "slo={latency_s.p95: <= 500 ms}", "--replications", "1")
    done = rtsim(*limited, "-q")
    *limits, verdict = done.stdout.splitlines()
    assert len(limits) == 4
    assert all(re.match(r"(met   |MISSED) [a-z-]+: latency_s.p95 <= 500 ms$", line) for line in limits)
    assert verdict.startswith("Verdict: ")
    assert (done.exit_code, done.stderr) == (99, "")
    assert "warning: one replication" in rtsim(*limited).stderr
    document = rtsim(*limited, "--json", "--quiet")
    assert json.loads(document.stdout)["warnings"]
    assert document.stderr == ""


def test_options_lie_over_the_file() -> None:
    """Techniques, replications, seed and single values can be set on the command line."""
    options = ("--replications", "3", "--seed", "9", "--set", "clients.count=10", "--workers", "1")
    done = rtsim("run", "small.yaml", "-t", "sse", *options,
                 "--json")  # fmt: skip
    document = json.loads(done.stdout)
    assert (document["replications"], document["seed"], list(document["techniques"])) == (3, 9, ["sse"])


def test_a_missed_limit_is_status_99() -> None:
    """A limit that short polling misses ends the command with 99."""
    done = rtsim("run", "small.yaml", "--set", "slo={latency_s.p95: <= 500 ms}", "--workers", "1")
    assert done.exit_code == 99
    assert "MISSED short-polling: latency_s.p95 <= 500 ms" in done.stdout


def test_overload_is_no_failure() -> None:
    """An overloaded scenario is flagged, ends with 0, and prints no latency."""
    busy = ("--set", "server.costs.push_websocket=1 s", "-t", "websocket", "--workers", "1")
    done = rtsim("run", "small.yaml", *busy)
    assert done.exit_code == 0
    assert "no steady" in done.stdout
    assert "overloaded" in done.stderr
    assert json.loads(rtsim("run", "small.yaml", *busy, "--json").stdout)["techniques"]["websocket"]["overloaded"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("run", "none.yaml"), "none.yaml"),
        (("run", "."), "cannot be read"),
        (("run", "small.yaml", "-t", "webscoket"), "did you mean 'websocket'?"),
        (("run", "small.yaml", "--set", "clients.cuont=3"), "--set clients.cuont=3: unknown key 'cuont'; did you mean"),
        (("run", "sweep.yaml"), "sweep.yaml is an experiment, and this takes a scenario: 'rtsim sweep' runs"),
        (("run", "small"), "no such file or directory; did you mean small.yaml?"),
        (("run", "small.yaml", "--set", "clients.count"), "write PATH=VALUE"),
        (("run", "small.yaml", "--replications", "0"), "--replications 0: 0 is out of range"),
        (("run", "small.yaml", "--replications", "many"), "--replications"),
        (("run", "small.yaml", "--seed", "-1"), "--seed -1: -1 is out of range"),
        (("run", "small.yaml", "--workers", "0"), "--workers"),
        (("run", "small.yaml", "--colour"), "No such option"),
        (("run",), "CONFIG"),
        (("ran", "small.yaml"), "did you mean 'run'?"),
        (("list", "nets"), "networks"),
        (("schema", "scenarios"), "scenario"),
    ],
)
def test_wrong_input_is_status_2(arguments: tuple[str, ...], part: str) -> None:
    """Wrong input ends with 2, says what is wrong, and shows no traceback."""
    done = rtsim(*arguments)
    assert done.exit_code == 2
    assert part.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_all_errors_come_at_once(folder: Path) -> None:
    """Each thing that is wrong in a file is one line with its file and line."""
    (folder / "wrong.yaml").write_text("name: x\nclients: {count: 0}\nwarmup: soon\n", encoding="utf-8")
    done = rtsim("run", "wrong.yaml")
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == ["wrong.yaml:2", "wrong.yaml:3"]


def test_markup_in_a_title_is_shown_as_it_is() -> None:
    """Brackets that a user writes are neither colours nor errors."""
    done = rtsim("run", "small.yaml", "-t", "sse", "--set", "title='[bold]a[/red] :x:'", "--workers", "1")
    assert done.exit_code == 0
    assert done.stdout.startswith("[bold]a[/red] :x:\n")


def test_what_is_unstable_is_said_first() -> None:
    """Before anything is simulated stderr says what cannot be stable; with --json it does not."""
    busy = ("run", "small.yaml", "-t", "sse", "--set", "server.costs.push_sse=1 s", "--workers", "1")
    assert rtsim(*busy).stderr.startswith("UNSTABLE: sse: the cores are asked for")
    assert "UNSTABLE" not in rtsim(*busy, "--json").stderr


def test_nothing_published_is_said_and_no_limit_is_met() -> None:
    """A window without a message ends with 99 where there are limits, and neither output has a number that is none."""
    silent = ("--set", "messages.rate=1 / h", "--set", "duration=1 s", "--set", "slo.latency_s.p95=<= 1 s")
    done = rtsim("run", "small.yaml", *silent, "--workers", "1")
    assert done.exit_code == 99
    assert "no message was published in the window of 1 s" in done.stderr
    assert "undefined sse: latency_s.p95 <= 1 s" in done.stdout
    assert "nan" not in done.stdout
    verdict = json.loads(rtsim("run", "small.yaml", *silent, "--workers", "1", "--json").stdout)["verdict"]
    assert verdict["technique"] is None
    assert all("no message was published" in reason for reason in verdict["reasons"])


def test_the_warm_up_is_checked_on_demand() -> None:
    """With --check-warmup a table says from when on each technique is steady, and the document has it too."""
    done = rtsim("run", "small.yaml", "-t", "websocket", "--workers", "1", "--check-warmup")
    assert "Steady from" in done.stdout
    assert "Proposed" in done.stdout
    told = json.loads(rtsim("run", "small.yaml", "-t", "sse", "--workers", "1", "--check-warmup", "--json").stdout)
    assert [(one["technique"], one["measure"]) for one in told["warmup"]] == [
        ("sse", "latency"),
        ("sse", "unfinished work"),
    ]
    assert "warmup" not in json.loads(rtsim("run", "small.yaml", "-t", "sse", "--workers", "1", "--json").stdout)


def test_a_run_imports_little(tmp_path: Path) -> None:
    """A run of next to nothing is done without pandas, plotly, scikit-learn, SciPy and Numba."""
    path = tmp_path / "small.yaml"
    path.write_text("name: x\nduration: 1 s\nwarmup: 0 s\nreplications: 2\nclients: {count: 2}\nmessages: {rate: 1}\n")
    heavy = "numba", "pandas", "plotly", "sklearn", "scipy"
    program = (
        "import sys\nfrom rtsim.cli import app\n"
        f"sys.argv = ['rtsim', 'run', {str(path)!r}, '--workers', '1', '--quiet']\n"
        "try:\n    app.main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
