"""`rtsim sweep`: run an experiment, go on where an earlier call was stopped. `rtsim report`: its page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from rtsim.cli.inputs import AsJson, Quiet, Workers, all_cores, refuse
from rtsim.cli.pages import Html, Told, check_page, make_page
from rtsim.cli.streams import print_json
from rtsim.cli.sweeping import ExperimentFile, StoreFile, Work, complete, kept_points, read, store_of, stored
from rtsim.cli.weighing import Yes, weigh
from rtsim.experiments.store import Store
from rtsim.report.documents.sweep import sweep_document
from rtsim.report.text.sweep import sweep_table, wide_text
from rtsim.report.text.tables import console, warning_line

LOOKS = 30  # points that are looked at to say what all take


def sweep(  # noqa: PLR0913 - a command takes its options
    experiment: ExperimentFile,
    *,
    store: StoreFile = None,
    workers: Workers = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers do the work.")
    ] = None,
    html: Html = None,
    yes: Yes = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Run an experiment: a scenario at many points, each run kept in a store as soon as it is done.

    The same command goes on where an earlier one was stopped. Ends with status 2 when the input is wrong.
    """
    if workers and dask:
        refuse(["--workers and --dask exclude each other: the cluster's own workers do the work"])
    check_page(html)
    told = Told(html, quiet, as_json)
    asked, points = read(experiment)
    path = store_of(asked, store)
    if not dask:
        some = points[:: max(1, len(points) // LOOKS)]
        repeated = {"replications": asked.most_replications}
        scenarios = [point.scenario.model_copy(update=repeated) for point in some]
        cores, count = workers or all_cores(), len(points)
        weigh(scenarios, cores, told.aside, yes=yes, what="the whole sweep", points=count)
    complete(asked, points, path, Work(workers, dask, quiet))
    with stored(path) as kept:
        wide = wide_text(kept, asked.replications)
        warned = [wide] if wide else []
        _answer(kept, warned, told)
        make_page(told, "swept_page", {"store": kept, "asked": asked, "points": points}, warned)


def _answer(store: Store, warned: Sequence[str], told: Told) -> None:
    if told.as_json:
        print_json(sweep_document(store) | {"warnings": warned})
    else:
        screen = console()
        screen.print(sweep_table(store, screen.width))
        told.aside.print(f"{store.path} holds all runs", style="dim")
    for text in warned:
        told.aside.print(warning_line(text))


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
