"""The difference section: each technique beside each other one, in the same replications."""

from collections.abc import Sequence

from rtsim.analysis.comparison import COMPARED, Comparison, Difference
from rtsim.report.figures.differences import forest, pair, shown, told
from rtsim.report.figures.labels import gap
from rtsim.report.page.parts import Block, Cell, Column, Figure, Grid, Prose, Row, Section, Table
from rtsim.report.page.tables import estimated, slug, values
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
    rows = tuple(
        Row(
            (
                Cell(pair(comparison, one)),
                Cell(gap(one.difference, text), values=values(one.difference)),
                Cell(told(comparison, one)),
            ),
            (one.a, one.b),
        )
        for one in pairs
    )
    return Table(name, caption, (Column("Pair"), estimated("Difference", metric), Column("Verdict")), rows)
