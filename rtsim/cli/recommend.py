"""`rtsim recommend`: the decision flow, walked with the scenario's needs, and the evidence for and against it."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from rtsim.advice.advice import Advice, advise, without
from rtsim.advice.flips import Task
from rtsim.advice.flow import Flow, Walk, load_flow, notes_flow, notes_flow_text, walk
from rtsim.advice.levers import Vary, levers
from rtsim.advice.verdict import Evidence, judge
from rtsim.advice.worlds import SOUGHT
from rtsim.analysis.budget import Budget
from rtsim.analysis.comparison import compare
from rtsim.analysis.warnings import warnings
from rtsim.cli.inputs import (
    AsJson,
    BudgetOption,
    Chosen,
    Quiet,
    Settings,
    Workers,
    all_cores,
    keys,
    load,
    read_budget,
    refuse,
    refusing,
)
from rtsim.cli.interview import changes, interview
from rtsim.cli.pages import Html, Told, check_page, make_page
from rtsim.cli.progress import bar, is_live
from rtsim.cli.sources import is_store, simulate
from rtsim.cli.streams import print_json
from rtsim.cli.weighing import Yes, weigh
from rtsim.experiments.executors import local
from rtsim.experiments.point import Base, overrides
from rtsim.report.documents.verdict import verdict_document, walk_document
from rtsim.report.mermaid import flowchart
from rtsim.report.text.tables import console, heading, warning_line
from rtsim.report.text.verdict import (
    recommendation_lines,
    trial_lines,
    walk_lines,
)
from rtsim.scenario import Scenario
from rtsim.scenario.document import read_document
from rtsim.scenario.errors import choices_text
from rtsim.scenario.needs import Needs
from rtsim.scenario.overrides import apply
from rtsim.techniques import chosen, settings_classes
from rtsim.units import shown

NONE_MEETS = 99
FORMATS = ("text", "mermaid")
SEARCHING = "searching how far it holds, for {} s at most; --quick leaves it out, --budget gives it more"
NO_PAGE = "--html is for what is simulated: a scenario or an experiment, without --show-flow or a scenario's chart"
ALONE = "name a scenario or an experiment, or ask for the questions with --ask"


@dataclass(frozen=True)
class _Case:
    """What is judged: the scenario, what gives it with changes, what its user wrote, and the flow beside it."""

    scenario: Scenario
    vary: Vary
    written: Mapping[str, Any]
    flow: Flow


def recommend(  # noqa: PLR0913 - a command takes its options
    config: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG", help="The scenario; or an experiment, or its store, to learn a flow from."),
    ] = None,
    *,
    ask: Annotated[bool, typer.Option("--ask", help="Ask the flow's questions one by one.")] = False,
    flow: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A flow of your own in place of the notes'.")
    ] = None,
    show_flow: Annotated[
        bool, typer.Option("--show-flow", help="Print the file of the notes' flow, to copy and change.")
    ] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="text|mermaid", help="Text, or the flow as a chart with the way taken.")
    ] = "text",
    budget: BudgetOption = "10 s",
    quick: Annotated[bool, typer.Option("--quick", help="Do not seek how far the verdict holds.")] = False,
    technique: Chosen = None,
    settings: Settings = None,
    store: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where an experiment's runs are; NAME.rtsim.sqlite by default."),
    ] = None,
    workers: Workers = None,
    html: Html = None,
    yes: Yes = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Say which technique to choose: by the notes' decision flow, and by the evidence of a simulation.

    Ends with status 99 when every technique is ruled out, 2 when the input is wrong.
    """
    chart = form == "mermaid"
    told = Told(html, quiet, as_json, chart)
    of_experiment = config is not None and (is_store(config) or "vary" in keys(config))
    if html and (show_flow or config is None or (chart and not of_experiment)):
        refuse([NO_PAGE])
    check_page(html)
    if form not in FORMATS:
        refuse([f"--format {shown(form)} is not a format: {choices_text(form, FORMATS)}"])
    if show_flow:
        sys.stdout.write(notes_flow_text())
        return
    if config is not None and of_experiment:
        _no_scenario(config, {"--ask": ask, "--flow": flow, "--technique": technique, "--set": settings})
        learning = import_module("rtsim.cli.recommend_experiment")  # scikit-learn would delay every other call
        learning.recommend_experiment(config, store, workers or all_cores(), told)
        return
    if store is not None:
        refuse(["--store is for an experiment: a scenario's runs are not kept"])
    with refusing():
        asked = notes_flow() if flow is None else load_flow(flow)
    if config is None:
        _walk_alone(asked, told, ask=ask)
        return
    case = _case(config, asked, settings or (), technique or (), ask=ask)
    if chart:
        _print_chart(asked, walk(asked, case.scenario.needs))
        return
    weigh([case.scenario], workers or all_cores(), told.aside, yes=yes)
    _weigh(case, workers or all_cores(), read_budget(budget), quick=quick, told=told)


def _no_scenario(path: Path, given: dict[str, Any]) -> None:
    refuse_these = [option for option, value in given.items() if value]
    if refuse_these:
        refuse([f"{refuse_these[0]} is for a scenario, and {path} is an experiment or a store"])


def _walk_alone(flow: Flow, told: Told, *, ask: bool) -> None:
    """Walk the flow with answers from the terminal; the chart needs none."""
    if not ask and not told.chart:
        refuse([ALONE])
    walked = walk(flow, interview(flow, Needs())) if ask else Walk("", ())
    if told.chart:
        _print_chart(flow, walked)
    elif told.as_json:
        print_json(walk_document(walked))
    else:
        for line in (*walk_lines(flow, walked), *trial_lines(walked)):
            console().print(line)


def _print_chart(flow: Flow, walked: Walk) -> None:
    sys.stdout.write(f"{flowchart(flow, walked.path)}\n")


def _case(config: Path, flow: Flow, laid: Sequence[str], chosen: Sequence[str], *, ask: bool) -> _Case:
    """Read the scenario; the answers to the flow's questions take the place of its needs, if they are asked."""
    scenario = load(config, laid, chosen)
    if ask:
        answers = changes(scenario.needs, interview(flow, scenario.needs))
        laid = [*laid, *overrides(answers)]
        scenario = load(config, laid, chosen)
    classes = settings_classes()
    base = Base(apply(read_document(config), laid, list(classes)), classes)
    return _Case(scenario, partial(_varied, base, scenario), base.document.content, flow)


def _varied(base: Base, scenario: Scenario, given: Sequence[str]) -> Scenario:
    """Lay changes over the scenario's document, and keep the techniques that the scenario has."""
    changed = base.scenario(given)
    kept = {name: changed.techniques.get(name, of) for name, of in scenario.techniques.items()}
    return changed.model_copy(update={"techniques": kept})


def _weigh(case: _Case, workers: int, budget: Budget, *, quick: bool, told: Told) -> None:
    aside = told.aside
    comparison = compare(simulate(case.scenario, workers, aside))
    evidence = Evidence.of(comparison)
    verdict = judge(evidence, case.flow)
    found = without(verdict, "--quick") if quick else _seek(case, Task(evidence, verdict), workers, aside, budget)
    warned = warnings(comparison)
    if told.as_json:
        print_json(verdict_document(case.scenario, found, warned, budget))
    else:
        for part in (heading(case.scenario), *recommendation_lines(case.scenario, found)):
            console().print(part)
    for text in warned:
        aside.print(warning_line(text))
    of = {"comparison": comparison, "advice": found, "flow": case.flow}
    make_page(told, "recommend_page", of, warned)
    if verdict.technique is None:
        raise typer.Exit(NONE_MEETS)


def _seek(case: _Case, task: Task, workers: int, aside: Console, budget: Budget) -> Advice:
    techniques, turned = chosen(case.scenario.techniques), levers(case.scenario, case.vary)
    if not is_live(aside):
        aside.print(SEARCHING.format(f"{max(0.0, budget.seconds - budget.used):.0f}"))
    steps = SOUGHT + 2 * len(turned)
    with local(workers) as executor, bar(aside, "searching how far it holds", steps) as advance:
        return advise(
            task,
            turned,
            case.written,
            techniques=techniques,
            executor=executor,
            budget=budget,
            in_flight=2 * workers,
            told=advance,
        )
