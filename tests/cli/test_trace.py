import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from rtsim.cli.commands import application as build
from rtsim.techniques import techniques

SCENARIO = """\
name: small
warmup: 0 s
duration: 2 min
clients: {count: 3, connect_over: 0 s, network: {latency: 20 ms}}
messages: {from: server, to: everyone, process: periodic, rate: 30 / min}
techniques: [long-polling, sse]
"""
CHOOSE = f"choose from {', '.join(techniques())}"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give a scenario of three clients and two techniques."""
    path = tmp_path / "small.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def call(config: Path, *options: str) -> Result:
    """Trace a client."""
    arguments = ["trace", str(config), *options]
    return CliRunner().invoke(build(arguments), arguments, env={"COLUMNS": "80"})


def test_text(config: Path) -> None:
    """The time line is the default; stderr says how many steps more there are."""
    result = call(config, "-t", "long-polling")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 61
    assert "message from server [0]" in result.stdout
    assert "more steps are not shown: choose a time with --from and --until" in result.stderr


def test_mermaid(config: Path) -> None:
    """The diagram is Mermaid's text and nothing else."""
    result = call(config, "-t", "long-polling", "--format", "mermaid")
    assert result.exit_code == 0
    assert result.stdout.startswith("sequenceDiagram\n    participant Client\n")
    assert "loop " in result.stdout


def test_perfetto(config: Path) -> None:
    """The events are one JSON array, of the whole run."""
    events = json.loads(call(config, "-t", "sse", "--format", "perfetto").stdout)
    assert events[0]["args"]["name"] == "SSE, client 0"
    assert max(event.get("ts", 0) for event in events) > 115e6


def test_html(config: Path) -> None:
    """The animation is a page with a lane for each technique or for the chosen one; a span can be asked for."""
    page = call(config, "--format", "html", "--from", "10 s", "--until", "20 s").stdout
    assert page.startswith("<!doctype html>")
    assert page.count('class="lane"') == 2
    assert "Client 0 from 10 s to 20 s" in page
    assert call(config, "-t", "sse", "--format", "html").stdout.count('class="lane"') == 1


def test_stretch(config: Path) -> None:
    """With both ends given all of a stretch is shown, with what is under way at its beginning."""
    lines = call(config, "-t", "sse", "--from", "10 s", "--until", "100s").stdout.splitlines()
    times = [float(line.split()[0]) for line in lines[1:]]
    assert len(times) > 60
    assert 9_900 < times[0] <= times[-1] < 100_000


def test_late_delivery(config: Path) -> None:
    """Where nothing is delivered for long, the lines begin shortly before the first delivery."""
    settings = ("--set", "techniques.long-polling.timeout=100 ms", "--set", "messages.rate=1 / min")
    result = call(config, "-t", "long-polling", *settings)
    first = next(place for place, line in enumerate(result.stdout.splitlines()) if "200 OK" in line)
    assert first == 21


def test_client(config: Path) -> None:
    """Another client has its own times."""
    assert call(config, "-t", "sse").stdout != call(config, "-t", "sse", "--client", "2").stdout


def test_only_technique(config: Path) -> None:
    """A scenario with one technique needs no choice, one with several does."""
    assert call(config, "--set", "techniques=[sse]").exit_code == 0
    result = call(config)
    assert (result.exit_code, result.stderr) == (2, "--technique is required: choose from long-polling, sse\n")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-t", "ws"], f"--technique 'ws' is not a technique: {CHOOSE}"),
        (["-t", "sse", "--client", "3"], "--client 3 is not a client: they are numbered from 0 to 2"),
        (["-t", "sse", "--client=-1"], "--client -1 is not a client: they are numbered from 0 to 2"),
        (
            ["-t", "sse", "--format", "perfeto"],
            "--format 'perfeto' is not a format: choose from mermaid, text, perfetto, html; did you mean 'perfetto'?",
        ),
        (
            ["-t", "sse", "--from", "soon"],
            "--from 'soon' is not a time: write a number with a unit (s, ms, us, ns, min, h, d), as in '30 s'",
        ),
        (["-t", "sse", "--from", "5 s", "--until", "1 s"], "--until 1 s is not after --from 5 s"),
    ],
)
def test_wrong_input(config: Path, options: list[str], told: str) -> None:
    """What is wrong is said in a line with the choices there are, and the status is 2."""
    result = call(config, *options)
    assert (result.exit_code, result.stderr, result.stdout) == (2, f"{told}\n", "")


def test_nothing(config: Path) -> None:
    """A time in which nothing happens is said."""
    result = call(config, "-t", "sse", "--from", "1 h")
    assert result.exit_code == 0
    assert result.stderr == "nothing happens to client 0 in this time\n"
