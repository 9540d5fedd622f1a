"""The sections of how far a verdict holds: in many worlds, and if there is more of everything."""

from collections.abc import Iterator

from rtsim.advice.growth import Axis, Growth, Spot
from rtsim.advice.worlds import Worlds
from rtsim.analysis.words import counted
from rtsim.report.figures.grown import grown
from rtsim.report.figures.labels import titled
from rtsim.report.figures.tornado import tornado
from rtsim.report.page.parts import Block, Cell, Column, Figure, Prose, Row, Section, Table
from rtsim.report.page.tables import numeric, single
from rtsim.report.text.worlds import holds_text
from rtsim.units import significant

LEAD = (
    "What the scenario takes for granted and its user did not say is tried otherwise, all of it at once: a Latin "
    "hypercube over the ranges in the table. The verdict holds in a world if the technique is taken there, or is as "
    "good in all that matters as the one that is."
)
RANKS = (
    "Spearman's rank correlation of each unknown with how far the technique is from being put out. To the right, more "
    "of it speaks for the verdict; to the left, against it."
)
GROWN = (
    "Marks are what to take at so many clients and messages. Filled ones are theory's word, scaled to what was "
    "measured here, where it is beyond its own doubt. Hollow ones lie near a border and were simulated as one short "
    "run, or kept theory's word where time did not suffice: between them is the band in which the recommendation "
    "changes. The ring is the scenario."
)
HOW = {"theory": "theory", "simulated": "one short run", "open": "theory, in doubt"}


def worlds_section(found: Worlds) -> Section:
    """Give the section of the worlds."""
    return Section("worlds", "If what is not known is otherwise", tuple(_blocks(found)))


def _blocks(found: Worlds) -> Iterator[Block]:
    told = holds_text(found)
    if not found.worlds:
        yield Prose(f"{told[:1].upper()}{told[1:]}.")
        return
    yield Prose(f"The verdict {told}. {LEAD}")
    theory = len(found.worlds) - found.simulated
    caption = (
        f"{RANKS} {counted(len(found.worlds), 'world')} of {found.sought} drawn: {found.simulated} simulated as short "
        f"runs, {theory} by theory where that is beyond its own doubt."
    )
    yield Figure(
        name="unknowns",
        title="What moves the verdict most",
        caption=caption,
        plot=tornado(found.sensitivities),
        table=_table(found),
    )


def _table(found: Worlds) -> Table:
    rows = tuple(
        Row((
            Cell(one.path),
            single(one.now, one.text),
            Cell(f"{one.text(one.low)} to {one.text(one.high)}", values=(one.low, one.high)),
            Cell(one.why),
            single(rank, _signed),
        ))
        for one, rank in found.sensitivities
    )  # fmt: skip
    columns = (
        Column("Not known"),
        numeric("Now", "now"),
        numeric("Range", "low", "high"),
        Column("Why"),
        numeric("Rank correlation", "rank correlation"),
    )
    return Table("unknowns", "What is not known, and the range in which it is tried.", columns, rows)


def _signed(rank: float) -> str:
    return significant(rank, 2) if rank >= 0 else f"-{significant(-rank, 2)}"


def growth_section(found: Growth) -> Section:
    """Give the section of growth."""
    if found.axis is None or not found.spots:
        block: Block = Prose(f"There is no map: {found.doubt or 'it was not made'}.")
    else:
        block = _map(found, found.axis)
    return Section("growth", "If it grows", (block,))


def _map(found: Growth, axis: Axis) -> Figure:
    grows = f" {axis.path} is a total, and grows with the clients." if axis.grows else ""
    columns = (
        numeric("clients.count", "clients"),
        numeric(axis.path, axis.path),
        Column("Take", values=("technique",)),
        Column("Or as well"),
        Column("By"),
    )
    rows = tuple(_row(spot, axis) for spot in found.spots)
    return Figure(
        name="growth",
        title="What to take if there are more clients or more messages",
        caption=f"{GROWN}{grows}",
        plot=grown(found, axis),
        table=Table("growth", "The nearest to the scenario first.", columns, rows),
    )


def _row(spot: Spot, axis: Axis) -> Row:
    return Row((
        single(spot.clients, "{:,}".format),
        single(spot.value, axis.text),
        Cell(titled(spot.technique) if spot.technique else "none", values=(spot.technique,)),
        Cell(" or ".join(map(titled, spot.taken[1:])) or "-"),
        Cell(HOW[spot.how]),
    ))  # fmt: skip
