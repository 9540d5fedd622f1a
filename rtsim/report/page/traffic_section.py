"""The traffic section: what the bytes on the connections are."""

from typing import Literal

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate, estimate
from rtsim.report.figures.labels import title
from rtsim.report.figures.theme import BIT_RATE, Part, categories, template
from rtsim.report.page.parts import Cell, Column, Figure, Prose, Row, Section, Table
from rtsim.report.page.tables import cell, estimated
from rtsim.units import bandwidth_text

LEAD = (
    "Bytes on the connections, recipients' and senders', as a rate for each client. Payload is what the application "
    "sends; all the rest is what carrying it costs."
)
Direction = Literal["up", "down"]
DIRECTIONS: dict[Direction, str] = {"up": "Up, to the server", "down": "Down, to the clients"}
PARTS = {
    "payload": Part("Payload", "#009e73"),
    "requests": Part("Request heads", "#0072b2"),
    "responses": Part("Answer heads", "#7b83c9", "/"),
    "empty": Part("Empty answers", "#d55e00"),
    "publishing": Part("Publishing heads", "#cc79a7", "x"),
    "framing": Part("Framing", "#a6761d", "."),
    "heartbeats": Part("Heartbeats", "#8c6bb1", "\\"),
    "handshake": Part("Handshakes", "#7f7f7f", "-"),
}
"""The parts of a recording's traffic: their titles, colours and patterns."""


def traffic_section(comparison: Comparison) -> Section:
    """Give the section."""
    figure = Figure(
        name="traffic",
        title="Traffic by part, up and down",
        caption=(
            "Means over the replications and the window. Request heads are those of polls and of opening a stream or "
            "socket, publishing heads those of POSTs and their answers; handshakes are TCP's and TLS's own bytes."
        ),
        plot=composition(comparison),
        table=_table(comparison),
    )
    return Section("traffic", "What travels", (Prose(LEAD), figure))


def _table(comparison: Comparison) -> Table:
    shown = parts(comparison)
    rows = tuple(
        Row(
            (
                Cell(title(comparison, name)),
                Cell(direction),
                *(cell(part(comparison, name, key, direction), bandwidth_text) for key in shown),
            ),
            (name,),
        )
        for direction in DIRECTIONS
        for name in comparison.estimates
    )
    columns = [estimated(PARTS[key].title, f"{key} bit/s") for key in shown]
    caption = "Traffic by part in bit/s for each client, with 95 % intervals."
    return Table("traffic", caption, (Column("Technique"), Column("Way"), *columns), rows)


def part(comparison: Comparison, name: str, key: str, direction: Direction) -> Estimate:
    """Give how much of a part passes, in bit/s for each client."""
    runs = comparison.outcome.recordings[name]
    return estimate([8 * getattr(run.traffic[key], direction) / run.duration / run.clients for run in runs])


def parts(comparison: Comparison) -> list[str]:
    """Give the parts that some technique has."""
    runs = [run for several in comparison.outcome.recordings.values() for run in several]
    return [key for key in PARTS if any(run.traffic[key].up or run.traffic[key].down for run in runs)]


def composition(comparison: Comparison) -> go.Figure:
    """Draw for each technique and direction a bar of its parts, in bit/s for each client."""
    names, shown = list(comparison.estimates), parts(comparison)
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes="all", subplot_titles=[*DIRECTIONS.values()], vertical_spacing=0.12
    )
    for key in shown:
        for row, direction in enumerate(DIRECTIONS, start=1):
            for name in names:
                value = part(comparison, name, key, direction)
                bar = PARTS[key].bar(name, title(comparison, name), value, bandwidth_text)
                figure.add_trace(bar, row=row, col=1)
        figure.add_trace(PARTS[key].entry(), row=1, col=1)
    figure.update_layout(
        template=template("light"),
        barmode="stack",
        bargap=0.35,
        height=170 + 92 * len(names),
        legend={"y": 1.1, "itemwidth": 30},
    )
    figure.update_xaxes(rangemode="tozero", nticks=5, **BIT_RATE)
    figure.update_xaxes(title_text="Per client", row=2, col=1)
    order = [title(comparison, name) for name in names]
    categories(figure, categoryorder="array", categoryarray=order)
    figure.update_annotations(x=0, xanchor="left", font={"size": 13})
    return figure
