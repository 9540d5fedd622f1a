"""The money figure: what a month under each technique costs, part by part."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rtsim.money.bill import Bill
from rtsim.report.figures.bars import Part
from rtsim.report.figures.labels import titled
from rtsim.report.figures.theme import blank, categories
from rtsim.units import significant

FINE, COARSE = 0.1, 1000.0  # dollars between which cents matter
PARTS = {
    "servers": Part("Servers", "#0072b2"),
    "load_balancer": Part("Load balancer", "#7b83c9", "/"),
    "requests": Part("Requests", "#d55e00"),
    "gateway_messages": Part("Gateway messages", "#009e73", "x"),
    "connection_minutes": Part("Connection minutes", "#a6761d", "."),
    "egress": Part("Egress", "#cc79a7", "\\"),
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
    for key, part in PARTS.items():
        having = {name: bill.parts[key] for name, bill in priced.items() if key in bill.parts}
        if having:
            figure.add_traces([part.bar(name, titled(name), value, dollars_text) for name, value in having.items()])
            figure.add_trace(part.entry())
    order = [titled(name) for name in priced]
    figure.update_xaxes(title_text="US dollars a month", rangemode="tozero", nticks=6, tickprefix="$")
    categories(figure, categoryorder="array", categoryarray=order)
    return figure
