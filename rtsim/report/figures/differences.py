"""Difference figures: a technique beside another in the same replications, with intervals and the line of zero."""

import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison, Difference
from rtsim.report.figures.labels import OVERLOADED, gap, title
from rtsim.report.figures.theme import AXES, NEUTRAL, add_dot, belongs, blank, categories
from rtsim.scenario.measures import Measure


def shown(comparison: Comparison, metric: str) -> list[Difference]:
    """Give the differences in a measure that say something: both techniques have a steady value of it."""
    grows = Measure(metric).grows
    return [
        found
        for found in comparison.differences
        if found.metric == metric
        and found.difference.known
        and not (grows and (comparison.overloaded[found.a] or comparison.overloaded[found.b]))
    ]


def pair(comparison: Comparison, found: Difference) -> str:
    """Name a pair as the difference that it is; an overloaded technique is named so."""
    return f"{title(comparison, found.a)} \N{MINUS SIGN} {title(comparison, found.b)}"


def forest(comparison: Comparison, metric: str) -> go.Figure:
    """Draw each pair's difference with its interval; what holds zero is hollow."""
    found = shown(comparison, metric)
    measure = Measure(metric)
    figure = blank(height=110 + 34 * max(1, len(found)), showlegend=False)
    for one in found:
        symbol = "diamond-open" if one.verdict == "no difference" else "diamond"
        add_dot(
            figure,
            pair(comparison, one),
            one.difference,
            {"color": NEUTRAL, "symbol": symbol, "size": 11, "line": {"width": 2, "color": NEUTRAL}},
            meta=belongs(one.a, one.b),
            text=[f"{gap(one.difference, measure.text)}: {told(comparison, one)}"],
            hovertemplate="%{y}<br>%{text}<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": NEUTRAL, "width": 2})
    figure.update_xaxes(title_text=f"{measure.title}, difference", rangemode="tozero", nticks=4, **AXES[measure.kind])
    categories(figure)
    return figure


def told(comparison: Comparison, found: Difference) -> str:
    """Say which of a pair is lower; an overloaded one is so for what it does not do."""
    if found.verdict == "no difference":
        return "no difference"
    lower = found.a if found.verdict == "a lower" else found.b
    doubt = f", and {OVERLOADED}" if comparison.overloaded[lower] else ""
    return f"{comparison.title(lower)} is lower{doubt}"
