"""The first screen of a recommendation, 24 lines of 80: verdict, why, what is out and why, what flips it, how sure."""

from collections.abc import Iterator
from math import isnan

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from rtsim.advice.advice import Advice
from rtsim.advice.flips import Flips, Turn
from rtsim.advice.population import Bulk
from rtsim.advice.reasons import of_confidence
from rtsim.advice.search import Change, Side
from rtsim.advice.verdict import Verdict
from rtsim.report.text.cost import dollars
from rtsim.report.text.layout import Hanging
from rtsim.report.text.tables import verdict_line
from rtsim.report.text.verdict import NONE, nearness
from rtsim.report.text.worlds import holds_text
from rtsim.scenario import Scenario
from rtsim.units import significant, size_text, time_text

NEAREST = 3  # changes that are shown at first
COLUMNS = ("", "late", "cores", "memory", "a month", "a client's", "ratio")
MONEY = "USD"


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
        yield Hanging(Text("How sure: ", style="bold").append(sure, style="none"), 2)


def population_table(scenario: Scenario, verdict: Verdict) -> Table:
    """Give what each technique costs for all clients together, and the ratio of all costs, as they are weighed."""
    priced = scenario.prices is not None
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    columns = (*COLUMNS[:-1], MONEY, COLUMNS[-1]) if priced else COLUMNS
    for column in columns:
        table.add_column(column, justify="right" if column else "left", no_wrap=True)
    for name in sorted(verdict.population, key=lambda name: _place(verdict, name)):
        table.add_row(name, *_cells(verdict, name, verdict.population[name], priced=priced))
    return table


def _place(verdict: Verdict, name: str) -> tuple[bool, bool, bool]:
    """Order techniques: the one recommended, those that will do as well, the others, what is ruled out."""
    return name != verdict.technique, name not in verdict.taken, name in verdict.excluded


def _cells(verdict: Verdict, name: str, of: Bulk, *, priced: bool) -> Iterator[str]:
    yield "-" if isnan(of.latency) or verdict.overloads(name) else time_text(of.latency)
    yield significant(of.cores, 2)
    yield size_text(of.memory)
    yield size_text(of.traffic)
    yield size_text(of.client_traffic)
    if priced:
        yield "-" if isnan(of.money) else dollars(of.money)
    score = verdict.scores.get(name)
    yield "out" if score is None else f"{significant(score.mean)}"


def _nearest(found: Flips) -> Iterator[RenderableType]:
    """Give the nearest changes, a line each."""
    if found.doubt:
        yield Text("What flips it: ", style="bold").append(f"not searched: {found.doubt}", style="none")
        return
    changing = [turn for turn in sorted(found.turns, key=nearness) if nearness(turn) < float("inf")]
    if not changing:
        yield Text("What flips it: ", style="bold").append("nothing that was tried, each input alone", style="none")
        return
    yield Text("What flips it, the nearest first:", style="bold")
    for turn in changing[:NEAREST]:
        yield Hanging(Text(f"  - {_change_text(turn)}"), 4)


def _change_text(turn: Turn) -> str:
    """Say the nearer of an input's changes in a line."""
    sides: list[Side] = [turn.below, turn.above]
    changes = [side for side in sides if isinstance(side, Change)]
    side = min(changes, key=lambda one: max(one.changes / turn.lever.now, turn.lever.now / one.changes))
    text = turn.lever.text
    return f"{turn.lever.path} at {text(side.changes)} (now {text(turn.lever.now)}): {side.technique or NONE}"
