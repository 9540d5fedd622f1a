"""The table of what each technique costs for all clients together, in absolute numbers."""

from collections.abc import Iterator

from rtsim.advice.population import Bulk
from rtsim.advice.verdict import Verdict
from rtsim.advice.wording import cores_text
from rtsim.report.figures.swept import titled
from rtsim.report.page.parts import Cell, Column, Table
from rtsim.report.page.tables import numeric, single, techniques_table
from rtsim.report.text.cost import dollars
from rtsim.scenario import Scenario
from rtsim.units import significant, size_text, time_text

CAPTION = (
    "What each technique costs for all clients together, if what was measured goes on for a month of 730 hours. The "
    "ratio is all costs weighed, beside the recommended technique's: it is evidence and no judge."
)


def population_table(scenario: Scenario, verdict: Verdict) -> Table:
    """Give the table."""
    priced = scenario.prices is not None
    columns = (
        numeric("A message comes after", "latency s"),
        numeric("Cores busy", "cores"),
        numeric("Memory", "memory bytes"),
        numeric("Traffic a month", "bytes per month"),
        numeric("A client's", "client bytes per month"),
        *((numeric("USD a month", "usd per month"),) if priced else ()),
        numeric("Ratio", "ratio"),
        Column("Verdict"),
    )
    rows = {name: _cells(verdict, name, of, priced=priced) for name, of in verdict.population.items()}
    return techniques_table("population", CAPTION, columns, rows, titled)


def _cells(verdict: Verdict, name: str, of: Bulk, *, priced: bool) -> Iterator[Cell]:
    score = verdict.scores.get(name)
    yield single(None if verdict.overloads(name) else of.latency, time_text, "no steady value")
    yield single(of.cores, cores_text)
    yield from (single(size, size_text) for size in (of.memory, of.traffic, of.client_traffic))
    if priced:
        yield single(of.money, dollars)
    yield single(score and score.mean, significant)
    yield Cell(_standing(verdict, name))


def _standing(verdict: Verdict, name: str) -> str:
    if name in verdict.excluded:
        return "ruled out"
    if name == verdict.technique:
        return "recommended"
    return "will do as well" if name in verdict.taken else "worse in what matters"
