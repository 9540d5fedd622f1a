"""Validation's rows for people: tables on the terminal, tables for the documentation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import isfinite

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rtsim.analysis.estimates import Estimate
from rtsim.units import significant
from rtsim.validation.case import Row

DIGITS, DIGITS_OF_INTERVAL = 5, 2
NOTHING = 1e-6  # a half-width below this share of the value is rounding, of sums or of the digits shown

VERDICTS: Mapping[bool | None, str] = {True: "pass", False: "FAIL", None: "-"}
"""What each verdict is called; the last is of rows that are only reported."""

_STYLES: Mapping[bool | None, str] = {True: "green", False: "bold red", None: "dim"}
_SCALES: Mapping[str, tuple[tuple[str, float], ...]] = {
    "s": ((" s", 1.0), (" ms", 1e-3), (" us", 1e-6)),
    "bytes": ((" B", 1.0),),
    "share": ((" %", 0.01),),
    "per second": ((" / s", 1.0),),
    "count": (("", 1.0),),
    "bit/s": ((" Mbit/s", 1e6), (" kbit/s", 1e3), (" bit/s", 1.0)),
}
_WIDTHS = (4, 27, 12, 16, 16)  # with the spaces between them: 79


def validation_table(rows: Iterable[Row]) -> RenderableType:
    """Give for each case its name and source, and a line for each of its quantities; 80 columns wide."""
    of_cases = [list(of_case) for _, of_case in groupby(rows, key=lambda row: row.case)]
    heading = _columns()
    heading.add_row("", "quantity", "expected", "simulated", "tolerance", style="dim")
    return Group(heading, *(part for of_case in of_cases for part in _case(of_case)))


def _columns() -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=False, pad_edge=False)
    for width in _WIDTHS:
        table.add_column(width=width, overflow="fold")
    return table


def _case(rows: Sequence[Row]) -> Iterator[RenderableType]:
    first = rows[0]
    beside = len(first.case) + 2 + len(first.source) <= 80
    yield Text(first.case, style="bold").append(f"  {first.source}" if beside else "", style="not bold dim")
    if not beside:
        yield Padding(Text(first.source, style="dim"), (0, 0, 0, 5), expand=False)
    table = _columns()
    for row in rows:
        verdict = Text(VERDICTS[row.passed], style=_STYLES[row.passed])
        table.add_row(verdict, row.quantity, expected_text(row), simulated_text(row), row.tolerance)
    yield table
    for note in dict.fromkeys(row.note for row in rows if row.note):
        yield Padding(Text(note, style="dim italic"), (0, 0, 0, 5), expand=False)


def expected_text(row: Row) -> str:
    """Write what is expected, in the unit that people use."""
    unit, worth = _scale(row.unit, row.expected)
    return f"{_number(row.expected / worth)}{unit}"


def simulated_text(row: Row) -> str:
    """Write what was simulated, in the same unit, with half the width of its interval."""
    return estimate_text(row.simulated, row.unit, row.expected)


def estimate_text(found: Estimate, kind: str, near: float) -> str:
    """Write an estimate with half the width of its interval, in the unit of its kind that suits a value near it."""
    unit, worth = _scale(kind, near)
    value = f"{_number(found.mean / worth)}{unit}"
    if not found.half_width > NOTHING * abs(found.mean):
        return value
    return f"{value} ±{significant(found.half_width / worth, DIGITS_OF_INTERVAL)}"


def _number(value: float) -> str:
    """Write a number with thousands set apart, whatever its size."""
    if not isfinite(value):
        return str(value)
    whole, point, rest = significant(abs(value), DIGITS).replace(",", "").partition(".")
    return f"{'-' if value < 0 else ''}{int(whole):,}{point}{rest}"


def _scale(kind: str, near: float) -> tuple[str, float]:
    """Give the largest unit that leaves at least 1 before the point of a value, or else the smallest."""
    scales = _SCALES[kind]
    fitting = [scale for scale in scales if abs(near) >= scale[1] or not near]
    return fitting[0] if fitting else scales[-1]


def summary(rows: Sequence[Row]) -> str:
    """Say how many rows passed, failed, and are only reported.

    >>> summary([])
    '0 rows: 0 passed, 0 failed, 0 reported only'
    """
    counts = {verdict: sum(row.passed is verdict for row in rows) for verdict in VERDICTS}
    return f"{len(rows)} rows: {counts[True]} passed, {counts[False]} failed, {counts[None]} reported only"


def markdown(rows: Iterable[Row]) -> str:
    """Give a table for each group of cases, as the documentation shows them."""
    return "\n".join(_group(name, list(of_group)) for name, of_group in groupby(rows, key=lambda row: row.group))


def _group(name: str, rows: Sequence[Row]) -> str:
    head = (
        f"### {name.capitalize()}",
        "",
        "| case | quantity | expected | simulated | tolerance | verdict |",
        "|---|---|---|---|---|---|",
    )
    return "\n".join([*head, *map(markdown_row, rows), "", _sources(rows), ""])


def markdown_row(row: Row) -> str:
    """Give one line of a table."""
    verdict = VERDICTS[row.passed] + (f"; {row.note}" if row.note else "")
    cells = (f"`{row.case}`", row.quantity, expected_text(row), simulated_text(row), row.tolerance, verdict)
    return f"| {' | '.join(cells)} |"


def _sources(rows: Sequence[Row]) -> str:
    cases: dict[str, list[str]] = {}
    for row in rows:
        names = cases.setdefault(row.source, [])
        if f"`{row.case}`" not in names:
            names.append(f"`{row.case}`")
    return "\n".join(["Sources:", "", *(f"- {source}: {', '.join(names)}" for source, names in cases.items())])
