"""The age section: how old what clients know is."""

from functools import partial

from rtsim.analysis.comparison import Comparison
from rtsim.report.figures.age import age
from rtsim.report.figures.labels import steady, title
from rtsim.report.page.parts import Block, Figure, Prose, Section, Table
from rtsim.report.page.tables import estimated, measured, techniques_table

LEAD = (
    "How old the newest message is that a client has, averaged over time and clients (Kaul, Yates and Gruteser, 2012). "
    "It cannot be less than half the time between a client's messages, however fast they travel."
)


def age_section(comparison: Comparison) -> Section:
    """Give the section."""
    blocks: list[Block] = [Prose(LEAD)]
    if steady(comparison, "age_s.mean"):
        blocks.append(
            Figure(
                name="age",
                title="Age of information",
                caption="Means over the replications with 95 % intervals; further left, clients know more recent news.",
                plot=age(comparison),
                table=_table(comparison),
            )
        )
    else:
        blocks.append(Prose("No technique has a steady age to show."))
    return Section("age", "How old the news is", blocks)


def _table(comparison: Comparison) -> Table:
    columns = (estimated("Age", "age_s.mean"), estimated("Latency", "latency_s.mean"))
    rows = {
        name: [measured(comparison, name, metric) for metric in ("age_s.mean", "latency_s.mean")]
        for name in comparison.estimates
    }
    caption = "Age of information beside the mean latency, with 95 % intervals."
    return techniques_table("age", caption, columns, rows, partial(title, comparison))
