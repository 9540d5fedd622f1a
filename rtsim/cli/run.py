"""`rtsim run`: simulate a scenario under each technique, and compare what they cost."""

from typing import Annotated

import typer
from rich.console import Console, RenderableType

from rtsim.advice.verdict import Evidence, Verdict, judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.analysis.warmup import steadiness
from rtsim.analysis.warnings import warnings
from rtsim.cli.inputs import AsJson, Chosen, Config, Quiet, Settings, Workers, all_cores, load
from rtsim.cli.pages import Html, Told, check_page, make_page
from rtsim.cli.sources import simulate
from rtsim.cli.streams import print_json
from rtsim.cli.weighing import Yes, weigh
from rtsim.forecast.forecast import Severity, forecast
from rtsim.report.documents.run import document, warmup_document
from rtsim.report.text.cost import cost_lines
from rtsim.report.text.fault import fault_lines
from rtsim.report.text.forecast import caution_lines
from rtsim.report.text.sparkline import latency_lines
from rtsim.report.text.tables import (
    comparison_table,
    console,
    detail_table,
    heading,
    slo_lines,
    verdict_line,
    verdict_lines,
    warmup_table,
    warning_line,
)
from rtsim.techniques import chosen

SLO_MISSED = 99


def run(  # noqa: PLR0913 - a command takes its options
    config: Config,
    *,
    technique: Chosen = None,
    settings: Settings = None,
    replications: Annotated[int | None, typer.Option(help="Independent repetitions, in place of the file's.")] = None,
    seed: Annotated[int | None, typer.Option(help="Where all chance starts, in place of the file's.")] = None,
    workers: Workers = None,
    check_warmup: Annotated[
        bool, typer.Option("--check-warmup", help="Say whether the warm-up is long enough, and propose one.")
    ] = False,
    html: Html = None,
    yes: Yes = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario under each technique and compare what they cost.

    With `--quiet` only the lines of limits and the verdict's are left, unless it is told to write JSON.
    Ends with status 99 when a limit under `slo:` is missed, 2 when the input is wrong.
    """
    options = {"replications": replications, "seed": seed}
    scenario = load(config, settings or (), technique or (), options)
    check_page(html)
    told = Told(html, quiet, as_json)
    aside = told.aside
    weigh([scenario], workers or all_cores(), aside, yes=yes)
    if not as_json:
        forecasts = (forecast(scenario, known) for known in chosen(scenario.techniques).values())
        for line in caution_lines(forecasts, [Severity.UNSTABLE]):  # simulating what cannot be stable may take long
            aside.print(line)
    comparison = compare(simulate(scenario, workers or all_cores(), aside))
    verdict, found = judge(Evidence.of(comparison)), warnings(comparison)
    if as_json:
        more = {"warmup": warmup_document(steadiness(comparison))} if check_warmup else {}
        print_json(document(comparison, verdict, found) | more)
    else:
        screen = console()
        short = (*slo_lines(comparison.checks), verdict_line(verdict))
        for part in short if quiet else _parts(comparison, verdict, screen):
            screen.print(part)
        if check_warmup:
            console().print("", warmup_table(steadiness(comparison)), sep="\n")
    for text in found:
        aside.print(warning_line(text))
    make_page(told, "run_page", {"comparison": comparison, "verdict": verdict}, found)
    if not all(check.met for check in comparison.checks):
        raise typer.Exit(SLO_MISSED)


def _parts(comparison: Comparison, verdict: Verdict, screen: Console) -> tuple[RenderableType, ...]:
    return (
        heading(comparison.scenario),
        comparison_table(comparison),
        "",
        detail_table(comparison),
        "",
        *fault_lines(comparison),
        *latency_lines(comparison, screen.width, screen.encoding),
        *cost_lines(comparison),
        *slo_lines(comparison.checks),
        verdict_lines(verdict),
    )
