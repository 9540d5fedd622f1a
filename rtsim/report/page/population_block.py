"""The table of what each technique costs for all clients together, in absolute numbers."""

from math import isnan

from rtsim.advice.population import Bulk
from rtsim.advice.verdict import Verdict
from rtsim.advice.wording import cores_text
from rtsim.report.page.parts import Cell, Column, Row, Table
from rtsim.report.text.cost import dollars
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.units import significant, size_text, time_text

CAPTION = (
    "What each technique costs for all clients together, if what was measured goes on for a month of 730 hours. The "
    "ratio is all costs weighed, beside the recommended technique's: it is evidence and no judge."
)


def population_table(scenario: Scenario, verdict: Verdict) -> Table:
    """Give the table."""
    priced = scenario.prices is not None
    money = (Column("USD a month", numeric=True, values=("usd per month",)),) if priced else ()
    columns = (
        Column("Technique"),
        Column("A message comes after", numeric=True, values=("latency s",)),
        Column("Cores busy", numeric=True, values=("cores",)),
        Column("Memory", numeric=True, values=("memory bytes",)),
        Column("Traffic a month", numeric=True, values=("bytes per month",)),
        Column("A client's", numeric=True, values=("client bytes per month",)),
        *money,
        Column("Ratio", numeric=True, values=("ratio",)),
        Column("Verdict"),
    )
    rows = tuple(_row(verdict, name, of, priced=priced) for name, of in verdict.population.items())
    return Table("population", CAPTION, columns, rows)


def _row(verdict: Verdict, name: str, of: Bulk, *, priced: bool) -> Row:
    score = verdict.scores.get(name)
    lasting = not (isnan(of.latency) or verdict.overloads(name))
    money = (Cell(dollars(of.money), values=(of.money,)) if not isnan(of.money) else Cell("-", values=(None,)),)
    return Row(
        (
            Cell(techniques()[name].title),
            Cell(time_text(of.latency) if lasting else "no steady value", values=(of.latency if lasting else None,)),
            Cell(cores_text(of.cores), values=(of.cores,)),
            Cell(size_text(of.memory), values=(of.memory,)),
            Cell(size_text(of.traffic), values=(of.traffic,)),
            Cell(size_text(of.client_traffic), values=(of.client_traffic,)),
            *(money if priced else ()),
            Cell(significant(score.mean) if score else "-", values=(score.mean if score else None,)),
            Cell(_standing(verdict, name)),
        ),
        (name,),
    )


def _standing(verdict: Verdict, name: str) -> str:
    if name in verdict.excluded:
        return "ruled out"
    if name == verdict.technique:
        return "recommended"
    return "will do as well" if name in verdict.taken else "worse in what matters"
