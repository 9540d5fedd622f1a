"""Pages on the command line: the file that `--html` names, and the command that makes its page again."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from rtsim.cli.inputs import refuse
from rtsim.report.page import Page, check_writable, write_page
from rtsim.scenario.files import reason

FAILED = 1

Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write a page with figures too: one file, which needs no network."),
]


def check_page(path: Path | None) -> None:
    """End with status 2 and a line, before anything is simulated, if a page cannot be written there."""
    wrong = check_writable(path) if path else ""
    if wrong:
        refuse([f"--html {wrong}"])


def make_page(path: Path | None, page: Callable[[str], Page], aside: Console) -> None:
    """Write the page, if one was asked for; `page` makes it, given the command that makes it again."""
    if path is None:
        return
    try:
        write_page(path, page(command()))
    except OSError as error:
        typer.echo(f"--html {path}: cannot be written: {reason(error)}", err=True)
        raise typer.Exit(FAILED) from None
    aside.print(f"{path} holds the page", style="dim", soft_wrap=True)


def command() -> str:
    """Give the command line as it was typed."""
    return shlex.join(["rtsim", *sys.argv[1:]])
