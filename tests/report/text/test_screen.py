import re
import sys
from io import BytesIO
from typing import Any

import pytest
from rich.table import Table
from rich.text import Text

from rtsim.cli.streams import Aside, Output
from rtsim.printable import LONGEST, printable
from rtsim.report.text.layout import Screen

HOSTILE = "a\x1b[31m\x9b2J\u202e\ud800[bold]b[/]"
SHOWN = "a\ufffd[31m\ufffd2J\ufffd\ufffd[bold]b[/]"


class Terminal(BytesIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def printed(what: Any, **how: Any) -> str:
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
    written = printed(what, error=error, style="red")
    assert "\x1b[31m" in written
    plain = re.sub(r"\x1b\[[\d;]*m", "", written)
    assert SHOWN in plain
    assert printable(plain) == plain


def test_a_line_that_is_not_folded_is_cut() -> None:
    """A line that may be longer than the screen is no longer than a message."""
    assert len(printed(5000 * "x", soft_wrap=True).strip()) == LONGEST
