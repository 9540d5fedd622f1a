"""The break-even's text: in each measure, along each line, where the lower technique changes."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isfinite

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim.breakeven.breakeven import BreakEven, Change
from rtsim.breakeven.lines import Answer
from rtsim.experiments.inputs import Input
from rtsim.experiments.point import values_text
from rtsim.report.text.layout import Hanging, headed

LEGEND = "In brackets: the 95 % band. Lower is beyond doubt outside of it, by paired differences of the replications."


def breakeven_text(answers: Sequence[Answer]) -> RenderableType:
    """Give a line for each measure, or a line below it for each combination of the other inputs."""
    lines: list[RenderableType] = []
    for metric, of in groupby(answers, lambda answer: answer.metric):
        found = list(of)
        if found[0].where:
            lines.append(Text(metric, style="bold"))
            lines += [Hanging(Text(f"  {values_text(one.where)}: {sentence(one)}"), 4) for one in found]
        else:
            lines += [Hanging(headed(metric, f": {sentence(one)}")) for one in found]
    return Group(*lines, Hanging(Text(LEGEND, style="dim"), 0))


def sentence(answer: Answer) -> str:
    """Say in a sentence what was found along a line."""
    return "; ".join(_clauses(answer.found, answer.along))


def _clauses(found: BreakEven, along: Input) -> Iterator[str]:
    """Give what is said first, then what it leaves open."""
    low, high = (along.text(end) for end in found.ends)
    lower = " and ".join(dict.fromkeys(stretch.lower for stretch in found.stretches))
    if found.changes:
        yield _changes(found, along)
    elif not found.stretches:
        compared = len(found.unknown) < len(found.readings)
        yield f"no difference is shown within {low} to {high}" if compared else f"unknown within {low} to {high}"
    elif found.ties or found.unknown:
        yield f"no change is shown within {low} to {high}: {lower} is lower"
    else:
        yield f"never within {low} to {high}: {lower} is always lower"
    if found.stretches:
        yield from (f"no difference is shown from {_span(along, tie.low, tie.high)}" for tie in found.ties)
    yield from _overloads(found, along)
    if found.unknown:
        yield f"cannot be compared at {', '.join(map(along.text, found.unknown))}"


def _changes(found: BreakEven, along: Input) -> str:
    """Say who is lower up to the first change, up to the second, and so on, and above the last."""
    first, *others = found.changes
    parts = [f"{first.before} is lower below {_place(first, along)}"]
    parts += [f"{change.before} from there to {_place(change, along)}" for change in others]
    return ", ".join((*parts, f"{found.changes[-1].after} above"))


def _place(change: Change, along: Input) -> str:
    if not isfinite(change.at):
        return f"a value from {_span(along, change.low, change.high)}"
    digits = _digits(along, change.low, change.high)
    return f"{along.text(change.at, digits)} ({_span(along, change.low, change.high)})"


def _span(along: Input, low: float, high: float) -> str:
    digits = _digits(along, low, high)
    return f"{along.text(low, digits)} to {along.text(high, digits)}"


def _digits(along: Input, low: float, high: float) -> int:
    """Give as many significant digits as show that two values differ, from three to six."""
    return next((digits for digits in range(3, 6) if along.text(low, digits) != along.text(high, digits)), 6)


def _overloads(found: BreakEven, along: Input) -> Iterator[str]:
    for place, name in enumerate((found.a, found.b)):
        readings = [reading for reading in found.readings if reading.overloaded[place] and reading.sign]
        if readings:
            yield f"{name} is overloaded, and so not lower, at {', '.join(along.text(one.at) for one in readings)}"
