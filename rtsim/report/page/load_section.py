"""The load section: what the server has to do and to keep over time."""

from rtsim.analysis.comparison import Comparison
from rtsim.chance import Array
from rtsim.report.figures.course import PANELS, course, levels
from rtsim.report.figures.fault_marks import told
from rtsim.report.page.parts import Cell, Column, Figure, Grid, Notice, Prose, Row, Section, Table
from rtsim.report.page.tables import single, technique_column

TOGETHER = 10  # bins that a row of a table averages
LEAD = (
    "Averages over the replications, from the start of the run: the shaded warm-up is no part of any other number on "
    "this page. A level that climbs to the right is no steady one."
)


def load_section(comparison: Comparison) -> Section:
    """Give the section; what no technique has is left out."""
    over = [comparison.title(name) for name, is_ in comparison.overloaded.items() if is_]
    notices = [Notice(f"{name} is overloaded: what waits for its cores or links grows.") for name in over]
    shown = [column for column in PANELS if _any(comparison, column)]
    figures = tuple(_figure(comparison, column) for column in shown)
    return Section("load", "What the server does, over time", (Prose(LEAD), *notices, Grid(figures)))


def _any(comparison: Comparison, column: str) -> bool:
    return column != "held" or any(levels(comparison, name, column)[1].any() for name in comparison.estimates)


def _figure(comparison: Comparison, column: str) -> Figure:
    panel = PANELS[column]
    return Figure(
        name=f"load-{column}",
        title=panel.title,
        caption=f"{panel.caption} {told(comparison)}".rstrip(),
        plot=course(comparison, column),
        table=_table(comparison, column),
    )


def _table(comparison: Comparison, column: str) -> Table:
    panel, names = PANELS[column], list(comparison.estimates)
    times, _ = levels(comparison, names[0], column)
    values = {name: _together(levels(comparison, name, column)[1]) for name in names}
    width = float(times[1] - times[0]) * TOGETHER
    rows = []
    for place, row in enumerate(zip(*values.values(), strict=True)):
        start, end = place * width, (place + 1) * width
        span = Cell(f"{start:.4g} to {end:.4g} s", values=(start, end))
        rows.append(Row((span, *(single(value, panel.text) for value in row))))
    columns = [technique_column(comparison, name, column) for name in names]
    caption = f"{panel.title}: averages of {TOGETHER} bins each."
    return Table(f"load-{column}", caption, (Column("Time", values=("from_s", "to_s")), *columns), tuple(rows))


def _together(values: Array) -> list[float]:
    means: list[float] = values.reshape(-1, TOGETHER).mean(axis=1).tolist()
    return means
