"""Text from outside on its way to a terminal: titles, names, values, file names, settings, a foreign store."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rtsim.experiments.seals import seal_all
from rtsim.printable import LONGEST, printable

HOSTILE = r"n\e[31m\x9b2J\a\x7f\u202e\u2028[bold]x[/]"
SCENARIO = f"""
name: "{HOSTILE}"
title: "T{HOSTILE}"
warmup: 1 s
duration: 3 s
replications: 2
clients: {{count: 4, connect_over: 1 s}}
messages: {{from: server, to: everyone, rate: 2 / s}}
techniques: [sse, websocket]
"""
EXPERIMENT = f"""
name: asked
title: "T{HOSTILE}"
scenario: a.yaml
vary: {{messages.rate: [1 / s, 4 / s]}}
replications: 2
"""
BARE = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
NAMELESS = b"\xff\x1b[31m\n.yaml"
FLOODED = "--" + "x\x1b[2J\n" * 200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a scenario, an experiment, its store, and that store as somebody else may have written it."""
    made = tmp_path_factory.mktemp("outside")
    (made / "a.yaml").write_text(SCENARIO, encoding="utf-8")
    (made / "e.yaml").write_text(EXPERIMENT, encoding="utf-8")
    status, _, stderr = rtsim(made, "sweep", "e.yaml", "--store", "e.sqlite", "--workers", "1")
    assert status == 0, stderr
    (made / "foreign.sqlite").write_bytes((made / "e.sqlite").read_bytes())
    with sqlite3.connect(made / "foreign.sqlite") as foreign:
        said = json.loads(f'"{HOSTILE}"'.replace(r"\e", r"\u001b").replace(r"\a", r"\u0007").replace(r"\x", r"\u00"))
        foreign.execute("UPDATE parameters SET path = ?, value = ?, written = ?", (said, said, json.dumps(said)))
        foreign.execute("UPDATE experiments SET name = ?, title = ?, scenario = ?", (said, said, said))
        seal_all(foreign)
    foreign.close()
    return made


def rtsim(folder: Path, *arguments: str | bytes, **variables: str) -> tuple[int, str, str]:
    """Run the command line as a user does; give its status and what it prints, as text."""
    command: list[str | bytes] = [sys.executable, "-m", "rtsim.cli.app", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


@pytest.mark.parametrize(
    ("status", "arguments", "variables"),
    [
        (0, ("run", "a.yaml", "--workers", "1"), {}),
        (0, ("run", "a.yaml", "--workers", "1"), BARE),
        (0, ("explain", "a.yaml"), {}),
        (0, ("sweep", "e.yaml", "--workers", "1", "--store", "e.sqlite"), {}),
        (0, ("compare", "foreign.sqlite", "foreign.sqlite"), {}),
        (2, ("run", NAMELESS), {}),
        (2, ("run", NAMELESS), BARE),
        (2, ("run", "a.yaml", "--set", FLOODED), {}),
        (2, ("run", "a.yaml", FLOODED), {}),
        (2, ("export", "foreign.sqlite", "--to", b"\xff\x9b.csv", "-t", "\x1b"), {}),
        (2, ("list", "\x1b[31m" * 100), {}),
        (2, ("\x1b]0;\x07\n",), BARE),
    ],
)
def test_what_is_printed_commands_nothing(
    folder: Path, status: int, arguments: tuple[str | bytes, ...], variables: dict[str, str]
) -> None:
    """Results and messages are printable whatever the text and the terminal's encoding; a message is a line."""
    found, stdout, stderr = rtsim(folder, *arguments, **variables)
    assert found == status, stderr
    assert "Traceback" not in stderr
    assert (printable(stdout), printable(stderr)) == (stdout, stderr)
    assert max(map(len, stderr.split("\n"))) <= LONGEST
    if status:
        said = [line for line in stderr.split("\n") if line and not re.match("Usage: |Try ", line)]
        assert len(said) == 1, stderr


def test_a_document_keeps_what_a_name_says(folder: Path) -> None:
    """JSON has the name as it is, escaped."""
    _, stdout, _ = rtsim(folder, "run", "a.yaml", "--workers", "1", "--json")
    assert printable(stdout) == stdout
    assert json.loads(stdout)["scenario"].startswith("n\x1b[31m\x9b2J\x07\x7f\u202e")
