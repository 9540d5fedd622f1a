"""The curve sections: each measure against each input that varies."""

from collections.abc import Iterable, Iterator

from rtsim.experiments.inputs import Input
from rtsim.report.figures.curves import MOST_PANELS, curves, scattered, shown
from rtsim.report.figures.labels import OVERLOADED, titled
from rtsim.report.figures.swept import METRICS, Place, Swept
from rtsim.report.page.parts import Block, Cell, Column, Figure, Grid, Prose, Row, Section, Table
from rtsim.report.page.tables import cell, estimated, single, slug, thinned, unsteady
from rtsim.scenario.measures import Measure

MOST_ROWS = 60  # of a figure's table: there are five for each input
MOST_INPUTS = 4  # that a page of 6 MB has room for
ELSEWHERE = "; 'rtsim export' writes all"
LEAD = (
    "Lines are means over the replications, bands their 95 % intervals. A cross marks an overloaded server: on the "
    "floor where it has no steady value to draw; on the line where it does less than it is asked for."
)


def curve_sections(swept: Swept) -> Iterator[Section]:
    """Give a section for each input, the first four of them."""
    for number, along in enumerate(swept.inputs[:MOST_INPUTS], start=1):
        figures = tuple(_figure(swept, metric, along, number) for metric in METRICS)
        lead: list[Block] = [Prose(f"{LEAD}{_left_out(swept, along)}")]
        yield Section(f"along-{number}", f"Along {along.path}", (*lead, Grid(figures)))


def _left_out(swept: Swept, along: Input) -> str:
    count = len(swept.groups(along))
    if scattered(swept, along):
        return " All other inputs change from point to point."
    if count <= MOST_PANELS:
        return ""
    return (
        f" {MOST_PANELS} of {count} combinations of the other inputs are drawn; the table of all points has the rest."
    )


def _figure(swept: Swept, metric: Measure, along: Input, number: int) -> Figure:
    name = f"along-{number}-{slug(metric.path)}"
    beside = [one.path for one in swept.inputs if one != along]
    return Figure(
        name=name,
        title=f"{metric.title} against {along.path}",
        caption=f"Panels: {', '.join(beside)}."
        if beside and not scattered(swept, along)
        else "Each point as it was simulated.",
        plot=curves(swept, metric, along),
        table=_table(swept, metric, along, name),
    )


def _table(swept: Swept, metric: Measure, along: Input, name: str) -> Table:
    rows = tuple(
        Row(
            (
                single(place.levels[along.path], along.text),
                Cell(words or "-"),
                *place_cells(place, technique, [metric]),
            ),
            (technique,),
        )
        for words, places in shown(swept, along)
        for place in places
        for technique in place.samples
    )
    columns = (
        Column(along.path, values=(along.path,)),
        Column("Other inputs"),
        Column("Technique", values=("technique",)),
        estimated(metric.title, metric.path),
    )
    caption = f"{metric.title} against {along.path}, with 95 % intervals."
    return thinned(Table(name, caption, columns, rows), MOST_ROWS, ELSEWHERE)


def place_cells(place: Place, technique: str, measures: Iterable[Measure]) -> Iterator[Cell]:
    """Give the cells of a technique and of what was measured of it at a place."""
    over = technique in place.overloaded
    yield Cell(titled(technique), (OVERLOADED,) if over else (), (technique,))
    for one in measures:
        yield unsteady(OVERLOADED) if over and one.grows else cell(place.estimate(technique, one), one.text)
