"""The verdict's sections: which technique to choose, why, and how far it is ahead."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import plotly.graph_objects as go

from rtsim.advice.reasons import of_confidence
from rtsim.advice.verdict import Verdict
from rtsim.advice.wording import cores_text
from rtsim.analysis.comparison import Check, Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.analysis.words import counted
from rtsim.report.figures.labels import spread, titled
from rtsim.report.figures.theme import NEUTRAL, add_dot, belongs, blank, categories, logarithmic, marker
from rtsim.report.page.parts import Block, Bullets, Cell, Column, Figure, Lead, Notice, Prose, Section, Table
from rtsim.report.page.tables import cell, estimated, numeric, single, techniques_table
from rtsim.report.text.verdict import CORES, LATENCY, Cost, columns, costs
from rtsim.scenario import Scenario
from rtsim.units import significant

POPULATION = (
    "What each technique costs for all clients together, if what was measured goes on for a month of 730 hours. The "
    "ratio is all costs weighed, beside the recommended technique's: it is evidence and no judge."
)
CAPTION = (
    "The weighted geometric mean of what each technique costs beside the one that is recommended, with paired 95 % "
    "intervals. It is evidence and no judge: a ratio of costs that do not matter says nothing."
)
FRONT = (
    "On the Pareto front is what no other technique beats in some criterion without being clearly worse in another. "
    "What is ruled out has no part in the ranking."
)
HOVER = "%{y}: %{text}<extra></extra>"
LITTLE = 1.5  # times the cost, which the axis always holds: what differs by little is to look so
LEAST = 1e-3  # of the best's cost: an interval's lower end on a logarithmic axis


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


def sureness_section(comparison: Comparison, verdict: Verdict) -> Section:
    """Give the section."""
    return Section("sureness", "How sure that is", tuple(_sure(comparison, verdict)))


def _sure(comparison: Comparison, verdict: Verdict) -> Iterator[Block]:
    if verdict.technique is None:
        yield Prose("Every technique is ruled out: there is nothing to rank.")
    else:
        told = of_confidence(verdict.confidence, verdict.technique)
        yield Prose(f"{told[:1].upper()}{told[1:]}.")
    weights = ", ".join(f"{name} {significant(weight)}" for name, weight in verdict.weights.items())
    if len(verdict.scores) > 1:
        yield Figure(
            name="scores",
            title="What each costs beside the verdict",
            caption=f"{CAPTION} Weights: {weights}.",
            plot=scores(verdict.scores),
            table=_score_table(comparison, verdict),
        )
    yield _front_table(comparison, verdict)


def _score_table(comparison: Comparison, verdict: Verdict) -> Table:
    rows = {name: [cell(value, significant)] for name, value in verdict.scores.items()}
    caption = "Cost beside the verdict, all criteria weighed, with 95 % intervals."
    columns = [estimated("Times the cost of the verdict", "score")]
    return techniques_table("scores", caption, columns, rows, comparison.title)


def _front_table(comparison: Comparison, verdict: Verdict) -> Table:
    rows = {
        name: [
            Cell(_front(comparison, verdict, name)),
            Cell("; ".join(one.text for one in verdict.excluded.get(name, ())) or "nothing"),
        ]
        for name in comparison.estimates
    }
    columns = (Column("Pareto front"), Column("Ruled out by"))
    return techniques_table("standing", FRONT, columns, rows, comparison.title)


def _front(comparison: Comparison, verdict: Verdict, name: str) -> str:
    if name in verdict.pareto:
        return "on it"
    if name in verdict.dominated:
        by = comparison.title(verdict.dominated[name])
        return f"no: {by} is better in a criterion and clearly worse in none"
    return "-"


def scores(found: Mapping[str, Estimate]) -> go.Figure:
    """Draw each technique's ratio as a dot with its interval, the cheapest first, beside the line of equal cost."""
    figure = blank(height=110 + 40 * max(1, len(found)), showlegend=False)
    for name, value in found.items():
        shown = replace(value, low=max(LEAST, value.low)) if value.low == value.low else value
        told = {"text": [f"{spread(value, significant)} times the cost of the best"], "hovertemplate": HOVER}
        add_dot(figure, titled(name), shown, marker(name, size=12), meta=belongs(name), **told)
    figure.add_vline(x=1, line={"color": NEUTRAL, "width": 2})
    ends = [end for value in found.values() for end in (value.mean, value.low, value.high) if end >= LEAST]
    axis = logarithmic([*ends, 1.0, LITTLE], significant)
    figure.update_xaxes(title_text="Cost, best = 1 (logarithmic)", **axis)
    categories(figure)
    return figure
