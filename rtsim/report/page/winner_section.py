"""The winner section: which technique is lowest where, on a map of two inputs or in a table along one."""

from rtsim.analysis.estimates import Estimate
from rtsim.report.figures.labels import titled
from rtsim.report.figures.swept import CONTESTED, Swept
from rtsim.report.figures.winners import PAIR, BreakEvens, axes, band, break_evens, mapped, winners
from rtsim.report.page.parts import Block, Cell, Column, Figure, Prose, Row, Section, Table
from rtsim.report.page.tables import single, slug, thinned, values
from rtsim.scenario.measures import Measure

MOST_ROWS = 100  # of a map's table
LEAD = (
    "The technique with the lowest mean at each point. A hollow mark is lower than all others, but not beyond doubt. "
    "One that is overloaded is nowhere the lowest."
)
CAPTION = (
    "Marks are points as simulated. The dashed line joins where the two techniques that win most break even along the "
    "horizontal input, with 95 % bands; between its marks it is a guess. Where one of the two becomes overloaded, no "
    "more is known than the two values that lie beside, and the mark is in their middle."
)


def winner_section(swept: Swept) -> Section:
    """Give the section."""
    blocks: list[Block] = [Prose(LEAD)]
    if len(swept.inputs) < PAIR:
        blocks.append(_table(swept, "winners", CONTESTED))
    else:
        beside = mapped(swept)[0]
        if beside:
            blocks.append(Prose(f"The maps are drawn at {beside}; the table of all points has the rest."))
        for metric in CONTESTED:
            blocks.append(_figure(swept, metric))
            found = break_evens(swept, metric)
            if found.changes:
                blocks.append(_changes(swept, metric, found))
    return Section("winners", "Who wins where", blocks)


def _figure(swept: Swept, metric: Measure) -> Figure:
    across, up = axes(swept)
    name = f"winners-{slug(metric.path)}"
    return Figure(
        name=name,
        title=f"{metric.title}: who is lowest over {across.path} and {up.path}",
        caption=CAPTION,
        plot=winners(swept, metric),
        table=_table(swept, name, (metric,)),
    )


def _changes(swept: Swept, metric: Measure, found: BreakEvens) -> Table:
    """Give the table of the line on the map."""
    across, up = axes(swept)
    rows = tuple(
        Row((
            single(value, up.text),
            Cell(band(change, across), values=values(Estimate(change.at, change.low, change.high))),
            Cell(titled(change.before), values=(change.before,)),
            Cell(titled(change.after), values=(change.after,)),
        ))
        for value, change in found.changes
    )  # fmt: skip
    columns = (
        Column(up.path, values=(up.path,)),
        Column(f"Break-even, {across.path}", values=(across.path, f"{across.path} low", f"{across.path} high")),
        Column("Lower before", values=("before",)),
        Column("Lower from there on", values=("after",)),
    )
    pair = " and ".join(map(titled, found.pair))
    caption = f"{metric.title}: where {pair} break even, with 95 % bands; rtsim break-even finds them closer."
    return Table(f"break-even-{slug(metric.path)}", caption, columns, rows)


def _table(swept: Swept, name: str, metrics: tuple[Measure, ...]) -> Table:
    rows = tuple(
        Row(
            (
                *(single(place.levels[one.path], one.text) for one in swept.inputs),
                *(_cell(*place.winner(metric)) for metric in metrics),
            )
        )
        for place in swept.places
    )
    columns = (
        *(Column(one.path, values=(one.path,)) for one in swept.inputs),
        *(Column(metric.title, values=(f"lowest {metric.path}", f"clear {metric.path}")) for metric in metrics),
    )
    return thinned(Table(name, "The technique with the lowest mean at each point.", columns, rows), MOST_ROWS)


def _cell(winner: str, clear: bool) -> Cell:  # noqa: FBT001 - a fact about the winner
    if not winner:
        return Cell("none", values=("", ""))
    return Cell(titled(winner), () if clear else ("no clear difference",), (winner, "yes" if clear else "no"))
