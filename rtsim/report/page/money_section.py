"""The money section: what a month under each technique comes to at the scenario's prices."""

from collections.abc import Iterator, Mapping

from rtsim.analysis.comparison import Comparison, Difference
from rtsim.money.bill import Bill, bills, cost_differences
from rtsim.money.cost import parts_of
from rtsim.report.figures.differences import told
from rtsim.report.figures.labels import NO_STEADY, gap
from rtsim.report.figures.money import PARTS, dollars_text, money
from rtsim.report.page.parts import (
    UNKNOWN,
    Block,
    Bullets,
    Cell,
    Column,
    Figure,
    Prose,
    Row,
    Section,
    Table,
    cell,
    estimated,
    values,
)
from rtsim.scenario.pricing import CURRENCY, Prices
from rtsim.techniques import techniques

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
        yield _pairs(comparison, pairs)
    notes = [f"{techniques()[name].title}: {bill.note}." for name, bill in found.items() if bill.note]
    notes += [f"{prices.terms.note.rstrip('.')}."] if prices.terms.note and not prices.server_hour else []
    if notes:
        yield Bullets(tuple(notes), "What the numbers do not tell")


def _parts_table(found: Mapping[str, Bill], prices: Prices) -> Table:
    parts = parts_of(prices)
    rows = tuple(
        Row((Cell(techniques()[name].title), *(cell(bill.parts[part], dollars_text) for part in parts)), (name,))
        for name, bill in found.items()
        if bill.priced
    )
    columns = (Column("Technique"), *(estimated(PARTS[part][0], f"{part} USD a month") for part in parts))
    return Table("money-parts", "US dollars a month by part, with 95 % intervals.", columns, rows)


def _table(found: Mapping[str, Bill]) -> Table:
    rows = tuple(Row((Cell(techniques()[name].title), *_cells(bill)), (name,)) for name, bill in found.items())
    columns = (
        Column("Technique"),
        estimated("A month", "USD a month"),
        estimated("Each client", "USD a month per client"),
        Column("Servers", values=("servers",)),
    )
    return Table("money", "US dollars a month, with 95 % intervals over the replications.", columns, rows)


def _cells(bill: Bill) -> Iterator[Cell]:
    if not bill.priced:
        yield Cell(NO_STEADY if bill.offered else NOT_OFFERED, values=UNKNOWN)
        yield Cell("-", values=UNKNOWN)
        yield Cell("-", values=(None,))
        return
    yield cell(bill.per_month, dollars_text)
    yield cell(bill.per_client_month, dollars_text)
    count = f"{bill.servers.mean:.3g}" if bill.servers.mean else "none"
    notes = (f"by {bill.bound_by}",) if bill.bound_by else ()
    yield Cell(count, notes, (bill.servers.mean,))


def _pairs(comparison: Comparison, pairs: list[Difference]) -> Table:
    known = comparison.outcome.techniques
    rows = tuple(
        Row(
            (
                Cell(f"{known[one.a].title} \N{MINUS SIGN} {known[one.b].title}"),
                Cell(gap(one.difference, dollars_text), values=values(one.difference)),
                Cell(told(comparison, one)),
            ),
            (one.a, one.b),
        )
        for one in pairs
    )
    columns = (Column("Pair"), estimated("Difference", "USD a month"), Column("Verdict"))
    return Table("money-differences", "US dollars a month: paired differences with 95 % intervals.", columns, rows)
