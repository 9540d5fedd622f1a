"""The first screen of a recommendation, 24 lines of 80: verdict, why, what is out and why, what flips it, how sure."""

from collections.abc import Iterator
from math import isnan

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from rtsim.advice.advice import Advice
from rtsim.advice.flips import Flips
from rtsim.advice.reasons import of_confidence
from rtsim.advice.verdict import Verdict
from rtsim.report.population import CORES, RATIO, Cost, columns, costs
from rtsim.report.text.layout import Hanging, bullet, headed
from rtsim.report.text.tables import verdict_line
from rtsim.report.text.verdict import NONE
from rtsim.report.text.worlds import holds_text
from rtsim.scenario import Scenario
from rtsim.units import significant

NEAREST = 3  # changes that are shown at first


def first_screen(scenario: Scenario, advice: Advice) -> Iterator[RenderableType]:
    """Give the parts."""
    verdict = advice.verdict
    yield verdict_line(verdict)
    if verdict.technique:
        yield Hanging(Text(f"  {verdict.sentence}."), 2)
    yield population_table(scenario, verdict)
    for name, why in verdict.excluded.items():
        yield Hanging(Text(f"Out: {name}, {'; '.join(one.text for one in why)}"), 2)
    yield from _nearest(advice.flips)
    if verdict.technique:
        sure = "; ".join(
            filter(None, (of_confidence(verdict.confidence, verdict.technique), holds_text(advice.worlds)))
        )
        yield Hanging(headed("How sure: ", sure), 2)


def population_table(scenario: Scenario, verdict: Verdict) -> Table:
    """Give what each technique costs for all clients together, and the ratio of all costs, as they are weighed."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for heading in ("", *(one.heading for one in columns(scenario))):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for name in sorted(verdict.population, key=lambda name: _place(verdict, name)):
        table.add_row(name, *(_written(one, value) for one, value in costs(scenario, verdict, name)))
    return table


def _written(one: Cost, value: float) -> str:
    if isnan(value):
        return "out" if one is RATIO else "-"
    return significant(value, 2) if one is CORES else one.text(value)


def _place(verdict: Verdict, name: str) -> tuple[bool, bool, bool]:
    """Order techniques: the one recommended, those that will do as well, the others, what is ruled out."""
    return name != verdict.technique, name not in verdict.taken, name in verdict.excluded


def _nearest(found: Flips) -> Iterator[RenderableType]:
    """Give the nearest changes, a line each."""
    if found.doubt:
        yield headed("What flips it: ", f"not searched: {found.doubt}")
        return
    changes = [(turn, turn.change) for turn in found.nearest if turn.change]
    if not changes:
        yield headed("What flips it: ", "nothing that was tried, each input alone")
        return
    yield Text("What flips it, the nearest first:", style="bold")
    for turn, change in changes[:NEAREST]:
        text = turn.lever.text
        told = f"{turn.lever.path} at {text(change.changes)} (now {text(turn.lever.now)}): {change.technique or NONE}"
        yield bullet(told)
