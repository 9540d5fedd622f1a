"""`rtsim capacity`: how many clients each technique serves within its limits, or how few nodes do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from rtsim.capacity.capacity import Goal, Told, capacities, for_clients, for_nodes, least_clients
from rtsim.cli.inputs import (
    AsJson,
    BudgetOption,
    Chosen,
    Config,
    Quiet,
    Settings,
    Workers,
    all_cores,
    load,
    read_budget,
    refuse,
)
from rtsim.cli.progress import is_live
from rtsim.cli.streams import print_json
from rtsim.cli.weighing import YES, Yes, weigh_strictly
from rtsim.experiments.executors import local
from rtsim.report.documents.capacity import capacity_document
from rtsim.report.text.capacity import (
    BY_CLIENTS,
    BY_NODES,
    NO_LIMITS,
    capacity_table,
    capacity_warnings,
    trial_line,
)
from rtsim.report.text.tables import console, heading, warning_line
from rtsim.scenario import Scenario
from rtsim.scenario.clients import MOST_CLIENTS
from rtsim.techniques import chosen

MOST = {BY_CLIENTS: 100_000, BY_NODES: 1_000}
GOALS: Mapping[str, Callable[[Scenario, int], Goal]] = {BY_CLIENTS: for_clients, BY_NODES: for_nodes}
NONE_MEETS = 99


def capacity(  # noqa: PLR0913 - a command takes its options
    config: Config,
    *,
    technique: Chosen = None,
    settings: Settings = None,
    nodes: Annotated[
        bool, typer.Option("--nodes", help="Find the fewest nodes for the scenario's clients instead.")
    ] = False,
    at_most: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_CLIENTS, metavar="N", help="The largest size to try: 100000 clients, 1000 nodes."),
    ] = None,
    workers: Workers = None,
    budget: BudgetOption = "50 s",
    yes: Yes = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Find the largest number of clients, or the fewest nodes, with which each technique keeps the limits under `slo:`.

    The answer is an interval: a size that meets the limits beyond doubt, and one that does not; or what was shown when
    the budget of time is spent. Ends with status 99
    when no technique meets them in any size that was tried, 2 when the input is wrong.
    """
    by, spending = BY_NODES if nodes else BY_CLIENTS, read_budget(budget)
    scenario = load(config, settings or (), technique or ())
    most = at_most or MOST[by]
    if not nodes and most < least_clients(scenario):
        refuse([f"--at-most {most}: the messages of {config} need {least_clients(scenario)} clients or more"])
    aside = console(error=True, quiet=quiet)
    largest = GOALS[by](scenario, most).resized(scenario, most).model_copy(update={"replications": 1})
    if not yes:
        weigh_strictly(largest, workers or all_cores(), YES)
    if not scenario.slo:
        aside.print(NO_LIMITS)
    techniques, goal = chosen(scenario.techniques), GOALS[by](scenario, most)
    many = min(workers or all_cores(), len(techniques))
    with _trials(aside, by, list(techniques)) as told, local(many) as executor:
        searched = capacities(scenario, techniques, goal, executor=executor, in_flight=many, budget=spending, told=told)
    found = list(searched.values())
    if as_json:
        print_json(capacity_document(scenario, by, found, spending))
    else:
        console().print(heading(scenario), capacity_table(by, found), sep="")
    for text in capacity_warnings(by, found):
        aside.print(warning_line(text))
    if all(one.meets is None for one in found):
        raise typer.Exit(NONE_MEETS)


@contextmanager
def _trials(screen: Console, by: str, techniques: Sequence[str]) -> Iterator[Told]:
    """Show the last trial of each technique on a terminal; elsewhere say a line for each trial."""
    if not is_live(screen):
        yield lambda name, trial: screen.out(trial_line(by, name, trial))
        return
    columns = SpinnerColumn("line"), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
    with Progress(*columns, console=screen, transient=True) as progress:
        tasks = {name: progress.add_task(f"{name}: searching", total=None) for name in techniques}
        yield lambda name, trial: progress.update(tasks[name], description=trial_line(by, name, trial))
