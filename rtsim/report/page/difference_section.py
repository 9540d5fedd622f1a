"""The difference section: each technique beside each other one, in the same replications."""

from rtsim.analysis.comparison import COMPARED, Comparison
from rtsim.report.figures.differences import forest, pair, shown, told
from rtsim.report.figures.labels import gap
from rtsim.report.measures import Measure
from rtsim.report.page.parts import (
    Block,
    Cell,
    Column,
    Figure,
    Grid,
    Prose,
    Row,
    Section,
    Table,
    estimated,
    slug,
    values,
)

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
    return Figure(
        name=f"differences-{slug(metric)}",
        title=Measure(metric).title,
        caption=CAPTION,
        plot=forest(comparison, metric),
        table=_table(comparison, metric),
    )


def _table(comparison: Comparison, metric: str) -> Table:
    measure = Measure(metric)
    rows = tuple(
        Row(
            (
                Cell(pair(comparison, one)),
                Cell(gap(one.difference, measure.text), values=values(one.difference)),
                Cell(told(comparison, one)),
            ),
            (one.a, one.b),
        )
        for one in shown(comparison, metric)
    )
    columns = (Column("Pair"), estimated("Difference", metric), Column("Verdict"))
    return Table(f"differences-{slug(metric)}", f"{measure.title}: paired differences.", columns, rows)
