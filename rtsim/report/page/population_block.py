"""The table of what each technique costs for all clients together, in absolute numbers."""

from rtsim.advice.verdict import Verdict
from rtsim.advice.wording import cores_text
from rtsim.report.figures.swept import titled
from rtsim.report.page.parts import Cell, Column, Table
from rtsim.report.page.tables import numeric, single, techniques_table
from rtsim.report.population import CORES, LATENCY, Cost, columns, costs
from rtsim.scenario import Scenario

CAPTION = (
    "What each technique costs for all clients together, if what was measured goes on for a month of 730 hours. The "
    "ratio is all costs weighed, beside the recommended technique's: it is evidence and no judge."
)


def population_table(scenario: Scenario, verdict: Verdict) -> Table:
    """Give the table."""
    titles = [numeric(one.title, one.name) for one in columns(scenario)]
    rows = {
        name: [*(_cell(one, value) for one, value in costs(scenario, verdict, name)), Cell(_standing(verdict, name))]
        for name in verdict.population
    }
    return techniques_table("population", CAPTION, (*titles, Column("Verdict")), rows, titled)


def _cell(one: Cost, value: float) -> Cell:
    return single(value, cores_text if one is CORES else one.text, "no steady value" if one is LATENCY else "-")


def _standing(verdict: Verdict, name: str) -> str:
    if name in verdict.excluded:
        return "ruled out"
    if name == verdict.technique:
        return "recommended"
    return "will do as well" if name in verdict.taken else "worse in what matters"
