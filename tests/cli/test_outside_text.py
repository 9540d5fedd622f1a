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
from tests.ready import Ready

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
def folder(tmp_path_factory: pytest.TempPathFactory, ready: Ready) -> Path:
    """Give a folder with a scenario, an experiment, its store, and that store as somebody else may have written it."""
    made = tmp_path_factory.mktemp("outside")
    (made / "a.yaml").write_text(SCENARIO, encoding="utf-8")
    (made / "e.yaml").write_text(EXPERIMENT, encoding="utf-8")
    done = ready.rtsim("sweep", "e.yaml", "--store", "e.sqlite", "--workers", "1", folder=made)
    assert done.returncode == 0, done.stderr
    (made / "foreign.sqlite").write_bytes((made / "e.sqlite").read_bytes())
    with sqlite3.connect(made / "foreign.sqlite") as foreign:
        said = json.loads(f'"{HOSTILE}"'.replace(r"\e", r"\u001b").replace(r"\a", r"\u0007").replace(r"\x", r"\u00"))
        foreign.execute("UPDATE parameters SET path = ?, value = ?, written = ?", (said, said, json.dumps(said)))
        foreign.execute("UPDATE experiments SET name = ?, title = ?, scenario = ?", (said, said, said))
        seal_all(foreign)
    foreign.close()
    return made


def bare(*arguments: str | bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line where nothing says that a terminal shows more than ASCII."""
    command: list[str | bytes] = [sys.executable, "-m", "rtsim.cli.app", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **BARE}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    ("status", "arguments", "is_bare"),
    [
        (0, ("run", "a.yaml", "--workers", "1"), False),
        (0, ("run", "a.yaml", "--workers", "1"), True),
        (0, ("explain", "a.yaml"), False),
        (0, ("sweep", "e.yaml", "--workers", "1", "--store", "e.sqlite"), False),
        (0, ("compare", "foreign.sqlite", "foreign.sqlite"), False),
        (2, ("run", NAMELESS), False),
        (2, ("run", NAMELESS), True),
        (2, ("run", "a.yaml", "--set", FLOODED), False),
        (2, ("run", "a.yaml", FLOODED), False),
        (2, ("export", "foreign.sqlite", "--to", b"\xff\x9b.csv", "-t", "\x1b"), False),
        (2, ("list", "\x1b[31m" * 100), False),
        (2, ("\x1b]0;\x07\n",), True),
    ],
)
def test_what_is_printed_commands_nothing(
    folder: Path, status: int, arguments: tuple[str | bytes, ...], is_bare: object, ready: Ready
) -> None:
    """Results and messages are printable whatever the text and the terminal's encoding; a message is a line."""
    done = (bare if is_bare else ready.rtsim)(*arguments, folder=folder)
    stdout, stderr = done.stdout, done.stderr
    assert done.returncode == status, stderr
    assert "Traceback" not in stderr
    assert (printable(stdout), printable(stderr)) == (stdout, stderr)
    assert max(map(len, stderr.split("\n"))) <= LONGEST
    if status:
        said = [line for line in stderr.split("\n") if line and not re.match("Usage: |Try ", line)]
        assert len(said) == 1, stderr


def test_a_document_keeps_what_a_name_says(folder: Path, ready: Ready) -> None:
    """JSON has the name as it is, escaped."""
    stdout = ready.rtsim("run", "a.yaml", "--workers", "1", "--json", folder=folder).stdout
    assert printable(stdout) == stdout
    assert json.loads(stdout)["scenario"].startswith("n\x1b[31m\x9b2J\x07\x7f\u202e")
