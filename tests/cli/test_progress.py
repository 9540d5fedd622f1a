import os
import re
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from rtsim.cli.progress import bar, is_live

ROOT = Path(__file__).parents[2]
SCENARIO = """
name: small
warmup: 3 s
duration: 10 s
replications: 2
clients: {count: 6, connect_over: 2 s, network: {latency: 20 ms}}
messages: {to: room, room_size: 3, rate: 0.2 / s}
techniques: [websocket]
slo: {latency_s.p95: <= 1 s}
"""
COLOURS = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|38)")

Printed = Callable[..., tuple[str, str]]


@pytest.fixture
def printed(tmp_path: Path) -> Printed:
    """Give a function that runs `rtsim run`, and gives what it prints on stdout and on stderr."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    command = [sys.executable, "-m", "rtsim.cli.app", "run", "s.yaml", "--workers", "1"]

    def run(*, terminal: bool, **variables: str) -> tuple[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR", "TERM"}}
        environment = {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **variables}
        if not terminal:
            done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
            return done.stdout, done.stderr
        ours, theirs = os.openpty()
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            text = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        assert process.returncode == 0
        return text.decode(), ""

    return run


def _read(terminal: int) -> bytes:
    """Read what there is; a terminal that its program has left is at its end."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a system with pseudo-terminals")
def test_a_terminal_has_colours_and_a_bar(printed: Printed) -> None:
    """On a terminal the words are coloured, and a bar is drawn and taken away again."""
    text, _ = printed(terminal=True)
    assert COLOURS.search(text)
    assert "\x1b[2K" in text


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a system with pseudo-terminals")
def test_no_color_is_heeded(printed: Printed) -> None:
    """With NO_COLOR a terminal gets no colour (https://no-color.org)."""
    text, _ = printed(terminal=True, NO_COLOR="1")
    assert "Verdict:" in text
    assert not COLOURS.search(text)


def test_a_pipe_has_no_colour_and_no_bar(printed: Printed) -> None:
    """What is no terminal gets plain text."""
    assert all("\x1b" not in text for text in printed(terminal=False))


def test_colours_can_be_forced_and_draw_no_bar(printed: Printed) -> None:
    """With FORCE_COLOR a pipe gets colours on stdout; no bar is drawn, for nothing can be drawn over."""
    text, beside = printed(terminal=False, FORCE_COLOR="1")
    assert COLOURS.search(text)
    assert "\x1b[2K" not in beside
    assert "\x1b[?25l" not in beside


class Terminal(StringIO):
    """A terminal that keeps what is drawn."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


@pytest.mark.parametrize(("quiet", "drawn"), [(False, True), (True, False)])
def test_a_quiet_screen_has_no_bar(quiet: bool, drawn: bool) -> None:  # noqa: FBT001 - what is tried
    """On a terminal a bar is drawn, and nothing at all where the screen is quiet."""
    terminal = Terminal()
    screen = Console(file=terminal, force_terminal=True, force_interactive=True, quiet=quiet)
    assert is_live(screen)
    with bar(screen, "x", 2) as advance:
        advance()
    assert bool(terminal.getvalue()) == drawn


def test_a_bar_is_nothing_elsewhere() -> None:
    """Where no terminal is, neither a bar nor an empty line is left."""
    screen = Console(file=StringIO(), force_terminal=True)
    assert not is_live(screen)
    with bar(screen, "x", 2) as advance:
        advance()
    assert screen.file.getvalue() == ""  # type: ignore[attr-defined]


def test_a_narrow_terminal_has_the_rate_and_the_time_left(tmp_path: Path) -> None:
    """On 40 columns a sweep's bar is short, so that points done, runs a second and the time left stand beside it."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    question = "name: e\nscenario: s.yaml\nreplications: 3\nvary: {clients.network.latency: [10 ms, 20 ms, 30 ms]}\n"
    (tmp_path / "e.yaml").write_text(question, encoding="utf-8")
    command = [sys.executable, "-m", "rtsim.cli.app", "sweep", "e.yaml", "--workers", "1"]
    kept = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR"}}
    environment = {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "40"}
    ours, theirs = os.openpty()
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=theirs):
        os.close(theirs)
        text = b"".join(iter(lambda: _read(ours), b"")).decode()
    os.close(ours)
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    assert re.search(r"3/3 [0-9.]+ runs/s 0:00:00", plain)
