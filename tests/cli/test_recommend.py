import json
from pathlib import Path

import pytest

from rtsim.advice.flow import notes_flow_text
from tests.cli.command import rtsim

SCENARIO = """
name: small
warmup: 3 s
duration: 10 s
replications: 2
clients: {count: 20, connect_over: 2 s, network: {latency: 20 ms}}
messages: {to: room, room_size: 5, rate: 0.5 / s}
"""
EXPERIMENT = """
name: ask
scenario: small.yaml
vary: {messages.rate: [0.1 / s, 0.2 / s]}
replications: 2
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder with a scenario, an experiment and a flow in it."""
    (tmp_path / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "ask.yaml").write_text(EXPERIMENT, encoding="utf-8")
    (tmp_path / "flow.yaml").write_text(notes_flow_text(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_json_is_the_verdict_and_nothing_else() -> None:
    """The document is the verdict object of `rtsim run` with what more is known of it."""
    done = rtsim("recommend", "small.yaml", "--json", "--quick", "--workers", "1")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    ran = json.loads(rtsim("run", "small.yaml", "--json", "--workers", "1").stdout)["verdict"]
    assert {key: told[key] for key in ran} == ran
    assert {"scores", "pareto", "excluded", "confidence", "flips", "not_modelled", "weights"} <= told.keys()
    assert told["flip_search"]["not_searched"] == "--quick"


def test_the_text_has_all_parts() -> None:
    """Verdict, Pareto front, what flips it and what was not modelled are printed within 80 columns."""
    done = rtsim("recommend", "small.yaml", "-t", "websocket", "-t", "short-polling", "--quick", "--workers", "1")
    assert done.exit_code == 0
    for part in ("Verdict: websocket", "Notes' flow: ", "Pareto front: ", "What flips it", "Not modelled"):
        assert part in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_flips_are_in_the_json() -> None:
    """Without --quick every input has its two sides."""
    done = rtsim("recommend", "small.yaml", "-t", "websocket", "--json", "--workers", "1", "--set", "duration=4 s")
    told = json.loads(done.stdout)
    assert [turn["input"] for turn in told["flips"]][:3] == ["clients.count", "messages.rate", "messages.room_size"]
    assert all({"below", "above"} <= turn.keys() for turn in told["flips"])


def test_no_technique_is_status_99() -> None:
    """When every technique misses a limit, the status says so to a script."""
    limit = ("--set", "slo.latency_s.mean=<= 1 us")
    done = rtsim("recommend", "small.yaml", "-t", "sse", "--quick", "--workers", "1", *limit)
    assert done.exit_code == 99
    assert "Verdict: none" in done.stdout


def test_the_questions_are_asked_one_by_one() -> None:
    """Answers may be begun, nonsense is asked again, and the way, the outcome and its use cases are printed."""
    done = rtsim("recommend", "--ask", typed="Y\nnonsense\nserver\n\nyes\n")
    assert done.exit_code == 0
    assert "'nonsense' is no answer: choose from bidirectional, server to client only" in done.stderr
    for line in ("  real time needed: yes", "  > SSE, for notifications and live feeds", "rtsim init"):
        assert line in done.stdout
    assert "Need real-time communication? [yes/no]" in done.stderr


def test_only_questions_on_the_way_are_asked() -> None:
    """Who needs no real time is asked nothing else."""
    done = rtsim("recommend", "--ask", "--json", typed="no\n")
    assert json.loads(done.stdout)["flow_technique"] == "short-polling"
    assert "direction" not in done.stderr


def test_no_more_answers_is_an_interruption() -> None:
    """The end of the input in the middle of the questions is status 130 and a line."""
    done = rtsim("recommend", "--ask", typed="yes\n")
    assert done.exit_code == 130
    assert done.stderr.endswith("interrupted: there is no answer\n")
    assert done.stdout == ""


def test_answers_take_the_place_of_the_needs() -> None:
    """With a scenario and --ask the answers lead the flow, and count in the weighing."""
    options = ("-t", "sse", "--quick", "--json", "--workers", "1")
    told = json.loads(rtsim("recommend", "small.yaml", "--ask", *options, typed="no\n").stdout)
    assert told["flow_technique"] == "short-polling"
    assert told["weights"]["latency"] == 0


def test_the_chart_is_that_of_the_needs() -> None:
    """--format mermaid prints the chart with the way that the scenario's needs take; nothing is simulated."""
    done = rtsim("recommend", "small.yaml", "--format", "mermaid", "--set", "needs.real_time=false")
    assert done.exit_code == 0
    assert done.stdout.startswith("flowchart TD\n")
    assert "class n1,n7,u4 taken" in done.stdout
    assert "taken" not in rtsim("recommend", "--format", "mermaid").stdout


def test_a_format_that_there_is_not_is_one_line() -> None:
    """A wrong format is refused with the choices, and status 2."""
    done = rtsim("recommend", "small.yaml", "--format", "png")
    assert done.exit_code == 2
    assert done.stderr == "--format 'png' is not a format: choose from text, mermaid\n"


def test_the_flow_can_be_copied_and_changed(folder: Path) -> None:
    """What --show-flow prints is a flow; a changed one is walked in place of the notes'."""
    shown = rtsim("recommend", "--show-flow")
    assert (shown.exit_code, shown.stdout) == (0, notes_flow_text())
    changed = notes_flow_text().replace("technique: websocket", "technique: sse").replace("Notes' flow", "Ours")
    (folder / "flow.yaml").write_text(changed, encoding="utf-8")
    options = ("-t", "sse", "--quick", "--workers", "1")
    done = rtsim("recommend", "small.yaml", "--flow", "flow.yaml", *options)
    assert "Ours: real time needed: yes > direction: bidirectional > WebSocket" in done.stdout
    assert "ends at" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((), "name a scenario or an experiment"),
        (("none.yaml",), "none.yaml: cannot be read"),
        (("small.yaml", "--flow", "small.yaml"), "small.yaml:2: name: unknown key 'name'"),
        (("small.yaml", "--flow", "none.yaml"), "none.yaml: cannot be read"),
        (("small.yaml", "--store", "x.sqlite"), "--store is for an experiment"),
        (("small.yaml", "-t", "webscoket"), "did you mean 'websocket'?"),
        (("ask.yaml", "--ask"), "--ask is for a scenario, and ask.yaml is an experiment or a store"),
        (("ask.yaml", "--flow", "flow.yaml"), "--flow is for a scenario"),
    ],
)
def test_wrong_input_is_status_2(arguments: tuple[str, ...], part: str) -> None:
    """Wrong input ends with 2 and says what is wrong."""
    done = rtsim("recommend", *arguments)
    assert done.exit_code == 2
    assert part in done.stderr
    assert done.stdout == ""


def test_an_experiment_teaches_a_flow() -> None:
    """A file that says what varies is an experiment; two points are too few, and that is said."""
    done = rtsim("recommend", "ask.yaml", "--workers", "1", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["experiment"] == "ask"
