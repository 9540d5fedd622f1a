"""The theme: one colour, marker and dash for each technique, and the two templates that figures are drawn in.

The colours are those of Okabe and Ito, Color universal design, 2008 (https://jfly.uni-koeln.de/color/), of which these
four differ for every kind of colour vision. Each has a contrast of 3 to 1 with both surfaces, as WCAG 2.2, 1.4.11 asks
of graphics; what is written is written in the ink of the theme.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, isnan, log10
from typing import Any
from zlib import crc32

import plotly.graph_objects as go

from rtsim import units
from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.report.figures.labels import spread, title
from rtsim.units import Kind, Text

SURFACES: Mapping[str, str] = {"light": "#ffffff", "dark": "#15181d"}
"""What figures lie on, by theme."""
INKS: Mapping[str, str] = {"light": "#1b1f24", "dark": "#e8eaed"}
"""What is written in, by theme."""
GRIDS: Mapping[str, str] = {"light": "#e3e5e8", "dark": "#2d323a"}
"""Lines behind the marks, by theme."""
NEUTRAL = "#7d828a"  # limits, zero lines and what belongs to no technique: 3 to 1 with both surfaces
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
ROOM = 1.15  # of the highest value, for the words above it
MARGIN = 1.25  # by which a logarithmic axis goes beyond what it holds
STEPS = ((1.0, 1.5, 2.0, 3.0, 5.0, 7.0), (1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))  # in a decade; the last of 3 and more
CLEAR = "rgba(0,0,0,0)"
SHADE = "rgba(125, 130, 138, 0.14)"  # a time that is set apart: the warm-up, or while something is broken


SECONDS = {"tickformat": "~s", "ticksuffix": "s"}
BYTES = {"tickformat": "~s", "ticksuffix": "B"}
BIT_RATE = {"tickformat": "~s", "ticksuffix": "bit/s"}
SHARE = {"tickformat": ".3~p"}
"""How an axis writes its ticks: SI prefixes, whatever the reader zooms into."""
AXES: Mapping[Kind, Mapping[str, str]] = {
    units.TIME: SECONDS,
    units.SIZE: BYTES,
    units.BANDWIDTH: BIT_RATE,
    units.SHARE: SHARE,
}
"""The same by the kind of what the axis shows."""


@dataclass(frozen=True)
class Look:
    """What a technique looks like in every figure."""

    colour: str
    symbol: str
    dash: str


_LOOKS = {
    "short-polling": Look("#d55e00", "circle", "solid"),
    "long-polling": Look("#cc79a7", "square", "dash"),
    "websocket": Look("#0072b2", "diamond", "dashdot"),
    "sse": Look("#009e73", "triangle-up", "longdash"),
}
_OTHERS = (
    Look("#a6761d", "cross", "dot"),
    Look("#8c6bb1", "star", "longdashdot"),
    Look("#7f7f7f", "x", "solid"),
)


def look(technique: str) -> Look:
    """Give a technique's look; one that rtsim does not know has the same look wherever it turns up.

    >>> look("websocket").colour
    '#0072b2'
    """
    return _LOOKS.get(technique) or _OTHERS[crc32(technique.encode()) % len(_OTHERS)]


def belongs(*techniques: str) -> dict[str, list[str]]:
    """Give a trace's `meta`: the techniques without which it is not shown.

    >>> belongs("sse")
    {'techniques': ['sse']}
    """
    return {"techniques": list(techniques)}


def blank(*, height: int, **layout: Any) -> go.Figure:
    """Give an empty figure in the light template, so many pixels high."""
    figure = go.Figure()
    figure.update_layout(template=template("light"), height=height, **layout)
    return figure


def lines(
    comparison: Comparison,
    drawn: Mapping[str, tuple[list[float], list[float], list[str]]],
    hover: str,
    *,
    height: int = 300,
    **style: Any,
) -> go.Figure:
    """Draw a line for each technique: where it goes, and what is said at each point of it."""
    figure = blank(height=height)
    for name, (across, up, text) in drawn.items():
        figure.add_scatter(
            x=across,
            y=up,
            name=title(comparison, name),
            mode="lines",
            line=line(name, **style),
            meta=belongs(name),
            text=text,
            hovertemplate=hover,
        )
    return figure


def template(theme: str) -> go.layout.Template:
    """Give what all figures of a theme have in common."""
    ink, grid = INKS[theme], GRIDS[theme]
    axis = {
        "gridcolor": grid,
        "linecolor": grid,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"size": 12},
        "title": {"standoff": 8, "font": {"size": 13}},
    }
    layout = go.Layout(
        font={"family": FONT, "size": 13, "color": ink},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        margin={"l": 8, "r": 16, "t": 12, "b": 8},
        xaxis={**axis, "tickangle": 0},
        yaxis={**axis, "ticklabelstandoff": 6},
        hovermode="closest",
        hoverlabel={"bgcolor": SURFACES[theme], "bordercolor": grid, "font": {"color": ink, "family": FONT}},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.03, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False, "itemwidth": 44, "traceorder": "normal"},
    )  # fmt: skip
    return go.layout.Template(layout=layout)


def logarithmic(values: Iterable[float], text: Callable[[float], str]) -> dict[str, Any]:
    """Give a logarithmic axis that holds all `values`, which are above zero: its range, and ticks in words.

    Ticks are powers of ten; the fewer decades the axis has, the more lie between them.

    >>> logarithmic([0.02, 300.0], "{:g} s".format)["ticktext"], logarithmic([0.03, 0.3], "{:g} s".format)["ticktext"]
    (['0.1 s', '1 s', '10 s', '100 s'], ['0.05 s', '0.1 s', '0.2 s'])
    """
    known = list(values) or [1.0]
    low, high = min(known) / MARGIN, max(known) * MARGIN
    steps = STEPS[min(int(log10(high / low)), len(STEPS) - 1)]
    ticks = [step * 10.0**power for power in range(floor(log10(low)) - 1, ceil(log10(high)) + 1) for step in steps]
    shown = [tick for tick in ticks if low <= tick <= high]
    if len(shown) < 2:
        low = max(tick for tick in ticks if tick <= low)
        shown = [tick for tick in ticks if low <= tick <= high]
    shown = [float(f"{tick:.3g}") for tick in shown]
    return {
        "type": "log",
        "range": [log10(low), log10(high)],
        "tickvals": shown,
        "ticktext": [text(tick) for tick in shown],
    }


def categories(figure: go.Figure, **more: Any) -> None:
    """Let a figure's names stand from top to bottom, without lines between them."""
    figure.update_yaxes(**more, autorange="reversed", gridcolor=CLEAR)


def places(figure: go.Figure, names: Sequence[str]) -> None:
    """Give each name a place on the upright axis, from 0 at the top, which several marks have room beside."""
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=list(names), range=[len(names) - 0.5, -0.5], gridcolor=CLEAR
    )


def beside(order: int, count: int, apart: float) -> float:
    """Give how far one of so many marks stands from its place."""
    return apart * (order - (count - 1) / 2)


def add_dot(figure: go.Figure, title: str, value: Estimate, look: Mapping[str, Any], **more: Any) -> None:
    """Draw an estimate as a dot with its interval, beside its title."""
    bars = whiskers([value.mean], [value.low], [value.high])
    if look["color"] == NEUTRAL:
        bars["color"] = NEUTRAL
    figure.add_scatter(x=[value.mean], y=[title], error_x=bars, mode="markers", name=title, marker=look, **more)


def rounded(values: Iterable[float]) -> list[float]:
    """Give numbers with as many digits as a figure shows."""
    return [float(f"{value:.6g}") for value in values]


def roomy(figure: go.Figure) -> dict[str, Any]:
    """Give an axis from zero up that has room for words above what a figure holds."""
    highest = max((value for trace in figure.data for value in trace.y), default=0.0)
    return {"rangemode": "tozero", "autorangeoptions": {"include": [0, ROOM * highest]}}


def whiskers(centre: Sequence[float], low: Sequence[float], high: Sequence[float]) -> dict[str, Any]:
    """Give the error bars from `low` to `high`; an end that is not a number has none.

    >>> whiskers([2.0], [1.0], [4.0])["array"], whiskers([2.0], [1.0], [4.0])["arrayminus"]
    ([2.0], [1.0])
    """
    above = [_length(end - middle) for middle, end in zip(centre, high, strict=True)]
    below = [_length(middle - end) for middle, end in zip(centre, low, strict=True)]
    return {"type": "data", "array": above, "arrayminus": below, "thickness": 2, "width": 4}


def _length(value: float) -> float | None:
    return None if isnan(value) else max(0.0, value)


def marker(technique: str, **more: Any) -> dict[str, Any]:
    """Give a technique's marker, of 10 pixels unless another size is given."""
    own = look(technique)
    return {"color": own.colour, "symbol": own.symbol, "size": 10, **more}


def marks(technique: str | None, sure: Sequence[bool], size: int) -> dict[str, Any]:
    """Give a technique's marks, hollow where it is not sure; those of none are crosses."""
    own = look(technique) if technique else Look(NEUTRAL, "x-thin", "solid")
    symbols = [own.symbol if is_sure or not technique else f"{own.symbol}-open" for is_sure in sure]
    return {"color": own.colour, "symbol": symbols, "size": size, "line": {"width": 2, "color": own.colour}}


def line(technique: str, *, width: float = 2.2, **more: Any) -> dict[str, Any]:
    """Give a technique's line."""
    own = look(technique)
    return {"color": own.colour, "dash": own.dash, "width": width, **more}


@dataclass(frozen=True)
class Part:
    """A part: its title, colour and pattern."""

    title: str
    colour: str
    shape: str = ""

    def bar(self, technique: str, title: str, value: Estimate, text: Text) -> go.Bar:
        """Give a technique's bar of it."""
        return self._made(
            x=[value.mean],
            y=[title],
            meta=belongs(technique),
            showlegend=False,
            text=[spread(value, text)],
            textposition="none",
            hovertemplate=f"{self.title}<br>%{{y}}: %{{text}}<extra></extra>",
        )

    def entry(self) -> go.Bar:
        """Give its entry in the legend, which stays whatever technique is shown."""
        return self._made(x=[None], y=[None], showlegend=True)

    def _made(self, **more: Any) -> go.Bar:
        pattern = {"shape": self.shape, "size": 6, "solidity": 0.3, "fillmode": "overlay"}
        return go.Bar(name=self.title, orientation="h", marker={"color": self.colour, "pattern": pattern}, **more)
