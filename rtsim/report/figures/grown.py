"""The map of growth: which technique to take over clients and messages, with the scenario's own point marked."""

from collections.abc import Sequence
from math import log10

import plotly.graph_objects as go

from rtsim.advice.growth import Axis, Growth, Spot
from rtsim.report.figures.labels import titled
from rtsim.report.figures.theme import NEUTRAL, blank, marks

NONE = "None: all ruled out"


def grown(found: Growth, axis: Axis) -> go.Figure:
    """Draw the map; a hollow mark is one that theory does not settle, in the band of a border."""
    figure = blank(height=170 + 46 * len(found.values), legend={"itemwidth": 30})
    for name in sorted({spot.technique for spot in found.spots}, key=str):
        figure.add_trace(_marks([spot for spot in found.spots if spot.technique == name], name))
    figure.add_scatter(
        x=[found.clients],
        y=[axis.now],
        mode="markers",
        name="The scenario",
        marker={"symbol": "circle-open", "size": 34, "color": NEUTRAL, "line": {"width": 3}},
        hoverinfo="skip",
    )
    counts, values = found.counts, found.values
    figure.update_xaxes(
        title_text="clients.count", type="log", tickvals=counts, ticktext=[f"{count:,}" for count in counts]
    )
    upwards = sorted(map(log10, (values[0], values[-1])), reverse=values[0] > values[-1])
    figure.update_yaxes(
        title_text=axis.path,
        type="log",
        tickvals=values,
        ticktext=[axis.text(value) for value in values],
        range=_roomy(upwards),
    )
    return figure


def _roomy(ends: Sequence[float]) -> list[float]:
    """Give the ends of an axis with room for the marks."""
    first, last = ends
    room = (last - first) / 8 or 1.0
    return [first - room, last + room]


def _marks(spots: Sequence[Spot], name: str | None) -> go.Scatter:
    return go.Scatter(
        x=[spot.clients for spot in spots],
        y=[spot.value for spot in spots],
        mode="markers",
        name=titled(name) if name else NONE,
        marker=marks(name, [spot.how == "theory" for spot in spots], 16),
        text=[" or ".join(map(titled, spot.taken)) or NONE for spot in spots],
        hovertemplate="%{x:,} clients: %{text}<extra></extra>",
    )
