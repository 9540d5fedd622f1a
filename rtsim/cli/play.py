"""`rtsim play`: a page on this machine on which inputs are moved and answers follow."""

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from rtsim.cli.inputs import all_cores, load, read_budget, refuse
from rtsim.cli.streams import say
from rtsim.play.answering import Answering, Budget
from rtsim.play.bases import bases
from rtsim.play.crew import Crew
from rtsim.play.serving import serve

FIRST = "team-chat"
MEMORY = 2e9  # bytes in each process


def play(
    config: Annotated[Path | None, typer.Argument(metavar="[CONFIG]", help="The scenario to start with.")] = None,
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of this machine; 0 for any that is free.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    token: Annotated[
        str, typer.Option(metavar="WORD", help="The secret in the address; a new one each time unless it is given.")
    ] = "",
    budget: Annotated[str, typer.Option(metavar="TIME", help="What the answer to one move may take.")] = "15 s",
) -> None:
    """Serve a page on which inputs are moved and answers follow, until it is interrupted.

    Only this machine can ask, by the address that is told. Nothing is read but CONFIG, and nothing is written.
    """
    if config is not None:
        load(config)
    if token and not (token.isascii() and token.replace("-", "").replace("_", "").isalnum()):
        refuse(["--token: write letters, digits, - and _ only"])
    seconds = read_budget(budget).seconds
    known = bases(config)
    first = next(iter(known)) if config else FIRST
    answering = Answering(known, first, Budget(seconds, MEMORY), lambda: Crew(all_cores(), seconds, MEMORY))
    try:
        serve(answering, port, token, lambda address: _opened(address, browser=browser))
    except OSError as error:
        refuse([f"--port {port}: cannot be had: {error.strerror}"])


def _opened(address: str, *, browser: bool) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    say("Ctrl-C ends it")
    if browser:
        webbrowser.open(address)
