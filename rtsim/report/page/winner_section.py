"""The winner section: which technique is lowest where, on a map of two inputs or in a table along one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, sqrt
from typing import Any

import plotly.graph_objects as go

from rtsim.analysis.estimates import Estimate
from rtsim.breakeven.breakeven import Change, Reading, break_even
from rtsim.breakeven.lines import column
from rtsim.experiments.inputs import Input
from rtsim.report.figures.labels import titled
from rtsim.report.figures.swept import CONTESTED, Place, Swept
from rtsim.report.figures.theme import NEUTRAL, blank, marks, whiskers
from rtsim.report.page.curve_section import ticks
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
PAIR = 2
UNMEASURED = ("needs.", "slo.", "prices.")  # what changes verdicts and costs, and no measure


@dataclass(frozen=True)
class BreakEvens:
    """Where the two techniques that win most break even along one input, each at a value of the other one."""

    pair: tuple[str, ...]
    changes: tuple[tuple[Any, Change], ...]


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
                blocks.append(_changes_table(swept, metric, found))
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


def _changes_table(swept: Swept, metric: Measure, found: BreakEvens) -> Table:
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


def axes(swept: Swept) -> tuple[Input, ...]:
    """Give the two inputs that a map has room for, fewer if fewer vary.

    They are the first two, but numbers come before others, and what no measure depends on comes last.
    """
    return tuple(sorted(swept.inputs, key=lambda one: (one.path.startswith(UNMEASURED), not one.numeric))[:PAIR])


def mapped(swept: Swept) -> tuple[str, list[Place]]:
    """Give the places on the map, and in words what the inputs that it has no room for are there."""
    across, up = axes(swept)
    beside = [one for one in swept.inputs if one not in (across, up)]
    first = {one.path: swept.places[0].levels[one.path] for one in beside}
    places = [place for place in swept.places if all(place.levels[path] == value for path, value in first.items())]
    return ", ".join(f"{one.path} = {one.text(first[one.path])}" for one in beside), places


def winners(swept: Swept, metric: Measure) -> go.Figure:
    """Draw the map; a hollow mark is a winner that is not lower than all others beyond doubt."""
    across, up = axes(swept)
    _, places = mapped(swept)
    figure = blank(height=150 + 56 * min(9, max(3, len(up.values))), legend={"itemwidth": 30})
    found = {place.number: place.winner(metric) for place in places}
    for name in (*swept.techniques, ""):
        own = [place for place in places if found[place.number][0] == name]
        if own:
            figure.add_trace(_marks(own, name, [found[place.number][1] for place in own], (across, up)))
    line = break_evens(swept, metric)
    if line.changes:
        figure.add_trace(_line(line, across))
    figure.update_xaxes(title_text=across.path, **ticks(across))
    figure.update_yaxes(title_text=up.path, **ticks(up))
    return figure


def _marks(places: Sequence[Place], name: str, clear: Sequence[bool], on: tuple[Input, Input]) -> go.Scatter:
    across, up = on
    title = titled(name) if name else "None: all overloaded"
    return go.Scatter(
        x=[place.levels[across.path] for place in places],
        y=[place.levels[up.path] for place in places],
        mode="markers",
        name=title,
        marker=marks(name, clear, 20),
        text=[title if sure or not name else f"{title}, no clear difference" for sure in clear],
        hovertemplate="%{xaxis.title.text} = %{x}, %{yaxis.title.text} = %{y}<br>%{text}<extra></extra>",
    )


def break_evens(swept: Swept, metric: Measure) -> BreakEvens:
    """Find where the two techniques that win most on the map break even, as `rtsim break-even` does."""
    across, up = axes(swept)
    _, places = mapped(swept)
    winning = Counter(name for name, _ in (place.winner(metric) for place in places) if name)
    pair = tuple(name for name, _ in winning.most_common(PAIR))
    if len(pair) < PAIR or not across.numeric or not up.numeric:
        return BreakEvens(pair, ())
    found = []
    for value in up.values:
        row = [place for place in places if place.levels[up.path] == value]
        readings = [_reading(place, pair, metric, across) for place in row if set(pair) <= set(place.samples)]
        if len(readings) >= PAIR:
            found += [(value, change) for change in break_even(pair[0], pair[1], readings, ratios=across.log).changes]
    return BreakEvens(pair, tuple(found))


def _reading(place: Place, pair: tuple[str, ...], metric: Measure, along: Input) -> Reading:
    a, b = (column(place.samples[name], metric.path) for name in pair)
    return Reading(place.levels[along.path], a, b, (pair[0] in place.overloaded, pair[1] in place.overloaded))


def _line(found: BreakEvens, across: Input) -> go.Scatter:
    changes = [change for _, change in found.changes]
    centre = [_middle(change, across) for change in changes]
    lows, highs = [change.low for change in changes], [change.high for change in changes]
    return go.Scatter(
        x=centre,
        y=[value for value, _ in found.changes],
        error_x={**whiskers(centre, lows, highs), "width": 5, "color": NEUTRAL},
        mode="lines+markers",
        line={"color": NEUTRAL, "width": 2, "dash": "dash"},
        marker={"color": NEUTRAL, "size": 6},
        name=f"Break-even of {' and '.join(map(titled, found.pair))}",
        text=[band(change, across) for change in changes],
        hovertemplate="%{text}<extra></extra>",
    )


def _middle(change: Change, along: Input) -> float:
    """Give where a break-even is drawn: in the middle of its band, where nothing can be interpolated."""
    if not isnan(change.at):
        return change.at
    return sqrt(change.low * change.high) if along.log else (change.low + change.high) / 2


def band(change: Change, along: Input) -> str:
    """Write a break-even with its band, which is all that is known of it where one of the two is overloaded."""
    low, high = along.text(change.low), along.text(change.high)
    return f"between {low} and {high}" if isnan(change.at) else f"{along.text(change.at)} ({low} to {high})"
