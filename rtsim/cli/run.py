"""`rtsim run`: simulate a scenario under each technique, and compare what they cost."""

import json
import sys
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rtsim.advice.verdict import Verdict, judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.analysis.warnings import warnings
from rtsim.cli.inputs import AsJson, Chosen, Config, Settings, all_cores, chosen_techniques, load
from rtsim.experiments import Outcome
from rtsim.experiments import run as run_experiment
from rtsim.report.document import document
from rtsim.report.tables import comparison_table, console, detail_table, slo_lines, verdict_lines
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
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario under each technique and compare what they cost.

    Ends with status 99 when a limit under `slo:` is missed, 2 when the input is wrong.
    """
    overrides = [*(settings or ()), *_also(replications=replications, seed=seed)]
    scenario = load(config, overrides, technique or ())
    comparison = compare(_simulate(scenario, workers or all_cores()))
    verdict, found = judge(comparison), warnings(comparison)
    if as_json:
        json.dump(document(comparison, verdict, found), sys.stdout, indent=1, allow_nan=False)
        sys.stdout.write("\n")
    else:
        _print(comparison, verdict)
    for text in found:
        console(error=True).print(f"[yellow]warning:[/] {text}")
    if not all(check.met for check in comparison.checks):
        raise typer.Exit(SLO_MISSED)


def _also(**options: int | None) -> list[str]:
    """Write options as what `--set` takes."""
    return [f"{name}={value}" for name, value in options.items() if value is not None]


def _simulate(scenario: Scenario, workers: int) -> Outcome:
    techniques = chosen_techniques(scenario)
    screen = console(error=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task("simulating", total=len(techniques) * scenario.replications)
        return run_experiment(scenario, techniques, workers=workers, progress=lambda *_: progress.advance(task))


def _print(comparison: Comparison, verdict: Verdict) -> None:
    scenario, screen = comparison.scenario, console()
    screen.print(f"[bold]{scenario.title or scenario.name}[/]", markup=True)
    screen.print(
        f"{scenario.clients.count:,} clients, {scenario.duration:g} s after {scenario.warmup:g} s of warm-up, "
        f"{scenario.replications} replications, seed {scenario.seed}\n",
        style="dim",
    )
    screen.print(comparison_table(comparison, screen.width))
    screen.print()
    screen.print(detail_table(comparison))
    screen.print()
    for line in slo_lines(comparison.checks):
        screen.print(line)
    screen.print(verdict_lines(verdict))
