"""The score figure: how many times as much each technique costs as the best, all criteria weighed."""

from collections.abc import Mapping
from dataclasses import replace

import plotly.graph_objects as go

from rtsim.analysis.estimates import Estimate
from rtsim.report.figures.labels import spread, titled
from rtsim.report.figures.theme import NEUTRAL, add_dot, belongs, blank, categories, logarithmic, marker
from rtsim.units import significant

HOVER = "%{y}: %{text}<extra></extra>"
LITTLE = 1.5  # times the cost, which the axis always holds: what differs by little is to look so
LEAST = 1e-3  # of the best's cost: an interval's lower end on a logarithmic axis


def scores(found: Mapping[str, Estimate]) -> go.Figure:
    """Draw each technique's ratio as a dot with its interval, the cheapest first, beside the line of equal cost."""
    figure = blank(height=110 + 40 * max(1, len(found)), showlegend=False)
    for name, value in found.items():
        shown = replace(value, low=max(LEAST, value.low)) if value.low == value.low else value
        told = {"text": [f"{spread(value, significant)} times the cost of the best"], "hovertemplate": HOVER}
        add_dot(figure, titled(name), shown, marker(name, size=12), meta=belongs(name), **told)
    figure.add_vline(x=1, line={"color": NEUTRAL, "width": 2})
    ends = [end for value in found.values() for end in (value.mean, value.low, value.high) if end >= LEAST]
    axis = logarithmic([*ends, 1.0, LITTLE], significant)
    figure.update_xaxes(title_text="Cost, best = 1 (logarithmic)", **axis)
    categories(figure)
    return figure
