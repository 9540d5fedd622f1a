"""`rtsim recommend EXPERIMENT`: the flow that the verdicts at a sweep's points teach."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from rtsim.advice.learned.notes import hold
from rtsim.advice.learned.tree import Labelled, Learned, Unlearned, labelled, learn
from rtsim.cli.inputs import refuse
from rtsim.cli.pages import Told, make_page
from rtsim.cli.sources import is_store
from rtsim.cli.streams import print_json
from rtsim.cli.sweeping import Work, complete, kept_points, read, store_of, stored
from rtsim.experiments.inputs import inputs
from rtsim.experiments.point import Point
from rtsim.experiments.samples import Kept, sampled
from rtsim.experiments.store import Store
from rtsim.report.documents.learned import learned_document, notes_document
from rtsim.report.text.layout import Hanging
from rtsim.report.text.learned import learned_chart, learned_text, notes_lines
from rtsim.report.text.sweep import wide_text
from rtsim.report.text.tables import console
from rtsim.scenario.experiment import Experiment


def recommend_experiment(path: Path, store: Path | None, workers: int, told: Told) -> None:
    """Learn a flow from an experiment's verdicts; print it as text, as JSON or as a Mermaid flowchart.

    The experiment's page has it too, if one is asked for. A sweep's store is asked as it is; otherwise runs that the
    experiment's store does not have yet are simulated first, and kept in it. Ends with status 2 when the input is
    wrong.
    """
    if is_store(path):
        with stored(path) as kept:
            had = _had(path, kept)
            _teach(kept, had, had.points, told)
        return
    asked, points = read(path)
    where = store_of(asked, store)
    complete(asked, points, where, Work(workers, quiet=told.quiet))
    with stored(where) as kept:
        wide = wide_text(kept, asked.replications)
        _teach(kept, asked, points, told, [wide] if wide else [])


def _had(path: Path, store: Store) -> Kept:
    """Give what a store has to learn from; nothing is simulated."""
    had = kept_points(store)
    if had is None:
        refuse([f"{path} keeps no scenario, as an older rtsim wrote it: 'rtsim sweep EXPERIMENT' adds it"])
    if not had.points:
        refuse([f"{path} has no point that is done: 'rtsim sweep EXPERIMENT' goes on with it"])
    return had


def _teach(
    store: Store, experiment: Experiment | Kept, points: Sequence[Point], told: Told, warnings: Sequence[str] = ()
) -> None:
    varied = inputs(point.written for point in points)
    judged = labelled(varied, zip(points, sampled(store, experiment, points), strict=True))
    found = learn(varied, judged)
    _answer(found, judged, store.about().name, told)
    of = {"store": store, "found": found, "judged": judged, "points": points}
    make_page(told, "taught_page", of, warnings)


def _answer(found: Learned | Unlearned, judged: Sequence[Labelled], experiment: str, told: Told) -> None:
    if told.as_json:
        print_json({"experiment": experiment, **learned_document(found), "notes": notes_document(hold(judged))})
    elif told.chart and isinstance(found, Learned):
        sys.stdout.write(f"{learned_chart(found)}\n")
    else:
        screen = console(error=told.chart)
        screen.print(learned_text(found))
        for line in notes_lines(hold(judged)):
            screen.print(Hanging(Text(line)))
