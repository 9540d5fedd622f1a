"""Fault figures: the tries to come back over time, how long clients are dark, and how many are back after how long."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison
from rtsim.chance import Array
from rtsim.failures import Failures
from rtsim.report.figures.fault_marks import marked
from rtsim.report.figures.labels import number, title
from rtsim.report.figures.theme import SHARE, belongs, blank, line, roomy, rounded
from rtsim.units import share_text, time_text

MOST_POINTS = 300

Shares = Mapping[str, tuple[Array, Array]]
"""By technique seconds, and the share of all for whom something was over by then; what never happened has none."""


def tries(comparison: Comparison, name: str) -> tuple[Array, Array]:
    """Give the seconds of a run, and the tries to open a path that was cut in each, averaged over the replications."""
    end = int(comparison.scenario.warmup + comparison.scenario.duration)
    rows = [failures.tried[:end] for failures in failed(comparison, name)]
    values = np.mean(rows, axis=0)
    return np.arange(len(values), dtype=np.float64), np.asarray(values, dtype=np.float64)


def failed(comparison: Comparison, name: str) -> list[Failures]:
    """Give what faults did in each replication of a technique."""
    return [run.failures for run in comparison.outcome.recordings[name] if run.failures is not None]


def back(comparison: Comparison) -> Shares:
    """Give seconds from the end of a fault, and the share of the clients that were back by then."""
    return _by_technique(
        {
            name: [(outcome.recovery, outcome.missing) for one in failed(comparison, name) for outcome in one.outcomes]
            for name in comparison.estimates
        }
    )


def dark(comparison: Comparison) -> Shares:
    """Give seconds since a path was cut, and the share of those cut that were open again by then."""
    return _by_technique(
        {name: [(one.dark, one.missing) for one in failed(comparison, name)] for name in comparison.estimates}
    )


def _by_technique(found: Mapping[str, Sequence[tuple[Array, int]]]) -> Shares:
    together = {
        name: (np.sort(np.concatenate([np.zeros(0), *(seconds for seconds, _ in each)])), sum(gone for _, gone in each))
        for name, each in found.items()
    }
    return {name: _shares(seconds, gone) for name, (seconds, gone) in together.items() if len(seconds) + gone}


def _shares(seconds: Array, missing: int) -> tuple[Array, Array]:
    """Give values in ascending order, some left out where there are many, and the share that is not above each."""
    kept = np.unique(np.linspace(0, max(len(seconds) - 1, 0), min(len(seconds), MOST_POINTS)).astype(np.int64))
    return seconds[kept], np.asarray((kept + 1) / (len(seconds) + missing), dtype=np.float64)


def tries_figure(comparison: Comparison) -> go.Figure:
    """Draw the tries in each second, and mark the faults."""
    figure = blank(height=300)
    for name in comparison.estimates:
        times, values = tries(comparison, name)
        figure.add_scatter(
            x=times.tolist(),
            y=rounded(values.tolist()),
            name=title(comparison, name),
            mode="lines",
            line=line(name, width=2, shape="hv"),
            meta=belongs(name),
            text=[number(value) for value in values.tolist()],
            hovertemplate="%{x:.4~g} s: %{text} tries",
        )
    marked(figure, comparison)
    figure.update_xaxes(title_text="Seconds from the start of the run")
    figure.update_yaxes(tickformat="~s", **roomy(figure))
    return figure


def back_figure(comparison: Comparison) -> go.Figure:
    """Draw the share of the clients that are back, over the time since the end of the fault."""
    return _steps(comparison, back(comparison), "Seconds from the end of the fault")


def dark_figure(comparison: Comparison) -> go.Figure:
    """Draw the share of the cut paths that are open again, over the time since each was cut."""
    return _steps(comparison, dark(comparison), "Seconds without a path")


def _steps(comparison: Comparison, found: Shares, axis: str) -> go.Figure:
    """Draw shares as steps that begin at nothing."""
    figure = blank(height=300)
    for name, (seconds, shares) in found.items():
        places, heights = [0.0, *seconds.tolist()], [0.0, *shares.tolist()]
        figure.add_scatter(
            x=rounded(places),
            y=heights,
            name=title(comparison, name),
            mode="lines",
            line=line(name, width=2, shape="hv"),
            meta=belongs(name),
            text=[f"{share_text(share)} after {time_text(at)}" for at, share in zip(places, heights, strict=True)],
            hovertemplate="%{text}",
        )
    figure.update_xaxes(title_text=axis, rangemode="tozero")
    figure.update_yaxes(range=[0, 1.03], **SHARE)
    return figure
