"""The contrast's table: what changed from A to B, a table for each technique, in 80 columns."""

from collections.abc import Sequence
from itertools import groupby
from math import isnan

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim.analysis.contrast import BETTER, SAME, WORSE, Contrast, Part
from rtsim.analysis.words import counted
from rtsim.report.text.layout import Column, Hanging, fitting, headed
from rtsim.scenario.measures import Measure
from rtsim.units import significant

WIDEST = 25  # columns: all measures but one, which is folded, so that the rest fits in 80
COLUMNS = (
    Column("Measure", most=WIDEST),
    Column("A", "right", most=WIDEST),
    Column("B", "right", most=WIDEST),
    Column("B - A", "right", folds=True, most=WIDEST),
    Column("B is", folds=True, most=WIDEST),
)
STYLES = {BETTER: "green", WORSE: "red"}


def contrast_table(found: Sequence[Contrast]) -> RenderableType:
    """Give a table of each technique; what does not differ is only counted."""
    parts = [_part(part, list(of)) for part, of in groupby(found, lambda one: one.part)]
    return Group(*parts)


def contrast_rows(found: Sequence[Contrast]) -> RenderableType:
    """Give a table of each technique with every measure."""
    parts = [(_rows(part, list(of)), Text()) for part, of in groupby(found, lambda one: one.part)]
    return Group(*(line for lines in parts for line in lines))


def _part(part: Part, found: Sequence[Contrast]) -> RenderableType:
    telling = [one for one in found if one.verdict != SAME]
    alike = counted(len(found) - len(telling), "measure")
    if not telling:
        return Group(_title(part, found), Text(f"no difference in {alike}", style="dim"), Text())
    return Group(_rows(part, telling), Text(f"no difference in {alike} more\n", style="dim"))


def _title(part: Part, found: Sequence[Contrast]) -> RenderableType:
    point = f" at {part.point}" if part.point else ""
    why = found[0].unpaired
    intervals = f"Welch intervals: {why}" if why else "paired intervals"
    return Hanging(headed(part.technique, f"{point} ({intervals})"))


def _rows(part: Part, found: Sequence[Contrast]) -> RenderableType:
    return Group(_title(part, found), fitting(COLUMNS, [_row(one) for one in found], gap=1))


def _row(one: Contrast) -> tuple[Text, ...]:
    word = Text("same" if one.verdict == SAME else one.verdict, style=STYLES.get(one.verdict, ""))
    return (*map(Text, (one.metric, _value(one, one.a), _value(one, one.b), _difference(one))), word)


def _value(one: Contrast, value: float) -> str:
    return "none" if isnan(value) else Measure(one.metric).text(value)


def _difference(one: Contrast) -> str:
    """Write a difference as a share of A with half its interval; in A's unit where A is zero; nothing if unknown."""
    by, half = one.difference.mean, one.difference.half_width
    if isnan(by):
        return ""
    if not one.a:
        return f"{'-' if by < 0 else '+'}{Measure(one.metric).text(abs(by))}"
    share = f"{'-' if by < 0 else '+'}{significant(abs(100 * by / one.a))}"
    return f"{share} %" if isnan(half) else f"{share} ±{_half(abs(100 * half / one.a))} %"


def _half(percent: float) -> str:
    """Write half an interval; below a ten-thousandth it is the rounding of sums.

    >>> _half(1.234), _half(1.7e-12)
    ('1.2', '0')
    """
    return significant(percent, 2) if percent >= 1e-4 else "0"
