"""`rtsim validate`: compare the simulation with theory, with published results and with real servers."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from rtsim.cli.inputs import AsJson, AsMarkdown, Quiet, Workers, all_cores, refuse
from rtsim.cli.progress import bar
from rtsim.cli.streams import print_json
from rtsim.report.documents.tested import validation_document
from rtsim.report.text.tables import console
from rtsim.report.text.validation import markdown, summary, validation_table
from rtsim.scenario.errors import choices_text
from rtsim.units import shown
from rtsim.validation.catalogue import cases, chosen, families
from rtsim.validation.catalogue import validate as run_cases

FAILED = 1


def validate(
    case: Annotated[list[str] | None, typer.Argument(metavar="[CASE]...", help="Groups, cases or beginnings.")] = None,
    *,
    workers: Workers = None,
    as_markdown: AsMarkdown = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Compare the simulation with theory, with published results and with real servers.

    Ends with status 1 when a case fails, 2 when there is no such case.
    """
    names = _names(case or ())
    with bar(console(error=True, quiet=quiet), "validating", len(names)) as advance:
        rows = run_cases(names, workers or all_cores(), lambda _name: advance())
    if as_json:
        print_json(validation_document(rows))
    elif as_markdown:
        sys.stdout.write(markdown(rows))
    else:
        console().print(validation_table(rows))
        console().print(f"\n{summary(rows)}")
    if any(row.passed is False for row in rows):
        raise typer.Exit(FAILED)


def _names(words: Sequence[str]) -> list[str]:
    known = cases()
    try:
        return chosen(words, known)
    except LookupError as missed:
        refuse(f"{shown(word)} is not a case: {_hint(word)}" for word in missed.args)


def _hint(word: str) -> str:
    """Say what there is: families, and the name that is nearest."""
    known = cases()
    if "/" not in word:
        return choices_text(word, families(known))
    family = [name for name in known if name.startswith(f"{word.partition('/')[0]}/")]
    return choices_text(word, family or known)
