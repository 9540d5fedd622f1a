"""The limits section: what each technique runs into first, and at how many times the present load."""

from collections.abc import Sequence
from functools import partial
from math import inf

import plotly.graph_objects as go

from rtsim.forecast.forecast import Forecast, Severity
from rtsim.forecast.limits import CLOSE
from rtsim.forecast.rows import Demand
from rtsim.report.figures.theme import NEUTRAL, belongs, beside, blank, logarithmic, marker, places
from rtsim.report.page.parts import Bullets, Cell, Column, Figure, Notice, Prose, Section, Table
from rtsim.report.page.tables import numeric, rows_of, single
from rtsim.units import share_text, significant

LEAD = (
    "By the closed forms of 'rtsim explain': how much of each limit the scenario asks for. What asks for a fiftieth of "
    "a limit has room for fifty times the load, if everything grows alike; 'rtsim capacity' finds it by simulation."
)
BESIDE = 0.14  # how far techniques stand apart
LEAST = 1e-6  # of a limit: what asks for less is drawn here


def limits_section(forecasts: Sequence[Forecast]) -> Section:
    """Give the section."""
    sentences = tuple(sentence for forecast in forecasts if (sentence := _sentence(forecast)))
    notices = [
        Notice(f"{forecast.title}: {caution.text}.")
        for forecast in forecasts
        for caution in forecast.cautions
        if caution.severity is Severity.UNSTABLE
    ]
    if not limits(forecasts):
        return Section("limits", "What limits it", (Prose("Nothing is asked of any limit."),))
    figure = Figure(
        name="limits",
        title="Share of each limit that is asked for",
        caption=(
            "Expected before anything ran, on a logarithmic axis. Right of the solid line is more than there is; from "
            "the dotted line, 70 %, waits grow fast."
        ),
        plot=demands(forecasts),
        table=_table(forecasts),
    )
    return Section("limits", "What limits it, and at which load", (Prose(LEAD), *notices, Bullets(sentences), figure))


def _sentence(forecast: Forecast) -> str:
    first = nearest(forecast)
    if first is None:
        return ""
    if first.load >= 1:
        return f"{forecast.title} asks {share_text(first.load)} of the {first.limit}: more than there is."
    times = significant(1 / first.load, 2)
    return f"{forecast.title} runs into the {first.limit} first, at {times} times this load."


def _table(forecasts: Sequence[Forecast]) -> Table:

    return rows_of(
        "limits",
        "What is asked of each limit, by the closed forms.",
        [(one, of) for of in forecasts for one in sorted(of.demands, key=lambda demand: -demand.load)],
        (Column("Technique"), lambda pair: Cell(pair[1].title)),
        (Column("Limit"), lambda pair: Cell(pair[0].limit)),
        (numeric("Asked for", "load"), lambda pair: single(pair[0].load, share_text)),
        (
            numeric("Reached at how many times this load", "times"),
            lambda pair: single(1 / pair[0].load, partial(significant, digits=2)),
        ),
        (Column("In words"), lambda pair: Cell(pair[0].text)),
        whose=lambda pair: (pair[1].technique,),
    )


def limits(forecasts: Sequence[Forecast]) -> list[str]:
    """Give the limits that any technique asks something of, the one asked most first."""
    worst: dict[str, float] = {}
    for forecast in forecasts:
        for demand in forecast.demands:
            if demand.load < inf:
                worst[demand.limit] = max(worst.get(demand.limit, 0.0), demand.load)
    return sorted(worst, key=lambda limit: -worst[limit])


def nearest(forecast: Forecast) -> Demand | None:
    """Give the limit that a technique runs into first when everything grows alike."""
    return max(forecast.demands, key=lambda demand: demand.load, default=None)


def demands(forecasts: Sequence[Forecast]) -> go.Figure:
    """Draw what each technique asks of each limit, as a share of it."""
    names = limits(forecasts)
    figure = blank(height=140 + 50 * max(1, len(names)))
    for order, forecast in enumerate(forecasts):
        found = {demand.limit: demand for demand in forecast.demands}
        shown = [(place, found[name]) for place, name in enumerate(names) if name in found]
        by = beside(order, len(forecasts), BESIDE)
        figure.add_scatter(
            x=[max(demand.load, LEAST) for _, demand in shown],
            y=[place + by for place, _ in shown],
            mode="markers",
            name=forecast.title,
            marker=marker(forecast.technique),
            meta=belongs(forecast.technique),
            text=[f"{demand.limit}: {share_text(demand.load)}" for _, demand in shown],
            hovertemplate="%{text}",
        )
    figure.add_vline(x=1, line={"color": NEUTRAL, "width": 2})
    figure.add_vline(x=CLOSE, line={"color": NEUTRAL, "width": 1, "dash": "dot"})
    drawn = [share for trace in figure.data for share in trace.x]
    figure.update_xaxes(title_text="Share of the limit (logarithmic)", **logarithmic([*drawn, 1.0], share_text))
    places(figure, names)
    return figure
