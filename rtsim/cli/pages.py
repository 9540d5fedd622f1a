"""Pages on the command line: the file that `--html` names, and the command that makes its page again.

What draws pages is imported when one is asked for: Plotly and scikit-learn would delay every other call.
"""

import shlex
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from rtsim.cli.inputs import refuse
from rtsim.cli.streams import say
from rtsim.report.whole_file import check_writable
from rtsim.scenario.files import reason

FAILED = 1
PAGES = "rtsim.report.page"
START = "<!doctype html>"
"""How a page begins: what begins in another way is none, and is not overwritten."""

Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write a page with figures too: one file, which needs no network."),
]


def check_page(path: Path | None) -> None:
    """End with status 2 and a line, before anything is simulated, if a page cannot be written there."""
    wrong = check_writable(path, START) if path else ""
    if wrong:
        refuse([f"--html {wrong}"])


def make_page(
    path: Path | None, maker: str, of: Mapping[str, Any], *, aside: Console, warnings: Sequence[str] = ()
) -> None:
    """Write the page, if one was asked for.

    `maker` names the function of `rtsim.report.page` that gives it from `of`, its arguments by name, and from `about`,
    which has the command that makes the page again.
    """
    if path is None:
        return
    check_page(path)  # what was not there may be by now: a sweep's store of the same name
    pages = import_module(PAGES)
    page = getattr(pages, maker)(**of, about=pages.About(command(), tuple(warnings)))
    try:
        pages.write_page(path, page)
    except OSError as error:
        say(f"--html {path}: cannot be written: {reason(error)}")
        raise typer.Exit(FAILED) from None
    aside.print(f"{path} holds the page", style="dim", soft_wrap=True)


def command() -> str:
    """Give the command line as it was typed."""
    return shlex.join(["rtsim", *sys.argv[1:]])
