"""The traffic section: what the bytes on the connections are."""

from rtsim.analysis.comparison import Comparison
from rtsim.report.figures.labels import title
from rtsim.report.figures.traffic import DIRECTIONS, PARTS, composition, part, parts
from rtsim.report.page.parts import Cell, Column, Figure, Prose, Row, Section, Table
from rtsim.report.page.tables import cell, estimated
from rtsim.units import bandwidth_text

LEAD = (
    "Bytes on the connections, recipients' and senders', as a rate for each client. Payload is what the application "
    "sends; all the rest is what carrying it costs."
)


def traffic_section(comparison: Comparison) -> Section:
    """Give the section."""
    figure = Figure(
        name="traffic",
        title="Traffic by part, up and down",
        caption=(
            "Means over the replications and the window. Request heads are those of polls and of opening a stream or "
            "socket, publishing heads those of POSTs and their answers; handshakes are TCP's and TLS's own bytes."
        ),
        plot=composition(comparison),
        table=_table(comparison),
    )
    return Section("traffic", "What travels", (Prose(LEAD), figure))


def _table(comparison: Comparison) -> Table:
    shown = parts(comparison)
    rows = tuple(
        Row(
            (
                Cell(title(comparison, name)),
                Cell(direction),
                *(cell(part(comparison, name, key, direction), bandwidth_text) for key in shown),
            ),
            (name,),
        )
        for direction in DIRECTIONS
        for name in comparison.estimates
    )
    columns = [estimated(PARTS[key].title, f"{key} bit/s") for key in shown]
    caption = "Traffic by part in bit/s for each client, with 95 % intervals."
    return Table("traffic", caption, (Column("Technique"), Column("Way"), *columns), rows)
