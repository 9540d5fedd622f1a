"""The warm-up's table: from when on each technique is steady, and what to do about it."""

from collections.abc import Sequence
from math import isinf

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim.analysis.warmup import Steadiness
from rtsim.report.text.layout import Column, Hanging, fitting
from rtsim.units import time_text

COLUMNS = tuple(map(Column, ("Technique", "Measure", "Steady from", "Warm-up", "It is")))
LEGEND = (
    "Steady from: where MSER-5 cuts the run. Long enough is a warm-up that ends later, or lets in nothing that differs "
    "beyond doubt and shifts a mean by 1 % of the mean latency or more."
)


def warmup_table(found: Sequence[Steadiness]) -> RenderableType:
    """Give a row for each technique and measure, stacked where it has no room, and the warm-up to take."""
    if not found:
        return Text("Warm-up: nothing to judge, as every technique is overloaded or delivers too little.")
    table = fitting(COLUMNS, [_row(one) for one in found], edge=True)
    return Group(table, Hanging(Text(_proposal(found))), Text(LEGEND, style="dim"))


def _row(one: Steadiness) -> tuple[Text, ...]:
    word = Text("long enough", style="green") if one.enough else Text("TOO SHORT", style="red")
    steady = "not seen" if isinf(one.steady_from) else time_text(one.steady_from)
    cells = (one.technique, one.measure, steady, time_text(one.chosen))
    return (*map(Text, cells), word)


def _proposal(found: Sequence[Steadiness]) -> str:
    proposed = max(one.proposed for one in found)
    if isinf(proposed):
        return "Proposed: a longer run with a longer warm-up; half of this one is not enough to settle."
    return f"Proposed: warmup: {time_text(proposed)}"
