"""The limits figure: how much of each limit a technique asks for, by the closed forms, and what it runs into first."""

from collections.abc import Sequence
from math import inf

import plotly.graph_objects as go

from rtsim.forecast.forecast import Forecast
from rtsim.forecast.limits import CLOSE
from rtsim.forecast.rows import Demand
from rtsim.report.figures.theme import NEUTRAL, belongs, beside, blank, logarithmic, marker, places
from rtsim.units import share_text

BESIDE = 0.14  # how far techniques stand apart
LEAST = 1e-6  # of a limit: what asks for less is drawn here


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
