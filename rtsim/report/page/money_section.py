"""The money section: what a month under each technique comes to at the scenario's prices, part by part."""

from collections.abc import Iterator, Mapping

import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison
from rtsim.money.bill import Bill, bills, cost_differences
from rtsim.money.cost import parts_of
from rtsim.report.figures.labels import NO_STEADY, titled
from rtsim.report.figures.theme import Part, blank, categories
from rtsim.report.page.comparison_section import pairs_table
from rtsim.report.page.parts import Block, Bullets, Cell, Column, Figure, Prose, Section, Table
from rtsim.report.page.tables import cell, estimated, single, techniques_table, unsteady
from rtsim.scenario.pricing import CURRENCY, Prices
from rtsim.units import significant

CAPTION = (
    "Means over the replications of what the measured load comes to when it is kept up for a month of 730 hours. "
    "Servers are whole ones, one at least."
)
NOT_OFFERED = "not offered"
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


def money_sections(comparison: Comparison) -> Iterator[Section]:
    """Give the section, for a scenario with prices."""
    prices = comparison.scenario.prices
    if prices is not None:
        yield Section("money", "What it costs a month", tuple(_blocks(comparison, prices)))


def _blocks(comparison: Comparison, prices: Prices) -> Iterator[Block]:
    found = bills(comparison)
    lead = f"{CURRENCY} a month by the price book {prices.book}: {prices.terms.title}. Free tiers are left out."
    yield Prose(lead)
    if any(bill.priced for bill in found.values()):
        yield Figure(
            name="money",
            title="What a month costs, part by part",
            caption=CAPTION,
            plot=money(found),
            table=_parts_table(found, prices),
        )
    yield _table(found)
    pairs = cost_differences(found)
    if pairs:
        caption = "US dollars a month: paired differences with 95 % intervals."
        yield pairs_table(comparison, pairs, "money-differences", caption, ("USD a month", dollars_text))
    notes = [f"{titled(name)}: {bill.note}." for name, bill in found.items() if bill.note]
    notes += [f"{prices.terms.note.rstrip('.')}."] if prices.terms.note and not prices.server_hour else []
    if notes:
        yield Bullets(tuple(notes), "What the numbers do not tell")


def _parts_table(found: Mapping[str, Bill], prices: Prices) -> Table:
    parts = parts_of(prices)
    rows = {
        name: [cell(bill.parts[part], dollars_text) for part in parts] for name, bill in found.items() if bill.priced
    }
    columns = [estimated(PARTS[part].title, f"{part} USD a month") for part in parts]
    caption = "US dollars a month by part, with 95 % intervals."
    return techniques_table("money-parts", caption, columns, rows, titled)


def _table(found: Mapping[str, Bill]) -> Table:
    columns = (
        estimated("A month", "USD a month"),
        estimated("Each client", "USD a month per client"),
        Column("Servers", values=("servers",)),
    )
    caption = "US dollars a month, with 95 % intervals over the replications."
    return techniques_table("money", caption, columns, {name: _cells(bill) for name, bill in found.items()}, titled)


def _cells(bill: Bill) -> Iterator[Cell]:
    if not bill.priced:
        yield from (unsteady(NO_STEADY if bill.offered else NOT_OFFERED), unsteady("-"), single(None, str))
        return
    yield cell(bill.per_month, dollars_text)
    yield cell(bill.per_client_month, dollars_text)
    count = f"{bill.servers.mean:.3g}" if bill.servers.mean else "none"
    notes = (f"by {bill.bound_by}",) if bill.bound_by else ()
    yield Cell(count, notes, (bill.servers.mean,))


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
