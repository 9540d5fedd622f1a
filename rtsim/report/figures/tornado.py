"""The tornado: how much each thing that is not known moves a verdict, the strongest at the top."""

from collections.abc import Sequence

import plotly.graph_objects as go

from rtsim.advice.unknowns import Unknown
from rtsim.report.figures.theme import NEUTRAL, blank, categories, look

MOST = 12  # bars: what is weaker moves nothing
FOR, AGAINST = look("sse").colour, look("short-polling").colour  # two that differ for every kind of colour vision


def tornado(found: Sequence[tuple[Unknown, float]]) -> go.Figure:
    """Draw the rank correlation of each unknown with the margin; found are the strongest first."""
    shown = found[:MOST]
    figure = blank(height=130 + 28 * len(shown), showlegend=False)
    figure.add_bar(
        x=[rank for _, rank in shown],
        y=[one.path for one, _ in shown],
        orientation="h",
        marker={"color": [FOR if rank > 0 else AGAINST for _, rank in shown]},
        text=[f"{one.text(one.low)} to {one.text(one.high)}" for one, _ in shown],
        textposition="auto",
        hovertemplate="%{y}, %{text}: %{x:.2f}<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": NEUTRAL, "width": 2})
    figure.update_xaxes(title_text="Rank correlation with the margin", range=[-1, 1])
    categories(figure)
    figure.update_yaxes(automargin=True)
    return figure
