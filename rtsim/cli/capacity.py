"""`rtsim capacity`: how many clients each technique serves within its limits, or how few nodes do."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import as_completed
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from rtsim.analysis.capacity import Capacity, fewest_nodes, least_clients, most_clients
from rtsim.cli.inputs import AsJson, Chosen, Config, Settings, all_cores, chosen_techniques, load, refuse
from rtsim.experiments.executors import local
from rtsim.report.capacity_table import BY_CLIENTS, BY_NODES, NO_LIMITS, capacity_document, capacity_table
from rtsim.report.tables import console, heading
from rtsim.scenario import Scenario
from rtsim.scenario.clients import MOST_CLIENTS
from rtsim.techniques import Technique

MOST = {BY_CLIENTS: 100_000, BY_NODES: 1_000}

Search = Callable[[Scenario, Technique[Any], int], Capacity]


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
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at work; all cores by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find the largest number of clients, or the fewest nodes, with which each technique keeps the limits under `slo:`.

    The answer is an interval: a size that meets the limits beyond doubt, and one that does not.
    """
    by = BY_NODES if nodes else BY_CLIENTS
    scenario = load(config, settings or (), technique or ())
    most = at_most or MOST[by]
    if not nodes and most < least_clients(scenario):
        refuse([f"--at-most {most}: the messages of {config} need {least_clients(scenario)} clients or more"])
    found = _search(scenario, fewest_nodes if nodes else most_clients, most, workers or all_cores())
    if as_json:
        json.dump(capacity_document(scenario, by, found), sys.stdout, indent=1, allow_nan=False)
        sys.stdout.write("\n")
        return
    if not scenario.slo:
        console(error=True).print(NO_LIMITS)
    console().print(heading(scenario), capacity_table(by, found), sep="")


def _search(scenario: Scenario, search: Search, most: int, workers: int) -> list[Capacity]:
    """Search for each technique in a process of its own; the answers stand in the order of the catalogue."""
    techniques = chosen_techniques(scenario)
    screen = console(error=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with (
        Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress,
        local(min(workers, len(techniques))) as executor,
    ):
        task = progress.add_task("searching", total=len(techniques))
        futures = {executor.submit(search, scenario, known, most): name for name, known in techniques.items()}
        found = {}
        for future in as_completed(futures):
            found[futures[future]] = future.result()
            progress.advance(task)
    return [found[name] for name in techniques]
