"""The money section: what a month under each technique comes to at the scenario's prices."""

from collections.abc import Iterator, Mapping

from rtsim.analysis.comparison import Comparison
from rtsim.money.bill import Bill, bills, cost_differences
from rtsim.money.cost import parts_of
from rtsim.report.figures.labels import NO_STEADY, titled
from rtsim.report.figures.money import PARTS, dollars_text, money
from rtsim.report.page.difference_section import pairs_table
from rtsim.report.page.parts import Block, Bullets, Cell, Column, Figure, Prose, Section, Table
from rtsim.report.page.tables import cell, estimated, single, techniques_table, unsteady
from rtsim.scenario.pricing import CURRENCY, Prices

CAPTION = (
    "Means over the replications of what the measured load comes to when it is kept up for a month of 730 hours. "
    "Servers are whole ones, one at least."
)
NOT_OFFERED = "not offered"


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
