"""The age section: how old what clients know is."""

from rtsim.analysis.comparison import Comparison
from rtsim.report.figures.age import age
from rtsim.report.figures.labels import NO_STEADY, steady, title
from rtsim.report.page.parts import UNKNOWN, Block, Cell, Column, Figure, Prose, Row, Section, Table, cell, estimated
from rtsim.units import time_text

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
    rows = []
    for name, found in comparison.estimates.items():
        measured = [cell(found[metric], time_text) for metric in ("age_s.mean", "latency_s.mean")]
        none = [Cell(NO_STEADY, values=UNKNOWN)] * len(measured)
        rows.append(Row((Cell(title(comparison, name)), *(none if comparison.overloaded[name] else measured)), (name,)))
    columns = (Column("Technique"), estimated("Age", "age_s.mean"), estimated("Latency", "latency_s.mean"))
    return Table("age", "Age of information beside the mean latency, with 95 % intervals.", columns, tuple(rows))
