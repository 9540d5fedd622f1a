"""Latency figures: how latencies are distributed under each technique, and their percentiles with intervals."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rtsim.analysis.comparison import Comparison
from rtsim.chance import Array
from rtsim.histogram import Histogram
from rtsim.recording import Recording
from rtsim.report.figures.labels import spread, steady, title
from rtsim.report.figures.theme import NEUTRAL, belongs, beside, blank, line, logarithmic, marker, places, whiskers
from rtsim.scenario.slo import Limit
from rtsim.units import share_text, time_text

PERCENTILES = {
    "p50": "latency_s.p50",
    "p90": "latency_s.p90",
    "p95": "latency_s.p95",
    "p99": "latency_s.p99",
    "p99.9": "latency_s.p999",
}
"""The percentiles that are shown, and the measures that they are."""
MOST_POINTS = 400
BESIDE = 0.13  # how far techniques stand apart on an axis of categories
SHORTEST = 1e-7  # seconds: what is shorter has no place on a logarithmic axis


def distribution(comparison: Comparison) -> go.Figure:
    """Draw which share of the deliveries came within which latency, and the limits that the scenario sets."""
    figure = blank(height=440)
    for name in steady(comparison, "latency_s.mean"):
        values, shares = curve([run.latency for run in comparison.outcome.recordings[name]])
        figure.add_scatter(
            x=values.tolist(),
            y=shares.tolist(),
            name=title(comparison, name),
            mode="lines",
            line=line(name, shape="hv"),
            meta=belongs(name),
            text=[time_text(value) for value in values.tolist()],
            hovertemplate="%{y:.1%} within %{text}",
        )
    _add_limits(figure, comparison)
    figure.update_xaxes(title_text="Latency (logarithmic)", **_axis(figure, comparison))
    figure.update_yaxes(range=[0, 1.02], title_text="Share of deliveries", tickformat=".0%")
    return figure


def curve(histograms: Sequence[Histogram]) -> tuple[Array, Array]:
    """Give the empirical distribution of all values together: each value, and the share up to it.

    There are 400 points at most: they are spread evenly along the curve, so that no step that is left out could be
    seen. The least value stands first with a share of zero.
    """
    whole = _together(histograms)
    if not whole.count:
        return np.zeros(0), np.zeros(0)
    values, counts = whole.distribution()
    places = np.concatenate([[whole.least], values[:-1], [whole.greatest]])
    shares = np.concatenate([[0.0], np.cumsum(counts) / whole.count])
    kept = _evenly(np.log(np.maximum(places, SHORTEST)), shares)
    return np.maximum(places[kept], SHORTEST), shares[kept]


def _together(histograms: Sequence[Histogram]) -> Histogram:
    whole = Histogram()
    for one in histograms:
        whole.count += one.count
        whole.buckets = whole.buckets + one.buckets
        whole.least, whole.greatest = min(whole.least, one.least), max(whole.greatest, one.greatest)
    return whole


def _evenly(across: Array, up: Array) -> NDArray[np.int64]:
    """Choose points at equal distances along a curve."""
    if len(across) <= MOST_POINTS:
        return np.arange(len(across))
    wide = max(float(np.ptp(across)), 1e-12)
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(across) / wide, np.diff(up)))])
    chosen = np.searchsorted(way, np.linspace(0.0, way[-1], MOST_POINTS))
    return np.unique(np.clip(chosen, 0, len(across) - 1))


def _add_limits(figure: go.Figure, comparison: Comparison) -> None:
    """Draw a line at each limit on latency."""
    low, high = _axis(figure, comparison)["range"]
    middle = 10 ** ((low + high) / 2)
    for place, limit in enumerate(_limits(comparison)):
        text = f"limit on {limit.metric.removeprefix('latency_s.')}: {time_text(limit.value)}"
        figure.add_vline(x=limit.value, line={"color": NEUTRAL, "width": 2, "dash": "dash"})
        figure.add_annotation(
            x=float(np.log10(limit.value)) if limit.value > 0 else 0.0,
            y=0.02 + 0.08 * place,
            yref="paper",
            text=text,
            showarrow=False,
            xanchor="left" if limit.value <= middle else "right",
            xshift=6 if limit.value <= middle else -6,
        )


def percentiles(comparison: Comparison) -> go.Figure:
    """Draw each percentile of the latency as a dot with its interval."""
    names = steady(comparison, "latency_s.mean")
    figure = blank(height=150 + 60 * len(PERCENTILES))
    for order, name in enumerate(names):
        found = [comparison.estimates[name][metric] for metric in PERCENTILES.values()]
        centre = [max(value.mean, SHORTEST) for value in found]
        figure.add_scatter(
            x=centre,
            y=[place + beside(order, len(names), BESIDE) for place in range(len(found))],
            error_x=whiskers(
                centre, [_above(value.low, value.mean) for value in found], [value.high for value in found]
            ),
            mode="markers",
            name=title(comparison, name),
            marker=marker(name),
            meta=belongs(name),
            text=[f"{label}: {spread(value, time_text)}" for label, value in zip(PERCENTILES, found, strict=True)],
            hovertemplate="%{text}",
        )
    figure.update_xaxes(title_text="Latency (logarithmic)", **_axis(figure, comparison))
    places(figure, list(PERCENTILES))
    return figure


def _axis(figure: go.Figure, comparison: Comparison) -> dict[str, Any]:
    """Give the axis that holds all that is drawn, and the limits."""
    drawn = [value for trace in figure.data for value in (*trace.x, *_ends(trace))]
    return logarithmic([*drawn, *(limit.value for limit in _limits(comparison) if limit.value > 0)], time_text)


def _ends(trace: go.Scatter) -> Iterator[float]:
    """Give the ends of a trace's whiskers, where it has any."""
    for middle, above, below in zip(trace.x, trace.error_x.array or (), trace.error_x.arrayminus or (), strict=False):
        yield from () if above is None else (middle + above, middle - below)


def _limits(comparison: Comparison) -> list[Limit]:
    return [limit for limit in comparison.scenario.slo if limit.metric.startswith("latency_s.")]


def _above(low: float, mean: float) -> float:
    """Keep the lower end of an interval on a logarithmic axis: no latency is shorter than a tenth of the mean's."""
    return max(low, mean / 10, SHORTEST) if low == low else low  # noqa: PLR0124 - false of what is not a number


def samples_text(runs: Sequence[Recording]) -> str:
    """Say how many deliveries stand behind a curve, and which share of what was owed they are."""
    delivered, expected = sum(run.delivered for run in runs), sum(run.expected for run in runs)
    share = f", {share_text(delivered / expected)} of those owed" if expected else ""
    return f"{delivered:,} deliveries{share}"
