"""`rtsim claims`: test what the study notes say of the techniques."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from rtsim.claims.catalogue import CLAIMS, chosen
from rtsim.claims.evidence import OverloadError
from rtsim.claims.relations import TITLES
from rtsim.claims.runner import Examined, examine
from rtsim.claims.worlds import CHAT, FEED, NOTIFICATIONS
from rtsim.cli.inputs import AsJson, AsMarkdown, Settings, Workers, all_cores, refuse, refusing
from rtsim.cli.progress import tally
from rtsim.cli.streams import print_json
from rtsim.report.documents.tested import claims_document
from rtsim.report.text.claims import claims_details, claims_table, markdown, summary
from rtsim.report.text.tables import console
from rtsim.scenario import InputErrors
from rtsim.scenario.errors import nearest
from rtsim.units import shown


def claims(
    claim: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Claims by their ids, or parts of them.")
    ] = None,
    *,
    settings: Settings = None,
    workers: Workers = None,
    as_markdown: AsMarkdown = False,
    as_json: AsJson = False,
) -> None:
    """Test what the study notes say of the techniques: whether it holds, and when.

    Claims that are named are shown with all their numbers; without one all are tested and listed. With --set they are
    tested in other worlds: over another network, on another server, or spoken over HTTP/2.
    """
    words = claim or ()
    names, laid = _names(words), settings or ()
    with refusing():
        for world in (CHAT, NOTIFICATIONS, FEED) if laid else ():
            world.upon(*laid).scenario()
    tested = _run(names, workers or all_cores(), laid)
    if as_json:
        print_json(claims_document(tested))
    elif as_markdown:
        sys.stdout.write(markdown(tested))
    else:
        console().print(claims_details(tested) if words else claims_table(tested))
        console().print(f"{'' if words else chr(10)}{summary(tested)}")


def _names(words: Sequence[str]) -> list[str]:
    try:
        return chosen(words)
    except LookupError as missed:
        refuse(f"{shown(word)} is in no claim's id: {_hint(word)}" for word in missed.args)


def _hint(word: str) -> str:
    """Name the id, or part of one, that is nearest, or else what ids begin with."""
    parts = dict.fromkeys(part for name in CLAIMS for part in (*name.split("/"), name))
    return nearest(word.lower(), parts, f"ids begin with {', '.join(f'{name}/' for name in TITLES)}")


def _run(names: Sequence[str], workers: int, laid: Sequence[str]) -> list[Examined]:
    try:
        with tally(console(error=True), "simulating") as told:
            return examine([CLAIMS[name] for name in names], workers, told, laid)
    except (OverloadError, InputErrors) as error:
        refuse([f"no claim can be tested with {', '.join(laid)}: {error}"])
