"""Tables of a page: their columns, cells and rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import starmap
from typing import Any, TypeVar

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.report.figures.labels import NO_STEADY, evenly, spread, title
from rtsim.report.page.parts import Cell, Column, Row, Table, Value
from rtsim.units import Text, time_text

Item = TypeVar("Item")


def numeric(name: str, *values: str, techniques: tuple[str, ...] = ()) -> Column:
    """Give a column of numbers, with the names of each cell's values."""
    return Column(name, numeric=True, values=values, techniques=techniques)


def estimated(name: str, metric: str) -> Column:
    """Give the column of a measure with its interval."""
    return numeric(name, metric, f"{metric} low", f"{metric} high")


def cell(value: Estimate, text: Text) -> Cell:
    """Give the cell of an estimate with its interval."""
    return Cell(spread(value, text), values=values(value))


def single(value: Any, text: Callable[[Any], str], none: str = "-") -> Cell:
    """Give the cell of a value alone, which may be none or not a number."""
    known = value is not None and value == value  # noqa: PLR0124 - false of what is not a number
    return Cell(text(value), values=(value,)) if known else Cell(none, values=(None,))


def unsteady(text: str) -> Cell:
    """Give the cell of an estimate that there is none of, and say why."""
    return Cell(text, values=(None, None, None))


def technique_column(comparison: Comparison, technique: str, value: str) -> Column:
    """Give the column of a technique, with the name of each cell's value."""
    return numeric(title(comparison, technique), f"{technique} {value}", techniques=(technique,))


def times_table(comparison: Comparison, name: str, caption: str, metrics: Mapping[str, str]) -> Table:
    """Give each technique's times, measures by their titles; where it is overloaded they grow, and none is steady."""
    rows = {
        technique: [
            unsteady(NO_STEADY) if comparison.overloaded[technique] else cell(known[metric], time_text)
            for metric in metrics.values()
        ]
        for technique, known in comparison.estimates.items()
    }
    return techniques_table(name, caption, starmap(estimated, metrics.items()), rows, partial(title, comparison))


def techniques_table(
    name: str, caption: str, columns: Iterable[Column], rows: Mapping[str, Iterable[Cell]], called: Callable[[str], str]
) -> Table:
    """Give a table with a row for each technique, `called` as that says."""
    shown = tuple(Row((Cell(called(technique)), *cells), (technique,)) for technique, cells in rows.items())
    return Table(name, caption, (Column("Technique"), *columns), shown)


def rows_of(
    name: str,
    caption: str,
    items: Iterable[Item],
    *columns: tuple[Column, Callable[[Item], Cell]],
    whose: Callable[[Item], tuple[str, ...]] = lambda _item: (),
) -> Table:
    """Give a table with a row for each item; a column comes with what gives its cells, `whose` techniques."""
    rows = tuple(Row(tuple(of(item) for _, of in columns), whose(item)) for item in items)
    return Table(name, caption, tuple(column for column, _ in columns), rows)


def thinned(table: Table, most: int, more: str = "") -> Table:
    """Leave so many rows of a table, spread evenly, and say so; `more` says where the others are."""
    if len(table.rows) <= most:
        return table
    caption = f"{table.caption} {most} of {len(table.rows):,} rows, spread evenly{more}."
    return replace(table, caption=caption, rows=tuple(evenly(table.rows, most)))


def values(value: Estimate) -> tuple[Value, ...]:
    """Give an estimate's values; none where it is undefined."""
    found = (value.mean, value.low, value.high)
    return tuple(float(number) if number == number else None for number in found)  # noqa: PLR0124 - not a number


def slug(path: str) -> str:
    """Give a measure's path as a part of a name.

    >>> slug("server.cpu_s")
    'server-cpu-s'
    """
    return path.replace(".", "-").replace("_", "-")
