"""The verdict section: which technique to choose, and why."""

from collections.abc import Iterator

from rtsim.advice.verdict import Verdict
from rtsim.advice.wording import cores_text
from rtsim.analysis.comparison import Check, Comparison
from rtsim.analysis.words import counted
from rtsim.report.figures.labels import titled
from rtsim.report.page.parts import Block, Bullets, Cell, Column, Lead, Notice, Prose, Section, Table
from rtsim.report.page.tables import numeric, single, techniques_table
from rtsim.report.population import CORES, LATENCY, Cost, columns, costs
from rtsim.scenario import Scenario

POPULATION = (
    "What each technique costs for all clients together, if what was measured goes on for a month of 730 hours. The "
    "ratio is all costs weighed, beside the recommended technique's: it is evidence and no judge."
)


def verdict_section(comparison: Comparison, verdict: Verdict) -> Section:
    """Give the section."""
    return Section("verdict", "Verdict", tuple(_blocks(comparison, verdict)))


def sentence(comparison: Comparison, verdict: Verdict) -> str:
    """Say the verdict in a sentence."""
    scenario = comparison.scenario
    setting = f"{counted(scenario.clients.count, 'client')} of this scenario"
    if verdict.technique is None:
        return f"No technique fits the {setting}: each is ruled out."
    titles = " or ".join(comparison.title(name) for name in verdict.taken)
    return f"{titles} for the {setting}: {verdict.sentence}."


def _blocks(comparison: Comparison, verdict: Verdict) -> Iterator[Block]:
    yield Lead(sentence(comparison, verdict))
    if verdict.population:
        yield _population(comparison.scenario, verdict)
    yield Bullets(verdict.reasons[1:] if verdict.technique else verdict.reasons)
    for name, over in comparison.overloaded.items():
        if over:
            title = comparison.title(name)
            yield Notice(f"{title} is overloaded here: it has no steady latency, whatever a number may suggest.")
    if comparison.checks:
        yield _limits(comparison)
    yield Prose(f"The study notes' decision flow: {' > '.join(verdict.flow.steps)}.")


def _population(scenario: Scenario, verdict: Verdict) -> Table:
    """Give the table."""
    titles = [numeric(one.title, one.name) for one in columns(scenario)]
    rows = {
        name: [*(_cell(one, value) for one, value in costs(scenario, verdict, name)), Cell(_standing(verdict, name))]
        for name in verdict.population
    }
    return techniques_table("population", POPULATION, (*titles, Column("Verdict")), rows, titled)


def _cell(one: Cost, value: float) -> Cell:
    return single(value, cores_text if one is CORES else one.text, "no steady value" if one is LATENCY else "-")


def _standing(verdict: Verdict, name: str) -> str:
    if name in verdict.excluded:
        return "ruled out"
    if name == verdict.technique:
        return "recommended"
    return "will do as well" if name in verdict.taken else "worse in what matters"


def _limits(comparison: Comparison) -> Table:
    """Give the table of the scenario's limits, technique by technique."""
    rows = {
        name: [Cell(_told(check)) for check in comparison.checks if check.technique == name]
        for name in comparison.estimates
    }
    limits = [Column(f"{limit.metric} {limit.text}") for limit in comparison.scenario.slo]
    caption = "The scenario's limits, held against the end of the interval that lies nearer to a miss."
    return techniques_table("limits-kept", caption, limits, rows, comparison.title)


def _told(check: Check) -> str:
    if check.met:
        return "met"
    return "missed" if check.steady and check.value.known else "missed: no steady value"
