"""The age figure: how old what clients know is under each technique, averaged over time."""

import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison
from rtsim.report.figures.labels import amount, spread, steady, title
from rtsim.report.figures.theme import SECONDS, add_dot, belongs, blank, categories, marker
from rtsim.units import time_text


def age(comparison: Comparison) -> go.Figure:
    """Draw each technique's age of information as a dot with its interval."""
    names = steady(comparison, "age_s.mean")
    figure = blank(height=120 + 44 * max(1, len(names)), showlegend=False)
    for name in names:
        value = amount(comparison.estimates[name]["age_s.mean"])
        told = {"text": [spread(value, time_text)], "hovertemplate": "%{y}: %{text}<extra></extra>"}
        add_dot(figure, title(comparison, name), value, marker(name, size=12), meta=belongs(name), **told)
    figure.update_xaxes(title_text="Age of information", rangemode="tozero", **SECONDS)
    categories(figure)
    return figure
