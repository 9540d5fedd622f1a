"""`rtsim recommend EXPERIMENT`: the flow that the verdicts at a sweep's points teach."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from rtsim.advice.learned.notes import hold
from rtsim.advice.learned.points import labelled
from rtsim.advice.learned.tree import Labelled, Learned, Unlearned, learn
from rtsim.cli.inputs import refuse
from rtsim.cli.pages import make_page
from rtsim.cli.sources import is_store
from rtsim.cli.stores import kept_points, stored
from rtsim.cli.streams import print_json
from rtsim.cli.sweeping import Work, read, store_of, sweeping
from rtsim.experiments.inputs import inputs
from rtsim.experiments.samples import sampled
from rtsim.report.documents.learned import learned_document, notes_document
from rtsim.report.learned_chart import learned_chart
from rtsim.report.text.layout import Hanging
from rtsim.report.text.learned import learned_text
from rtsim.report.text.notes import notes_lines
from rtsim.report.text.sweep import wide_text
from rtsim.report.text.tables import console


def recommend_experiment(  # noqa: PLR0913 - as many as the command has options
    path: Path,
    *,
    workers: int,
    as_json: bool,
    mermaid: bool,
    store: Path | None,
    html: Path | None = None,
    quiet: bool = False,
) -> None:
    """Learn a flow from an experiment's verdicts; print it as text, as JSON or as a Mermaid flowchart.

    The experiment's page has it too, if one is asked for. A sweep's store is asked as it is; otherwise runs that the
    experiment's store does not have yet are simulated first, and kept in it. Ends with status 2 when the input is
    wrong.
    """
    if is_store(path):
        _recommend_store(path, as_json=as_json, mermaid=mermaid, html=html, quiet=quiet)
        return
    asked, points = read(path)
    varied = inputs(point.written for point in points)
    where = store_of(asked, store)
    with sweeping(asked, points, where, Work(workers, quiet=quiet)) as (kept, simulate):
        simulate(points)
        judged = labelled(varied, zip(points, sampled(kept, asked, points), strict=True))
    found = learn(varied, judged)
    _answer(found, judged, asked.name, as_json=as_json, mermaid=mermaid)
    with stored(where) as kept:
        of = {"store": kept, "found": found, "judged": judged, "points": points}
        wide = wide_text(kept, asked.replications)
        make_page(html, "taught_page", of, aside=console(error=True, quiet=quiet), warnings=[wide] if wide else [])


def _recommend_store(path: Path, *, as_json: bool, mermaid: bool, html: Path | None, quiet: bool) -> None:
    """Learn a flow from what a store has; nothing is simulated."""
    with stored(path) as store:
        had = kept_points(store)
        if had is None:
            refuse([f"{path} keeps no scenario, as an older rtsim wrote it: 'rtsim sweep EXPERIMENT' adds it"])
        varied = inputs(point.written for point in had.points)
        if not had.points:
            refuse([f"{path} has no point that is done: 'rtsim sweep EXPERIMENT' goes on with it"])
        judged = labelled(varied, zip(had.points, sampled(store, had, had.points), strict=True))
        found = learn(varied, judged)
        _answer(found, judged, store.about().name, as_json=as_json, mermaid=mermaid)
        of = {"store": store, "found": found, "judged": judged, "points": had.points}
        make_page(html, "taught_page", of, aside=console(error=True, quiet=quiet))


def _answer(
    found: Learned | Unlearned, judged: Sequence[Labelled], experiment: str, *, as_json: bool, mermaid: bool
) -> None:
    if as_json:
        print_json({"experiment": experiment, **learned_document(found), "notes": notes_document(hold(judged))})
    elif mermaid and isinstance(found, Learned):
        sys.stdout.write(f"{learned_chart(found)}\n")
    else:
        screen = console(error=mermaid)
        screen.print(learned_text(found))
        for line in notes_lines(hold(judged)):
            screen.print(Hanging(Text(line)))
