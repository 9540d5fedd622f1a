"""Pages on the command line: the file that `--html` names, and the command that makes its page again.

What draws pages is imported when one is asked for: Plotly and scikit-learn would delay every other call.
"""

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from rtsim.cli.inputs import check_written, written
from rtsim.report.text.tables import console

START = "<!doctype html>"
"""How a page begins: what begins in another way is none, and is not overwritten."""

Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write a page with figures too: one file, which needs no network."),
]


@dataclass(frozen=True)
class Told:
    """How an answer is told: on a page too, with nothing but errors on stderr, as JSON, as a chart."""

    html: Path | None = None
    quiet: bool = False
    as_json: bool = False
    chart: bool = False

    @property
    def aside(self) -> Console:
        """The screen for what is no answer."""
        return console(error=True, quiet=self.quiet)


def check_page(path: Path | None) -> None:
    """End with status 2 and a line, before anything is simulated, if a page cannot be written there."""
    if path is not None:
        check_written("--html", path, START)


def make_page(told: Told, maker: str, of: Mapping[str, Any], warnings: Sequence[str] = ()) -> None:
    """Write the page, if one was asked for.

    `maker` names the function of `rtsim.report.page` that gives it from `of`, its arguments by name, and from `about`,
    which has the command that makes the page again.
    """
    if told.html is None:
        return
    check_page(told.html)  # what was not there may be by now: a sweep's store of the same name
    pages, typed = import_module("rtsim.report.page"), shlex.join(["rtsim", *sys.argv[1:]])
    page = getattr(pages, maker)(**of, about=pages.About(typed, tuple(warnings)))
    with written("--html", told.html):
        pages.write_page(told.html, page)
    told.aside.print(f"{told.html} holds the page", style="dim", soft_wrap=True)
