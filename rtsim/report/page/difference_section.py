"""The difference section: each technique beside each other one, in the same replications."""

from collections.abc import Sequence

import plotly.graph_objects as go

from rtsim.analysis.comparison import COMPARED, Comparison, Difference
from rtsim.report.figures.labels import OVERLOADED, gap, title
from rtsim.report.figures.theme import AXES, NEUTRAL, add_dot, belongs, blank, categories
from rtsim.report.page.parts import Block, Cell, Column, Figure, Grid, Prose, Section, Table
from rtsim.report.page.tables import estimated, rows_of, slug, values
from rtsim.scenario.measures import Measure
from rtsim.units import Text

LEAD = (
    "All techniques carry the same messages over the same links, so that they are compared pair by pair within each "
    "replication. Left of the line the first of the pair has less, right of it more."
)
CAPTION = (
    "Paired differences with 95 % intervals. A hollow mark is no clear difference: its interval holds zero. What is "
    "hidden by the buttons leaves more room to the rest."
)
ONE_RUN = "One replication gives no interval: nothing can be said of how sure a difference is."


def difference_section(comparison: Comparison) -> Section:
    """Give the section."""
    figures = tuple(_figure(comparison, metric) for metric in COMPARED if shown(comparison, metric))
    if not figures:
        return Section("differences", "Differences", (Prose("There are no two techniques to compare."),))
    blocks: list[Block] = [Prose(LEAD)]
    if comparison.scenario.replications == 1:
        blocks.append(Prose(ONE_RUN))
    return Section("differences", "How sure the differences are", (*blocks, Grid(figures)))


def _figure(comparison: Comparison, metric: str) -> Figure:
    measure = Measure(metric)
    name, caption = f"differences-{slug(metric)}", f"{measure.title}: paired differences."
    return Figure(
        name=name,
        title=measure.title,
        caption=CAPTION,
        plot=forest(comparison, metric),
        table=pairs_table(comparison, shown(comparison, metric), name, caption, (metric, measure.text)),
    )


def pairs_table(
    comparison: Comparison, pairs: Sequence[Difference], name: str, caption: str, what: tuple[str, Text]
) -> Table:
    """Give a table of paired differences; `what` is their values' name, and what writes them."""
    metric, text = what
    return rows_of(
        name,
        caption,
        pairs,
        (Column("Pair"), lambda one: Cell(pair(comparison, one))),
        (
            estimated("Difference", metric),
            lambda one: Cell(gap(one.difference, text), values=values(one.difference)),
        ),
        (Column("Verdict"), lambda one: Cell(told(comparison, one))),
        whose=lambda one: (one.a, one.b),
    )


def shown(comparison: Comparison, metric: str) -> list[Difference]:
    """Give the differences in a measure that say something: both techniques have a steady value of it."""
    grows = Measure(metric).grows
    return [
        found
        for found in comparison.differences
        if found.metric == metric
        and found.difference.known
        and not (grows and (comparison.overloaded[found.a] or comparison.overloaded[found.b]))
    ]


def pair(comparison: Comparison, found: Difference) -> str:
    """Name a pair as the difference that it is; an overloaded technique is named so."""
    return f"{title(comparison, found.a)} \N{MINUS SIGN} {title(comparison, found.b)}"


def forest(comparison: Comparison, metric: str) -> go.Figure:
    """Draw each pair's difference with its interval; what holds zero is hollow."""
    found = shown(comparison, metric)
    measure = Measure(metric)
    figure = blank(height=110 + 34 * max(1, len(found)), showlegend=False)
    for one in found:
        symbol = "diamond-open" if one.verdict == "no difference" else "diamond"
        add_dot(
            figure,
            pair(comparison, one),
            one.difference,
            {"color": NEUTRAL, "symbol": symbol, "size": 11, "line": {"width": 2, "color": NEUTRAL}},
            meta=belongs(one.a, one.b),
            text=[f"{gap(one.difference, measure.text)}: {told(comparison, one)}"],
            hovertemplate="%{y}<br>%{text}<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": NEUTRAL, "width": 2})
    figure.update_xaxes(title_text=f"{measure.title}, difference", rangemode="tozero", nticks=4, **AXES[measure.kind])
    categories(figure)
    return figure


def told(comparison: Comparison, found: Difference) -> str:
    """Say which of a pair is lower; an overloaded one is so for what it does not do."""
    if found.verdict == "no difference":
        return "no difference"
    lower = found.a if found.verdict == "a lower" else found.b
    doubt = f", and {OVERLOADED}" if comparison.overloaded[lower] else ""
    return f"{comparison.title(lower)} is lower{doubt}"
