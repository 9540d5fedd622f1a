"""The verdict for people: its first screen, the Pareto front, what flips it, and what was not modelled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isnan, nan

from rich.console import RenderableType
from rich.text import Text

from rtsim.advice.advice import Advice
from rtsim.advice.flips import Flips, Turn
from rtsim.advice.flow import Flow, Walk
from rtsim.advice.reasons import of_confidence
from rtsim.advice.search import Change, Side, Steady, Unsettled
from rtsim.advice.verdict import Verdict
from rtsim.advice.wording import listed, spread
from rtsim.analysis.words import counted
from rtsim.report.text.cost import dollars
from rtsim.report.text.layout import Fitting, Hanging, bullet, headed, numbers_table
from rtsim.report.text.tables import flow_line, verdict_line
from rtsim.report.text.worlds import growth_lines, holds_text, worlds_lines
from rtsim.scenario import Scenario
from rtsim.units import significant, size_text, time_text

NONE = "no technique"
NEAREST = 3  # changes that are shown at first


@dataclass(frozen=True)
class Cost:
    """A column: its heading on a screen, its title on a page, its values' name, its field, how it is written."""

    heading: str
    title: str
    name: str
    field: str
    text: Callable[[float], str]


LATENCY = Cost("late", "A message comes after", "latency s", "latency", time_text)
CORES = Cost("cores", "Cores busy", "cores", "cores", significant)
MONEY = Cost("USD", "USD a month", "usd per month", "money", dollars)
RATIO = Cost("ratio", "Ratio", "ratio", "", significant)
_BYTES = (
    Cost("memory", "Memory", "memory bytes", "memory", size_text),
    Cost("a month", "Traffic a month", "bytes per month", "traffic", size_text),
    Cost("a client's", "A client's", "client bytes per month", "client_traffic", size_text),
)


def walk_lines(flow: Flow, walked: Walk) -> Iterator[RenderableType]:
    """Give the way through a flow, a line for each step, and what its outcome is for."""
    yield Text(flow.title, style="bold")
    for step in walked.steps[:-1]:
        yield Hanging(Text(f"  {step}"), 4)
    yield Hanging(Text("  > ", style="bold").append(walked.steps[-1], style="bold cyan"), 4)
    if walked.use_cases:
        yield Hanging(Text(f"Use cases: {', '.join(walked.use_cases)}"))


def trial_lines(walked: Walk) -> Iterator[RenderableType]:
    """Say how an outcome of the questions alone is put to the test."""
    text = (
        f"These were questions, not numbers. To put {walked.technique} to the test: 'rtsim init my-app' writes a "
        "scenario to change into yours; 'rtsim recommend my-app.yaml --ask' asks again and simulates all techniques."
    )
    yield Text()
    yield Hanging(Text(text), 0)


def recommendation_lines(scenario: Scenario, advice: Advice) -> Iterator[RenderableType]:
    """Say all that is known: the first screen, what speaks for and against it, how far it holds, what did not count."""
    verdict = advice.verdict
    yield from (*first_screen(scenario, advice), "", Text("The reasons:", style="bold"))
    yield from map(bullet, verdict.reasons[1:] if verdict.technique else verdict.reasons)
    yield flow_line(verdict)
    yield from pareto_lines(verdict)
    yield from (*worlds_lines(advice.worlds), *growth_lines(advice.growth))
    yield from (*flip_lines(verdict, advice.flips), *not_modelled_lines(verdict))


def pareto_lines(verdict: Verdict) -> Iterator[RenderableType]:
    """Say which techniques no other one beats."""
    if not verdict.pareto:
        return
    yield Hanging(headed("Pareto front: ", ", ".join(verdict.pareto)))
    for name, by in verdict.dominated.items():
        what = f"  - {name} is not on it: {by} is better in a criterion and clearly worse in none"
        yield Hanging(Text(what), 4)


def not_modelled_lines(verdict: Verdict) -> Iterator[RenderableType]:
    """Say what could not count."""
    yield Text("Not modelled, so it does not count:", style="bold")
    yield from map(bullet, verdict.not_modelled)


def flip_lines(verdict: Verdict, found: Flips) -> Iterator[RenderableType]:
    """Say for each input what turning it does, the nearest change first."""
    yield Text("What flips it, one input at a time, up to 64 times less or more:", style="bold")
    if found.doubt:
        yield Hanging(Text(f"  not searched: {found.doubt}"), 2)
        return
    best = verdict.technique or NONE
    for turn in found.nearest:
        yield bullet(turn_text(turn, best))
    few, full = found.replications
    ran = (
        f"  ({counted(found.runs, 'short run')}, of {time_text(found.window)} at the scenario's own values; "
        f"{counted(few, 'replication')} on the way, {full} at a change; see 'rtsim explain' for what theory settled)"
    )
    yield Hanging(Text(ran, style="dim"), 2)


def turn_text(turn: Turn, best: str) -> str:
    """Say in a line what turning one input does."""
    text, now = turn.lever.text, turn.lever.text(turn.lever.now)
    if isinstance(turn.below, Steady) and isinstance(turn.above, Steady):
        why = "".join(map(_why, (turn.below, turn.above)))
        low, high = text(turn.below.reached), text(turn.above.reached)
        return f"{turn.lever.path}, now {now}: no change from {low} to {high}{why}"
    changes = [_side(turn, side, word, best) for side, word in ((turn.above, "above"), (turn.below, "below"))]
    return f"{turn.lever.path}, now {now}: {'; '.join(changes)}"


def _side(turn: Turn, side: Side, word: str, best: str) -> str:
    text, end = turn.lever.text, "up to" if word == "above" else "down to"
    match side:
        case Change():
            name = f"{side.technique or NONE} instead of {best}"
            return f"at {text(side.changes)} {name}{_sureness(side)} (still {best} at {text(side.holds)})"
        case Unsettled():
            if side.why:
                return f"it may change between {text(side.low)} and {text(side.high)} ({side.why})"
            return f"between {text(side.low)} and {text(side.high)} it is now {best}, now another"
    return f"no change {end} {text(side.reached)}{_why(side)}"


def _why(side: Steady) -> str:
    return f" ({side.why})" if side.why else ""


def _sureness(side: Change) -> str:
    known = side.confidence
    match known.word:
        case "sure":
            return f", {known.runner_up} costs {spread(known.ratio)} times as much"
        case "no difference":
            return f", no difference that matters from {listed(list(known.tied))}"
        case "alone":
            return ", the only one that is left there"
        case "theory":
            return ", by theory beyond its doubt"
    return ""


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


def population_table(scenario: Scenario, verdict: Verdict) -> Fitting:
    """Give what each technique costs for all clients together, and the ratio of all costs, as they are weighed."""

    def place(name: str) -> tuple[bool, bool, bool]:
        """Order techniques: the one recommended, those that will do as well, the others, what is ruled out."""
        return name != verdict.technique, name not in verdict.taken, name in verdict.excluded

    rows = [
        [Text(name), *(Text(_written(one, value)) for one, value in costs(scenario, verdict, name))]
        for name in sorted(verdict.population, key=place)
    ]
    return numbers_table(["", *(one.heading for one in columns(scenario))], rows)


def _written(one: Cost, value: float) -> str:
    if isnan(value):
        return "out" if one is RATIO else "-"
    return significant(value, 2) if one is CORES else one.text(value)


def _nearest(found: Flips) -> Iterator[RenderableType]:
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


def columns(scenario: Scenario) -> tuple[Cost, ...]:
    """Give the columns; money has one where there are prices."""
    return (LATENCY, CORES, *_BYTES, *((MONEY,) if scenario.prices is not None else ()), RATIO)


def costs(scenario: Scenario, verdict: Verdict, name: str) -> Iterator[tuple[Cost, float]]:
    """Give a technique's value in each column; not a number where it has none, or none that is steady."""
    for one in columns(scenario):
        if one is RATIO:
            yield one, verdict.scores[name].mean if name in verdict.scores else nan
        elif one is LATENCY and verdict.overloads(name):
            yield one, nan
        else:
            yield one, getattr(verdict.population[name], one.field)
