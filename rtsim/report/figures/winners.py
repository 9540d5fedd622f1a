"""Winner maps: which technique is lowest at each pair of two inputs' values, and where two of them break even."""

from collections import Counter
from collections.abc import Iterator, Sequence

import plotly.graph_objects as go

from rtsim.analysis.breakeven import Change, Reading, break_even
from rtsim.experiments.inputs import Input
from rtsim.report.figures.curves import ticks
from rtsim.report.figures.swept import Metric, Place, Swept, titled
from rtsim.report.figures.theme import NEUTRAL, blank, look

PAIR = 2


def axes(swept: Swept) -> tuple[Input, ...]:
    """Give the two inputs that a map has room for: the first two, numbers before others; fewer if fewer vary."""
    return tuple(sorted(swept.inputs, key=lambda one: not one.numeric)[:PAIR])


def mapped(swept: Swept) -> tuple[str, list[Place]]:
    """Give the places on the map, and in words what the inputs that it has no room for are there."""
    across, up = axes(swept)
    beside = [one for one in swept.inputs if one not in (across, up)]
    first = {one.path: swept.places[0].levels[one.path] for one in beside}
    places = [place for place in swept.places if all(place.levels[path] == value for path, value in first.items())]
    return ", ".join(f"{one.path} = {one.text(first[one.path])}" for one in beside), places


def winners(swept: Swept, metric: Metric) -> go.Figure:
    """Draw the map; a hollow mark is a winner that is not lower than all others beyond doubt."""
    across, up = axes(swept)
    _, places = mapped(swept)
    figure = blank(height=150 + 56 * min(9, max(3, len(up.values))), legend={"itemwidth": 30})
    found = {place.number: place.winner(metric) for place in places}
    for name in (*swept.techniques, ""):
        own = [place for place in places if found[place.number][0] == name]
        if own:
            figure.add_trace(_marks(own, name, [found[place.number][1] for place in own], (across, up)))
    for trace in _lines(places, metric, (across, up), found):
        figure.add_trace(trace)
    figure.update_xaxes(title_text=across.path, **ticks(across))
    figure.update_yaxes(title_text=up.path, **ticks(up))
    return figure


def _marks(places: Sequence[Place], name: str, clear: Sequence[bool], on: tuple[Input, Input]) -> go.Scatter:
    across, up = on
    own = look(name)
    title = titled(name) if name else "None: all overloaded"
    symbol = own.symbol if name else "x-thin"
    return go.Scatter(
        x=[place.levels[across.path] for place in places],
        y=[place.levels[up.path] for place in places],
        mode="markers",
        name=title,
        marker={
            "color": own.colour if name else NEUTRAL,
            "symbol": [symbol if sure or not name else f"{symbol}-open" for sure in clear],
            "size": 20,
            "line": {"width": 2, "color": own.colour if name else NEUTRAL},
        },
        text=[title if sure or not name else f"{title}, no clear difference" for sure in clear],
        hovertemplate=f"{across.path} = %{{x}}, {up.path} = %{{y}}<br>%{{text}}<extra></extra>",
    )


def _lines(
    places: Sequence[Place], metric: Metric, on: tuple[Input, Input], found: dict[int, tuple[str, bool]]
) -> Iterator[go.Scatter]:
    """Give the line on which the two techniques that win most break even, with its bands."""
    across, up = on
    counts = Counter(name for name, _ in found.values() if name).most_common(PAIR)
    if len(counts) < PAIR or not across.numeric or not up.numeric:
        return
    a, b = counts[0][0], counts[1][0]
    changes = []
    for value in up.values:
        row = [place for place in places if place.levels[up.path] == value]
        if len(row) >= PAIR:
            changes += [(value, change) for change in _changes(row, (a, b), metric, across)]
    if not changes:
        return
    yield go.Scatter(
        x=[change.at for _, change in changes],
        y=[value for value, _ in changes],
        error_x={
            "type": "data",
            "array": [change.high - change.at for _, change in changes],
            "arrayminus": [change.at - change.low for _, change in changes],
            "thickness": 2,
            "width": 5,
            "color": NEUTRAL,
        },
        mode="lines+markers",
        line={"color": NEUTRAL, "width": 2, "dash": "dash"},
        marker={"color": NEUTRAL, "size": 6},
        name=f"Break-even of {titled(a)} and {titled(b)}",
        text=[
            f"{across.text(change.at)} ({across.text(change.low)} to {across.text(change.high)})"
            for _, change in changes
        ],
        hovertemplate="%{text}",
    )


def _band(change: Change, along: Input) -> str:
    return f"{along.text(change.at)} ({along.text(change.low)} to {along.text(change.high)})"


def _changes(row: Sequence[Place], pair: tuple[str, str], metric: Metric, along: Input) -> Iterator[Change]:
    readings = [
        Reading(place.levels[along.path], place.values(pair[0], metric), place.values(pair[1], metric))
        for place in row
        if place.values(pair[0], metric) and place.values(pair[1], metric)
    ]
    if len(readings) < PAIR:
        return
    for change in break_even(*pair, readings, ratios=along.log).changes:
        if change.at == change.at:
            yield change
