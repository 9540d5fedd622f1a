"""The cost table: what a month under each technique comes to, part by part."""

from collections.abc import Iterator, Mapping
from math import isnan

from rich.console import RenderableType
from rich.text import Text

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate, verdict
from rtsim.money.bill import Bill, above_cheapest, bills
from rtsim.money.cost import parts_of
from rtsim.report.text.layout import Fitting, Hanging, numbers_table
from rtsim.scenario.pricing import CURRENCY, Prices
from rtsim.units import significant

TITLES = {
    "servers": "Servers",
    "load_balancer": "Load\nbalancer",
    "requests": "Requests",
    "gateway_messages": "Messages",
    "connection_minutes": "Connection\nminutes",
    "egress": "Egress",
}
PER_MILLE = 1000.0


def cost_lines(comparison: Comparison) -> list[RenderableType]:
    """Give the table with its title and notes; nothing for a scenario without prices."""
    prices, found = comparison.scenario.prices, bills(comparison)
    if prices is None:
        return []
    titles = {name: comparison.title(name) for name in found}
    title = Text(f"{CURRENCY} a month of 730 hours, book {prices.book}: ", style="bold")
    title.append(prices.terms.title, style="not bold")
    return [Hanging(title), _table(prices, found, titles), *_notes(prices, found), Text()]


def _table(prices: Prices, found: Mapping[str, Bill], titles: Mapping[str, str]) -> Fitting:
    above = above_cheapest(found)
    columns = ("Technique", "A month", "More than\ncheapest", *(TITLES[part] for part in parts_of(prices)))
    rows = [
        [Text(text) for text in (titles[name], *_cells(bill, above.get(name), parts_of(prices)))]
        for name, bill in found.items()
    ]
    return numbers_table(columns, rows)


def _cells(bill: Bill, above: Estimate | None, parts: tuple[str, ...]) -> Iterator[str]:
    """Write the whole cost, how much it is above the least, and each part."""
    if above is None:
        yield "not offered" if not bill.offered else "overloaded"
        yield from ("-" for _ in ("above", *parts))
        return
    yield _whole(bill.per_month)
    yield _above(above)
    for name in parts:
        amount = dollars(bill.parts[name].mean)
        yield f"{amount}\n{dollars(bill.servers.mean)} by {bill.bound_by}" if name == "servers" else amount


def _whole(cost: Estimate) -> str:
    known = isnan(cost.half_width) or cost.half_width < cost.mean / PER_MILLE
    return dollars(cost.mean) if known else f"{dollars(cost.mean)}\n±{significant(cost.half_width, 2)}"


def _above(above: Estimate) -> str:
    if not above.mean:
        return "cheapest"
    if isnan(above.low):
        return f"{dollars(above.mean)} (one run)"
    return dollars(above.mean) if verdict(above) == "b lower" else "no difference"


def _notes(prices: Prices, found: Mapping[str, Bill]) -> Iterator[RenderableType]:
    for name, bill in found.items():
        if bill.note:
            yield Hanging(Text(f"{name}: {bill.note}", style="dim"))
    if prices.terms.note and not prices.server_hour:
        yield Hanging(Text(prices.terms.note, style="dim"))


def dollars(amount: float) -> str:
    """Write dollars for people: cents as long as they matter.

    >>> dollars(1095.0), dollars(49.637), dollars(0.0123), dollars(0.0)
    ('1,095', '49.64', '0.0123', '0')
    """
    return f"{amount:,.0f}" if amount >= 1000 else significant(amount, 4)
