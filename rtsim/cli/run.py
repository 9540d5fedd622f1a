"""`rtsim run`: simulate a scenario under each technique, and compare what they cost."""

import json
import sys
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rtsim.advice.verdict import Verdict, judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.analysis.forecast import forecast
from rtsim.analysis.warmup import steadiness
from rtsim.analysis.warnings import warnings
from rtsim.cli.inputs import AsJson, Chosen, Config, Settings, all_cores, chosen_techniques, load
from rtsim.experiments import Outcome
from rtsim.experiments import run as run_experiment
from rtsim.report.document import document
from rtsim.report.forecast_table import unstable_lines
from rtsim.report.tables import (
    comparison_table,
    console,
    detail_table,
    heading,
    slo_lines,
    verdict_lines,
    warning_line,
)
from rtsim.report.warmup_table import warmup_document, warmup_table
from rtsim.scenario import Scenario

SLO_MISSED = 99


def run(  # noqa: PLR0913 - a command takes its options
    config: Config,
    *,
    technique: Chosen = None,
    settings: Settings = None,
    replications: Annotated[int | None, typer.Option(help="Independent repetitions, in place of the file's.")] = None,
    seed: Annotated[int | None, typer.Option(help="Where all chance starts, in place of the file's.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes at work; all cores by default.")] = None,
    check_warmup: Annotated[
        bool, typer.Option("--check-warmup", help="Say whether the warm-up is long enough, and propose one.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario under each technique and compare what they cost.

    Ends with status 99 when a limit under `slo:` is missed, 2 when the input is wrong.
    """
    options = {"replications": replications, "seed": seed}
    scenario = load(config, settings or (), technique or (), options)
    if not as_json:
        _foretell(scenario)
    comparison = compare(_simulate(scenario, workers or all_cores()))
    verdict, found = judge(comparison), warnings(comparison)
    if as_json:
        told = {"warmup": warmup_document(steadiness(comparison))} if check_warmup else {}
        json.dump(document(comparison, verdict, found) | told, sys.stdout, indent=1, allow_nan=False)
        sys.stdout.write("\n")
    else:
        _print(comparison, verdict)
        if check_warmup:
            console().print("", warmup_table(steadiness(comparison)), sep="\n")
    for text in found:
        console(error=True).print(warning_line(text))
    if not all(check.met for check in comparison.checks):
        raise typer.Exit(SLO_MISSED)


def _foretell(scenario: Scenario) -> None:
    """Say before anything runs what cannot be stable: simulating it may take long."""
    for line in unstable_lines([forecast(scenario, known) for known in chosen_techniques(scenario).values()]):
        console(error=True).print(line)


def _simulate(scenario: Scenario, workers: int) -> Outcome:
    techniques = chosen_techniques(scenario)
    screen = console(error=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("simulating", total=len(techniques) * scenario.replications)
        return run_experiment(scenario, techniques, workers=workers, progress=lambda *_: progress.advance(task))


def _print(comparison: Comparison, verdict: Verdict) -> None:
    screen = console()
    for part in (
        heading(comparison.scenario),
        comparison_table(comparison, screen.width),
        "",
        detail_table(comparison, screen.width),
        "",
        *slo_lines(comparison.checks),
        verdict_lines(verdict),
    ):
        screen.print(part)
