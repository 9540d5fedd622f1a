"""The load section: what the server has to do and to keep over time, from its start to the window's end."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison
from rtsim.chance import Array
from rtsim.report.figures.labels import number
from rtsim.report.figures.theme import BYTES, NEUTRAL, SECONDS, SHADE, SHARE, lines, roomy, rounded
from rtsim.report.page.fault_section import marked, told
from rtsim.report.page.parts import Cell, Column, Figure, Grid, Notice, Prose, Row, Section, Table
from rtsim.report.page.tables import single, technique_column
from rtsim.units import Text, share_text, size_text, time_text

TOGETHER = 10  # bins that a row of a table averages
LEAD = (
    "Averages over the replications, from the start of the run: the shaded warm-up is no part of any other number on "
    "this page. A level that climbs to the right is no steady one."
)


@dataclass(frozen=True)
class Panel:
    """One level that is followed: its title, what it is, how it is written, how an axis writes it."""

    title: str
    caption: str
    text: Text
    axis: Mapping[str, str]


PANELS: Mapping[str, Panel] = {
    "busy": Panel("Cores busy", "Share of the cores' time that is work, in each bin.", share_text, SHARE),
    "unfinished": Panel(
        "Work that waits", "Seconds of work that a core has yet to do, at the end of each bin.", time_text, SECONDS
    ),
    "open": Panel("Connections open", "Averaged over each bin.", number, {"tickformat": "~s"}),
    "held": Panel("Requests held", "Long polls that wait for news, averaged over each bin.", number,
                  {"tickformat": "~s"}),
    "memory": Panel("Memory", "All nodes together, averaged over each bin.", size_text, BYTES),
}  # fmt: skip
"""The columns of a recording's course that are shown."""


def load_section(comparison: Comparison) -> Section:
    """Give the section; what no technique has is left out."""
    over = [comparison.title(name) for name, is_ in comparison.overloaded.items() if is_]
    notices = [Notice(f"{name} is overloaded: what waits for its cores or links grows.") for name in over]
    holds = any(levels(comparison, name, "held")[1].any() for name in comparison.estimates)
    figures = tuple(
        Figure(
            name=f"load-{column}",
            title=panel.title,
            caption=f"{panel.caption} {told(comparison)}".rstrip(),
            plot=course(comparison, column),
            table=_table(comparison, column),
        )
        for column, panel in PANELS.items()
        if holds or column != "held"
    )
    return Section("load", "What the server does, over time", (Prose(LEAD), *notices, Grid(figures)))


def _table(comparison: Comparison, column: str) -> Table:
    panel, names = PANELS[column], list(comparison.estimates)
    times, _ = levels(comparison, names[0], column)
    values = [levels(comparison, name, column)[1].reshape(-1, TOGETHER).mean(axis=1).tolist() for name in names]
    width = float(times[1] - times[0]) * TOGETHER
    rows = []
    for place, row in enumerate(zip(*values, strict=True)):
        start, end = place * width, (place + 1) * width
        span = Cell(f"{start:.4g} to {end:.4g} s", values=(start, end))
        rows.append(Row((span, *(single(value, panel.text) for value in row))))
    columns = [technique_column(comparison, name, column) for name in names]
    caption = f"{panel.title}: averages of {TOGETHER} bins each."
    return Table(f"load-{column}", caption, (Column("Time", values=("from_s", "to_s")), *columns), tuple(rows))


def levels(comparison: Comparison, name: str, column: str) -> tuple[Array, Array]:
    """Give the middles of the bins in seconds from the start, and a level in each, averaged over the replications."""
    courses = [run.course for run in comparison.outcome.recordings[name]]
    values = np.asarray(np.mean([getattr(course, column) for course in courses], axis=0), dtype=np.float64)
    times = np.asarray((np.arange(len(values)) + 0.5) * courses[0].width, dtype=np.float64)
    return times, values


def course(comparison: Comparison, column: str) -> go.Figure:
    """Draw a level over time for each technique, overloaded ones too; the warm-up is shaded, and faults are marked."""
    panel, scenario = PANELS[column], comparison.scenario
    drawn = {}
    for name in comparison.estimates:
        times, values = (row.tolist() for row in levels(comparison, name, column))
        drawn[name] = np.round(times, 6).tolist(), rounded(values), list(map(panel.text, values))
    figure = lines(comparison, drawn, "%{x:.4~g} s: %{text}", width=2)
    if scenario.warmup:
        figure.add_vrect(x0=0, x1=scenario.warmup, fillcolor=SHADE, line_width=0, layer="below")
        figure.add_annotation(x=0, y=1, yref="paper", text="warm-up", showarrow=False, xanchor="left", yanchor="top")
        figure.add_vline(x=scenario.warmup, line={"color": NEUTRAL, "width": 1, "dash": "dot"})
    marked(figure, comparison)
    figure.update_xaxes(title_text="Seconds from the start of the run", range=[0, scenario.warmup + scenario.duration])
    figure.update_yaxes(nticks=6, **roomy(figure), **panel.axis)
    return figure
