"""The money figure: what a month under each technique costs, part by part."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rtsim.money.bill import Bill
from rtsim.report.figures.labels import spread
from rtsim.report.figures.theme import belongs, blank
from rtsim.techniques import techniques
from rtsim.units import significant

FINE, COARSE = 0.1, 1000.0  # dollars between which cents matter
PARTS = {
    "servers": ("Servers", "#0072b2", ""),
    "load_balancer": ("Load balancer", "#7b83c9", "/"),
    "requests": ("Requests", "#d55e00", ""),
    "gateway_messages": ("Gateway messages", "#009e73", "x"),
    "connection_minutes": ("Connection minutes", "#a6761d", "."),
    "egress": ("Egress", "#cc79a7", "\\"),
}
"""The parts of a bill: their titles, colours and patterns."""


def dollars_text(amount: float) -> str:
    """Write an amount of US dollars, with two decimals where they matter.

    >>> dollars_text(14.4), dollars_text(1095.2), dollars_text(0.01234)
    ('$14.40', '$1,095', '$0.0123')
    """
    return f"${amount:.2f}" if FINE <= amount < COARSE else f"${significant(amount)}"


def money(found: Mapping[str, Bill]) -> go.Figure:
    """Draw a bar of parts for each technique that has a price."""
    priced = {name: bill for name, bill in found.items() if bill.priced}
    figure = blank(height=140 + 46 * max(1, len(priced)), barmode="stack", bargap=0.35, legend={"itemwidth": 30})
    for key, (words, colour, shape) in PARTS.items():
        if not any(key in bill.parts for bill in priced.values()):
            continue
        marker = {"color": colour, "pattern": {"shape": shape, "size": 6, "solidity": 0.3, "fillmode": "overlay"}}
        for name, bill in priced.items():
            value = bill.parts[key]
            figure.add_bar(
                x=[value.mean],
                y=[techniques()[name].title],
                orientation="h",
                name=words,
                marker=marker,
                meta=belongs(name),
                showlegend=False,
                text=[spread(value, dollars_text)],
                textposition="none",
                hovertemplate=f"{words}<br>%{{y}}: %{{text}}<extra></extra>",
            )
        figure.add_bar(x=[None], y=[None], orientation="h", name=words, marker=marker, showlegend=True)
    order = [techniques()[name].title for name in priced]
    figure.update_xaxes(title_text="US dollars a month", rangemode="tozero", nticks=6, tickprefix="$")
    figure.update_yaxes(categoryorder="array", categoryarray=order, autorange="reversed", gridcolor="rgba(0,0,0,0)")
    return figure
