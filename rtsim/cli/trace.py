"""`rtsim trace`: what happens to one client, as a diagram, a time line, events for a trace viewer, or an animation."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from math import inf
from typing import Annotated, Any

import typer

from rtsim.cli.inputs import Config, Settings, load, quantity, refuse
from rtsim.cli.streams import say
from rtsim.cli.weighing import weigh_strictly
from rtsim.experiments.runner import traced
from rtsim.recording import Trace
from rtsim.report.mermaid import mermaid
from rtsim.report.sequence.diagram import MOST as MOST_ROWS
from rtsim.report.sequence.diagram import diagram
from rtsim.report.sequence.perfetto import perfetto
from rtsim.report.sequence.timeline import MOST as MOST_LINES
from rtsim.report.sequence.timeline import first_delivery, timeline
from rtsim.report.text.tables import console
from rtsim.scenario import Scenario
from rtsim.scenario.errors import choices_text
from rtsim.techniques import Technique, chosen
from rtsim.units import shown, time

LONG = 300.0  # seconds that an animation shows at most
BEFORE = 20  # facts that lead to the first delivery, where it would otherwise not be seen

_MOST: Mapping[str, int] = {"mermaid": MOST_ROWS, "text": MOST_LINES, "perfetto": sys.maxsize, "html": sys.maxsize}
"""The formats, and how many steps each shows of a time that has no end."""


def trace(  # noqa: PLR0913 - a command takes its options
    config: Config,
    *,
    technique: Annotated[str | None, typer.Option("--technique", "-t", metavar="T", help="Under which one.")] = None,
    client: Annotated[int, typer.Option(metavar="N", help="Which client; they are numbered from 0.")] = 0,
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="mermaid|text|perfetto|html", help="A diagram, a time line, events, or an animation."
        ),
    ] = "text",
    since: Annotated[str | None, typer.Option("--from", metavar="TIME", help="Where to begin, as in '30 s'.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="Where to end.")] = None,
    settings: Settings = None,
) -> None:
    """Show what happens to one client under one technique, with all other clients there.

    Times count from the start of the run, warm-up included. Ends with status 2 when the input is wrong.
    """
    scenario = load(config, settings or (), [technique] if technique else ())
    _check(scenario, client, form)
    start = 0.0 if since is None else quantity("--from", time, since)
    end = inf if until is None else quantity("--until", time, until)
    if end <= start:
        refuse([f"--until {until} is not after --from {since or '0 s'}"])
    if form == "html":
        _weigh(scenario)
        page: Callable[..., str] = import_module("rtsim.report.page").animation_page
        span = (start, min(end, start + LONG)) if since or until else None
        sys.stdout.write(page(scenario, chosen(scenario.techniques), client, span))
        return
    known = _one(scenario)
    _weigh(scenario)
    facts = [fact for fact in traced(scenario, known, client) if fact.end >= start and fact.start < end]
    if form == "text" and since is None:
        facts = facts[first_delivery(facts, BEFORE) :]
    most = sys.maxsize if until is not None else _MOST[form]
    written, left_out = _written(Trace.of(client, facts), form, known, most)
    sys.stdout.write(written)
    if not facts:
        say(f"nothing happens to client {client} in this time")
    if left_out:
        say(f"{left_out:,} more steps are not shown: choose a time with --from and --until")


def _weigh(scenario: Scenario) -> None:
    weigh_strictly(scenario.model_copy(update={"replications": 1}), 1)


def _one(scenario: Scenario) -> Technique[Any]:
    """Give the chosen technique; a scenario that has one alone needs no choice."""
    known = chosen(scenario.techniques)
    if len(known) != 1:
        refuse([f"--technique is required: choose from {', '.join(known)}"])
    return next(iter(known.values()))


def _check(scenario: Scenario, client: int, form: str) -> None:
    count, wrong = scenario.clients.count, []
    if not 0 <= client < count:
        numbered = f"they are numbered from 0 to {count - 1}" if count > 1 else "the only one is 0"
        wrong.append(f"--client {client} is not a client: {numbered}")
    if form not in _MOST:
        wrong.append(f"--format {shown(form)} is not a format: {choices_text(form, _MOST)}")
    if wrong:
        refuse(wrong)


def _written(found: Trace, form: str, technique: Technique[Any], most: int) -> tuple[str, int]:
    """Give the text in the format, and how many steps of the time asked for it leaves out."""
    if form == "mermaid":
        drawn = diagram(found, technique.name, most=most)
        return mermaid(drawn), drawn.left_out
    if form == "perfetto":
        return perfetto(found, technique.name, f"{technique.title}, client {found.client}") + "\n", 0
    return timeline(found, technique.name, console().width, most=most), max(0, sum(1 for _ in found) - most)
