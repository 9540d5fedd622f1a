import re
import sys
from io import BytesIO, StringIO
from typing import Any

import pytest
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from rtsim.cli.streams import Aside, Output
from rtsim.printable import LONGEST, printable
from rtsim.report.text.layout import Hanging, Screen, stacked

HOSTILE = "a\x1b[31m\x9b2J\u202e\ud800[bold]b[/]"
SHOWN = "a\ufffd[31m\ufffd2J\ufffd\ufffd[bold]b[/]"


def printed(content: RenderableType, width: int) -> list[str]:
    """Give the lines on a screen of this width."""
    screen = Console(width=width, record=True, file=StringIO())
    screen.print(content)
    return [line.rstrip() for line in screen.export_text().splitlines()]


def test_a_line_that_fits_stays_whole() -> None:
    """Nothing is folded or indented where there is room."""
    assert printed(Hanging(Text("one two three")), 20) == ["one two three"]


@pytest.mark.parametrize("width", [8, 12, 16])
def test_a_folded_line_hangs(width: int) -> None:
    """Each line after the first is indented, none is too wide, and no word is lost."""
    first, *rest = printed(Hanging(Text("alpha beta gamma delta epsilonic"), 3), width)
    assert rest
    assert all(line.startswith("   ") and len(line) <= width for line in rest)
    assert "".join([first, *rest]).replace(" ", "") == "alphabetagammadeltaepsilonic"


def test_stacked_cells_stand_below_their_title() -> None:
    """A row's first cell is its title; the others follow with their column's name, lines joined."""
    rows = [[Text("SSE"), Text("2 ms\nLow")], [Text("Poll"), Text("1 s\nHigh")]]
    lines = printed(stacked(("Technique", "Mean\nlatency"), rows), 40)
    assert lines == ["SSE", "  Mean latency: 2 ms, Low", "", "Poll", "  Mean latency: 1 s, High", ""]


class Terminal(BytesIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def on_a_terminal(what: Any, **how: Any) -> str:
    """Give what a screen writes to a terminal, on which both standard streams end."""
    terminal = Terminal()
    output, aside = Output(terminal, "utf-8", "replace"), Aside(terminal, "utf-8", "replace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERM", "xterm-256color")
        patch.delenv("NO_COLOR", raising=False)
        patch.setattr(sys, "stdout", output)
        patch.setattr(sys, "stderr", aside)
        Screen(error=how.pop("error", False), width=80).print(what, **how)
    return terminal.getvalue().decode()


def in_a_table() -> Table:
    """Give a table that has the text in its title, its head and a cell."""
    table = Table(HOSTILE, title=HOSTILE)
    table.add_row(HOSTILE)
    return table


@pytest.mark.parametrize("what", [HOSTILE, Text(HOSTILE), in_a_table()])
@pytest.mark.parametrize("error", [False, True])
def test_text_is_text_and_styles_are_styles(what: Any, error: bool) -> None:  # noqa: FBT001
    """However a text is printed, nothing in it is a command or markup, and the style that we give it is there."""
    written = on_a_terminal(what, error=error, style="red")
    assert "\x1b[31m" in written
    plain = re.sub(r"\x1b\[[\d;]*m", "", written)
    assert SHOWN in plain
    assert printable(plain) == plain


def test_a_line_that_is_not_folded_is_cut() -> None:
    """A line that may be longer than the screen is no longer than a message."""
    assert len(on_a_terminal(5000 * "x", soft_wrap=True).strip()) == LONGEST
