"""The warm-up's table and document: from when on each technique is steady, and what to do about it."""

from collections.abc import Sequence
from math import isinf
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from rtsim.analysis.warmup import Steadiness
from rtsim.report.text.layout import Hanging, least_width, stacked
from rtsim.units import time_text

COLUMNS = ("Technique", "Measure", "Steady from", "Warm-up", "It is")
GAP = 2
LEGEND = (
    "Steady from: where MSER-5 cuts the run. Long enough is a warm-up that ends later, or lets in nothing that differs "
    "beyond doubt and shifts a mean by 1 % of the mean latency or more."
)


def warmup_table(found: Sequence[Steadiness], width: int) -> RenderableType:
    """Give a row for each technique and measure, stacked where it has no room, and the warm-up to take."""
    if not found:
        return Text("Warm-up: nothing to judge, as every technique is overloaded or delivers too little.")
    rows = [_row(one) for one in found]
    columns = zip(COLUMNS, zip(*rows, strict=True), strict=True)
    closing = Hanging(Text(_proposal(found))), Text(LEGEND, style="dim")
    if width < sum(least_width(column, cells, folds=False) + GAP for column, cells in columns):
        return Group(stacked(COLUMNS, rows), *closing)
    table = Table(box=None, padding=(0, GAP, 0, 0), header_style="bold")
    for column in COLUMNS:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return Group(table, *closing)


def _row(one: Steadiness) -> tuple[Text, ...]:
    word = Text("long enough", style="green") if one.enough else Text("TOO SHORT", style="red")
    cells = (one.technique, one.measure, _instant(one.steady_from), time_text(one.chosen))
    return (*map(Text, cells), word)


def warmup_document(found: Sequence[Steadiness]) -> list[dict[str, Any]]:
    """Give what the JSON says: seconds from the start of the run, null where no steady state was seen."""
    return [
        {
            "technique": one.technique,
            "measure": one.measure,
            "warmup_s": one.chosen,
            "steady_from_s": _number(one.steady_from),
            "shift_s": one.shift,
            "long_enough": one.enough,
            "proposed_s": _number(one.proposed),
        }
        for one in found
    ]


def _proposal(found: Sequence[Steadiness]) -> str:
    proposed = max(one.proposed for one in found)
    if isinf(proposed):
        return "Proposed: a longer run with a longer warm-up; half of this one is not enough to settle."
    return f"Proposed: warmup: {time_text(proposed)}"


def _instant(seconds: float) -> str:
    return "not seen" if isinf(seconds) else time_text(seconds)


def _number(seconds: float) -> float | None:
    return None if isinf(seconds) else seconds
