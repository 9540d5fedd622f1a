"""Traffic figures: what the bytes on the connections are made of, up and down."""

from typing import Literal

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate, estimate
from rtsim.report.figures.labels import spread, title
from rtsim.report.figures.theme import belongs, template
from rtsim.report.measures import BIT_RATE
from rtsim.units import bandwidth_text

Direction = Literal["up", "down"]
DIRECTIONS: dict[Direction, str] = {"up": "Up, to the server", "down": "Down, to the clients"}

PARTS = {
    "payload": ("Payload", "#009e73", ""),
    "requests": ("Request heads", "#0072b2", ""),
    "responses": ("Answer heads", "#7b83c9", "/"),
    "empty": ("Empty answers", "#d55e00", ""),
    "publishing": ("Publishing heads", "#cc79a7", "x"),
    "framing": ("Framing", "#a6761d", "."),
    "heartbeats": ("Heartbeats", "#8c6bb1", "\\"),
    "handshake": ("Handshakes", "#7f7f7f", "-"),
}
"""The parts of a recording's traffic: their titles, colours and patterns."""


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
                figure.add_trace(_bar(comparison, name, key, direction), row=row, col=1)
        figure.add_trace(_entry(key), row=1, col=1)
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
    figure.update_yaxes(categoryorder="array", categoryarray=order, autorange="reversed", gridcolor="rgba(0,0,0,0)")
    figure.update_annotations(x=0, xanchor="left", font={"size": 13})
    return figure


def _bar(comparison: Comparison, name: str, key: str, direction: Direction) -> go.Bar:
    value, (words, _, _) = part(comparison, name, key, direction), PARTS[key]
    return go.Bar(
        x=[value.mean],
        y=[title(comparison, name)],
        orientation="h",
        name=words,
        marker=_marker(key),
        meta=belongs(name),
        showlegend=False,
        text=[spread(value, bandwidth_text)],
        textposition="none",
        hovertemplate=f"{words}<br>%{{y}}: %{{text}}<extra></extra>",
    )


def _entry(key: str) -> go.Bar:
    """Give the part's entry in the legend, which stays whatever technique is shown."""
    return go.Bar(x=[None], y=[None], orientation="h", name=PARTS[key][0], marker=_marker(key), showlegend=True)


def _marker(key: str) -> dict[str, object]:
    _, colour, shape = PARTS[key]
    return {"color": colour, "pattern": {"shape": shape, "size": 6, "solidity": 0.3, "fillmode": "overlay"}}
