"""The sections of how far a verdict holds: in many worlds, and if there is more of everything."""

from collections.abc import Iterator, Sequence
from math import log10

import plotly.graph_objects as go

from rtsim.advice.growth import Axis, Growth, Spot
from rtsim.advice.unknowns import Unknown
from rtsim.advice.worlds import Worlds
from rtsim.analysis.words import counted
from rtsim.report.figures.labels import titled
from rtsim.report.figures.theme import NEUTRAL, blank, categories, look, marks
from rtsim.report.page.parts import Block, Cell, Column, Figure, Prose, Section, Table
from rtsim.report.page.tables import numeric, rows_of, single
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
NONE = "None: all ruled out"
MOST = 12  # bars: what is weaker moves nothing
FOR, AGAINST = look("sse").colour, look("short-polling").colour  # two that differ for every kind of colour vision


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
    return rows_of(
        "unknowns",
        "What is not known, and the range in which it is tried.",
        found.sensitivities,
        (Column("Not known"), lambda one: Cell(one[0].path)),
        (numeric("Now", "now"), lambda one: single(one[0].now, one[0].text)),
        (numeric("Range", "low", "high"), lambda one: Cell(one[0].range, values=(one[0].low, one[0].high))),
        (Column("Why"), lambda one: Cell(one[0].why)),
        (numeric("Rank correlation", "rank correlation"), lambda one: single(one[1], _signed)),
    )


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
    table = rows_of(
        "growth",
        "The nearest to the scenario first.",
        found.spots,
        (numeric("clients.count", "clients"), lambda spot: single(spot.clients, "{:,}".format)),
        (numeric(axis.path, axis.path), lambda spot: single(spot.value, axis.text)),
        (Column("Take", values=("technique",)), _taken),
        (Column("Or as well"), lambda spot: Cell(" or ".join(map(titled, spot.taken[1:])) or "-")),
        (Column("By"), lambda spot: Cell(HOW[spot.how])),
    )
    return Figure(
        name="growth",
        title="What to take if there are more clients or more messages",
        caption=f"{GROWN}{grows}",
        plot=grown(found, axis),
        table=table,
    )


def _taken(spot: Spot) -> Cell:
    return Cell(titled(spot.technique) if spot.technique else "none", values=(spot.technique,))


def grown(found: Growth, axis: Axis) -> go.Figure:
    """Draw the map; a hollow mark is one that theory does not settle, in the band of a border."""
    figure = blank(height=170 + 46 * len(found.values), legend={"itemwidth": 30})
    for name in sorted({spot.technique for spot in found.spots}, key=str):
        figure.add_trace(_marks([spot for spot in found.spots if spot.technique == name], name))
    figure.add_scatter(
        x=[found.clients],
        y=[axis.now],
        mode="markers",
        name="The scenario",
        marker={"symbol": "circle-open", "size": 34, "color": NEUTRAL, "line": {"width": 3}},
        hoverinfo="skip",
    )
    counts, values = found.counts, found.values
    figure.update_xaxes(
        title_text="clients.count", type="log", tickvals=counts, ticktext=[f"{count:,}" for count in counts]
    )
    first, last = sorted(map(log10, (values[0], values[-1])), reverse=values[0] > values[-1])
    room = (last - first) / 8 or 1.0  # for the marks
    figure.update_yaxes(
        title_text=axis.path,
        type="log",
        tickvals=values,
        ticktext=[axis.text(value) for value in values],
        range=[first - room, last + room],
    )
    return figure


def _marks(spots: Sequence[Spot], name: str | None) -> go.Scatter:
    return go.Scatter(
        x=[spot.clients for spot in spots],
        y=[spot.value for spot in spots],
        mode="markers",
        name=titled(name) if name else NONE,
        marker=marks(name, [spot.how == "theory" for spot in spots], 16),
        text=[" or ".join(map(titled, spot.taken)) or NONE for spot in spots],
        hovertemplate="%{x:,} clients: %{text}<extra></extra>",
    )


def tornado(found: Sequence[tuple[Unknown, float]]) -> go.Figure:
    """Draw the rank correlation of each unknown with the margin; found are the strongest first."""
    shown = found[:MOST]
    figure = blank(height=130 + 28 * len(shown), showlegend=False)
    figure.add_bar(
        x=[rank for _, rank in shown],
        y=[one.path for one, _ in shown],
        orientation="h",
        marker={"color": [FOR if rank > 0 else AGAINST for _, rank in shown]},
        text=[one.range for one, _ in shown],
        textposition="auto",
        hovertemplate="%{y}, %{text}: %{x:.2f}<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": NEUTRAL, "width": 2})
    figure.update_xaxes(title_text="Rank correlation with the margin", range=[-1, 1])
    categories(figure)
    figure.update_yaxes(automargin=True)
    return figure
