"""The curve sections: each measure against each input that varies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan, log10
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rtsim.analysis.estimates import Estimate
from rtsim.experiments.inputs import Input
from rtsim.report.figures.labels import OVERLOADED, evenly, spread, titled
from rtsim.report.figures.swept import METRICS, Place, Swept
from rtsim.report.figures.theme import AXES, MARGIN, belongs, line, logarithmic, look, marker, rounded, template
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
MOST_PANELS = 4
LEAST = 1e-18  # in base units: no quantity is smaller, only zero
PANEL = 250  # pixels
MOST_WORDS = 100  # marks of a line that carry their interval in words
MOST_TICKS = 8  # values of an input that are ticks of its axis
OPACITY = 0.16
LIFT = 0.03  # of a panel, for crosses to be seen whole
CROSS = "x-thin"  # the mark of an overloaded server


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


def shown(swept: Swept, along: Input) -> list[tuple[str, list[Place]]]:
    """Give the panels, each with its words and places: one for each combination of the other inputs.

    Of more than four combinations four are drawn, spread evenly over them. Where each point has a combination of its
    own, as in a Latin hypercube, all stand in one panel.
    """
    groups = [(swept.words(along, key), places) for key, places in swept.groups(along).items()]
    if len(groups) <= MOST_PANELS:
        return groups
    if scattered(swept, along):
        return [("", [place for _, places in groups for place in places])]
    return evenly(groups, MOST_PANELS)


def scattered(swept: Swept, along: Input) -> bool:
    """Tell whether each point has a combination of the other inputs of its own, so that there are no lines."""
    groups = swept.groups(along)
    return len(groups) > MOST_PANELS and all(len(places) == 1 for places in groups.values())


def curves(swept: Swept, metric: Measure, along: Input) -> go.Figure:
    """Draw a measure along an input, in a panel for each combination of the other inputs that is shown."""
    panels, points = shown(swept, along), scattered(swept, along)
    named = [words for words, _ in panels] if len(panels) > 1 else None
    figure = make_subplots(
        rows=len(panels), cols=1, shared_xaxes=True, subplot_titles=named, vertical_spacing=0.24 / max(2, len(panels))
    )
    for row, (_, places) in enumerate(panels, start=1):
        axis = _upright(swept, places, metric)
        for name in swept.techniques:
            for trace in _traces(places, name, (metric, along), _floor(axis)):
                if not (points and trace.fill):
                    trace.update(mode="markers" if points else trace.mode, showlegend=trace.showlegend and row == 1)
                    figure.add_trace(trace, row=row, col=1)
        figure.update_yaxes(**axis, row=row, col=1)
    figure.update_layout(template=template("light"), height=90 + PANEL * len(panels), margin={"t": 24})
    figure.update_annotations(x=0, xanchor="left", font={"size": 12})
    figure.update_xaxes(**ticks(along))
    figure.update_xaxes(title_text=along.path + (" (logarithmic)" if along.log else ""), row=len(panels), col=1)
    return figure


def ticks(along: Input) -> dict[str, object]:
    """Give the input's axis, with its own values as ticks."""
    if not along.numeric:
        return {"type": "category", "categoryorder": "array", "categoryarray": list(along.values)}
    if len(along.values) > MOST_TICKS:
        return logarithmic(along.values, along.text) if along.log else {"nticks": 6}
    return {
        "type": "log" if along.log else "linear",
        "tickvals": list(along.values),
        "ticktext": [along.text(value) for value in along.values],
    }


def _upright(swept: Swept, places: Sequence[Place], metric: Measure) -> dict[str, Any]:
    """Give a panel's axis of the measure: a logarithmic one for times, in which techniques differ manifold."""
    known = [place.estimate(name, metric) for place in places for name in swept.techniques]
    ends = [end for value in known for end in (_above(value), value.mean, value.high) if end > LEAST]
    if metric.grows and ends:
        return logarithmic(ends, metric.text)
    return {"rangemode": "tozero", "nticks": 5, **AXES[metric.kind]}


def _above(value: Estimate) -> float:
    """Give the lower end of an interval's band: no amount is below zero, and a logarithm ends at a tenth of it."""
    return max(value.low, value.mean / 10)


def _floor(axis: Mapping[str, Any]) -> float:
    """Give where crosses stand: close above a panel's lower end, and below all that it holds."""
    if axis.get("type") != "log":
        return 0.0
    low, high = axis["range"]
    return float(10 ** (low + min(LIFT * (high - low), log10(MARGIN))))


def _traces(places: Sequence[Place], name: str, what: tuple[Measure, Input], floor: float) -> list[go.Scatter]:
    metric, along = what
    steady = [place for place in places if place.estimate(name, metric).known]
    over = [place for place in places if metric.grows and name in place.overloaded]
    return [
        *_band(steady, name, metric, along),
        _line(steady, name, metric, along),
        *_crosses(over, name, along, floor),
    ]


def _trace(technique: str, /, **more: Any) -> go.Scatter:
    """Give a trace that goes with a technique's others; it stands in no legend unless told otherwise."""
    own = {"name": titled(technique), "legendgroup": technique, "showlegend": False, "meta": belongs(technique)}
    return go.Scatter(**own | more)


def _line(places: Sequence[Place], name: str, metric: Measure, along: Input) -> go.Scatter:
    found = [place.estimate(name, metric) for place in places]
    over = [name in place.overloaded for place in places]
    worded = len(found) <= MOST_WORDS
    pairs = zip(found, over, strict=True)
    told = [f"{spread(value, metric.text)}{', overloaded' if is_over else ''}" for value, is_over in pairs]
    return _trace(
        name,
        x=[place.levels[along.path] for place in places],
        y=rounded(value.mean for value in found),
        mode="lines+markers",
        showlegend=True,
        line=line(name),
        marker=marker(name, size=8) if not any(over) else _marks(name, over),
        text=told if worded else None,
        hovertemplate="%{x}: %{text}" if worded else "%{x}: %{y}",
    )


def _marks(name: str, over: Sequence[bool]) -> dict[str, Any]:
    """Give a line's marks, of which those of an overloaded server are crosses."""
    own = look(name)
    return marker(
        name,
        opacity=1,
        symbol=[CROSS if is_over else own.symbol for is_over in over],
        size=[11 if is_over else 8 for is_over in over],
        line={"color": own.colour, "width": [3 if is_over else 0 for is_over in over]},
    )


def _band(places: Sequence[Place], name: str, metric: Measure, along: Input) -> list[go.Scatter]:
    """Give the band between the ends of the intervals; there is none where there are no intervals."""
    found = [(place.levels[along.path], place.estimate(name, metric)) for place in places]
    found = [(at, value) for at, value in found if not isnan(value.low)]
    if len(found) < 2:
        return []
    ends = [at for at, _ in found] + [at for at, _ in reversed(found)]
    edge = [value.high for _, value in found] + [_above(value) for _, value in reversed(found)]
    fill = {"fill": "toself", "fillcolor": _see_through(look(name).colour), "line": {"width": 0}}
    return [_trace(name, x=ends, y=edge, mode="lines", hoverinfo="skip", **fill)]


def _crosses(places: Sequence[Place], name: str, along: Input, floor: float) -> list[go.Scatter]:
    """Mark where a technique is overloaded, on the panel's floor: there is no steady value to draw."""
    if not places:
        return []
    colour = look(name).colour
    return [
        _trace(
            name,
            x=[place.levels[along.path] for place in places],
            y=[floor for _ in places],
            mode="markers",
            name=f"{titled(name)}: overloaded",
            marker={"color": colour, "symbol": CROSS, "size": 11, "line": {"width": 3, "color": colour}},
            hovertemplate="%{x}: overloaded",
        )
    ]


def _see_through(colour: str) -> str:
    """Give a colour that lets what lies below it be seen.

    >>> _see_through("#0072b2")
    'rgba(0,114,178,0.16)'
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{OPACITY})"
