"""The latency and age sections: how long messages take under each technique, and how old the news is."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rtsim.analysis.comparison import Comparison
from rtsim.chance import Array
from rtsim.histogram import Histogram
from rtsim.recording import Recording
from rtsim.report.figures.labels import amount, spread, steady, title
from rtsim.report.figures.theme import (
    NEUTRAL,
    SECONDS,
    add_dot,
    belongs,
    beside,
    blank,
    categories,
    lines,
    logarithmic,
    marker,
    places,
    whiskers,
)
from rtsim.report.page.parts import Block, Cell, Column, Figure, Notice, Prose, Row, Section, Table
from rtsim.report.page.tables import numeric, single, times_table
from rtsim.scenario.slo import Limit
from rtsim.units import share_text, time_text

SHARES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)
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
AGE = (
    "How old the newest message is that a client has, averaged over time and clients (Kaul, Yates and Gruteser, 2012). "
    "It cannot be less than half the time between a client's messages, however fast they travel."
)
AGE_CAPTION = "Age of information beside the mean latency, with 95 % intervals."


def latency_section(comparison: Comparison) -> Section:
    """Give the section."""
    lead = (
        "From the sender's send call, or the message's birth at the server, until its recipient has it. Further left "
        "is faster; a steep curve means that all messages take about as long."
    )
    return Section("latency", "How long messages take", (Prose(lead), *_notices(comparison), *_figures(comparison)))


def _notices(comparison: Comparison) -> Iterator[Notice]:
    for name in comparison.estimates:
        own = comparison.title(name)
        if comparison.overloaded[name]:
            yield Notice(
                f"{own} is overloaded: its latencies grow as long as the run lasts, so that there is no distribution "
                "to draw."
            )
        elif not comparison.estimates[name]["latency_s.mean"].known:
            yield Notice(f"{own} delivered nothing in the window, so that it has no latency.")


def _figures(comparison: Comparison) -> Iterator[Block]:
    if not steady(comparison, "latency_s.mean"):
        return
    yield Figure(
        name="latency-distribution",
        title="Share of the deliveries that came within a time",
        caption=(
            "All replications together, on a logarithmic axis. The curve reaches one half at the median; where it "
            "meets 95 %, nineteen of twenty messages have come. Dashed verticals are the scenario's limits."
        ),
        plot=distribution(comparison),
        table=_distribution_table(comparison),
    )
    yield Figure(
        name="latency-percentiles",
        title="Percentiles of the latency",
        caption=(
            "Dots are means over the replications, lines their 95 % intervals: where two lines do not overlap, the "
            "techniques differ. An interval of no visible width is narrow."
        ),
        plot=percentiles(comparison),
        table=times_table(
            comparison,
            "latency-percentiles",
            "Percentiles of the latency, with 95 % intervals over the replications.",
            PERCENTILES,
        ),
    )


def _distribution_table(comparison: Comparison) -> Table:
    drawn = steady(comparison, "latency_s.mean")
    rows = []
    for name, runs in comparison.outcome.recordings.items():
        own = Cell(title(comparison, name), (samples_text(runs),))
        whole = [run.latency.quantile for run in runs]
        values = [sum(quantile(share) for quantile in whole) / len(whole) for share in SHARES] if name in drawn else []
        cells = [single(value, time_text) for value in values] or [single(None, time_text)] * len(SHARES)
        rows.append(Row((own, *cells), (name,)))
    columns = [numeric(f"{share:.4g}", f"latency_s at {share:.4g}") for share in SHARES]
    caption = "Latency at each share of the deliveries, averaged over the replications."
    return Table("latency-distribution", caption, (Column("Technique"), *columns), tuple(rows))


def distribution(comparison: Comparison) -> go.Figure:
    """Draw which share of the deliveries came within which latency, and the limits that the scenario sets."""
    drawn = {}
    for name in steady(comparison, "latency_s.mean"):
        found = curve([run.latency for run in comparison.outcome.recordings[name]])
        values, shares = (row.tolist() for row in found)
        drawn[name] = values, shares, list(map(time_text, values))
    figure = lines(comparison, drawn, "%{y:.1%} within %{text}", height=440, shape="hv")
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


def age_section(comparison: Comparison) -> Section:
    """Give the section."""
    blocks: list[Block] = [Prose(AGE)]
    if steady(comparison, "age_s.mean"):
        blocks.append(
            Figure(
                name="age",
                title="Age of information",
                caption="Means over the replications with 95 % intervals; further left, clients know more recent news.",
                plot=age(comparison),
                table=times_table(comparison, "age", AGE_CAPTION, {"Age": "age_s.mean", "Latency": "latency_s.mean"}),
            )
        )
    else:
        blocks.append(Prose("No technique has a steady age to show."))
    return Section("age", "How old the news is", blocks)


def age(comparison: Comparison) -> go.Figure:
    """Draw each technique's age of information as a dot with its interval."""
    names = steady(comparison, "age_s.mean")
    figure = blank(height=120 + 44 * max(1, len(names)), showlegend=False)
    for name in names:
        value = amount(comparison.estimates[name]["age_s.mean"])
        told = {"text": [spread(value, time_text)], "hovertemplate": "%{y}: %{text}<extra></extra>"}
        add_dot(figure, title(comparison, name), value, marker(name, size=12), meta=belongs(name), **told)
    figure.update_xaxes(title_text="Age of information", rangemode="tozero", **SECONDS)
    categories(figure)
    return figure
