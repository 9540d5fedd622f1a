"""The sureness section: how far the best technique is ahead, whom no other one beats, and who is ruled out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import plotly.graph_objects as go

from rtsim.advice.reasons import of_confidence
from rtsim.advice.verdict import Verdict
from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.report.figures.labels import spread, titled
from rtsim.report.figures.theme import NEUTRAL, add_dot, belongs, blank, categories, logarithmic, marker
from rtsim.report.page.parts import Block, Cell, Column, Figure, Prose, Section, Table
from rtsim.report.page.tables import cell, estimated, techniques_table
from rtsim.units import significant

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


def sureness_section(comparison: Comparison, verdict: Verdict) -> Section:
    """Give the section."""
    return Section("sureness", "How sure that is", tuple(_blocks(comparison, verdict)))


def _blocks(comparison: Comparison, verdict: Verdict) -> Iterator[Block]:
    if verdict.technique is None:
        yield Prose("Every technique is ruled out: there is nothing to rank.")
    else:
        told = of_confidence(verdict.confidence, verdict.technique)
        yield Prose(f"{told[:1].upper()}{told[1:]}.")
    if len(verdict.scores) > 1:
        yield Figure(
            name="scores",
            title="What each costs beside the verdict",
            caption=f"{CAPTION} Weights: {_weights(verdict)}.",
            plot=scores(verdict.scores),
            table=_score_table(comparison, verdict),
        )
    yield _standing(comparison, verdict)


def _weights(verdict: Verdict) -> str:
    return ", ".join(f"{name} {significant(weight)}" for name, weight in verdict.weights.items())


def _score_table(comparison: Comparison, verdict: Verdict) -> Table:
    rows = {name: [cell(value, significant)] for name, value in verdict.scores.items()}
    caption = "Cost beside the verdict, all criteria weighed, with 95 % intervals."
    columns = [estimated("Times the cost of the verdict", "score")]
    return techniques_table("scores", caption, columns, rows, comparison.title)


def _standing(comparison: Comparison, verdict: Verdict) -> Table:
    rows = {
        name: [Cell(_front(comparison, verdict, name)), Cell(_excluded(verdict, name))] for name in comparison.estimates
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


def _excluded(verdict: Verdict, name: str) -> str:
    return "; ".join(one.text for one in verdict.excluded.get(name, ())) or "nothing"


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
