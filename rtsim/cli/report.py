"""`rtsim report`: the page of a sweep, from its store."""

from pathlib import Path
from typing import Annotated

import typer

from rtsim.cli.inputs import Quiet
from rtsim.cli.pages import Told, check_page, make_page
from rtsim.cli.sources import kept_points, stored


def report(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="The store of a sweep, an SQLite file.")],
    *,
    html: Annotated[Path, typer.Option("--html", metavar="FILE", help="The page; it is overwritten.")],
    quiet: Quiet = False,
) -> None:
    """Write the page of a sweep from its store, finished or not: figures, tables, the flow, diagrams, in one file.

    Nothing is simulated. A store that an older rtsim wrote keeps no scenario, and its page has neither flow nor
    diagrams. Ends with status 2 when the input is wrong.
    """
    check_page(html)
    with stored(store) as found:
        of = {"store": found, "kept": kept_points(found)}
        make_page(Told(html, quiet), "stored_page", of)
