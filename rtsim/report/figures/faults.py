"""Fault figures: the tries to come back over time, and how many clients were back after how long."""

import numpy as np
import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison
from rtsim.chance import Array
from rtsim.failures import Failures
from rtsim.report.figures.labels import number, title
from rtsim.report.figures.theme import NEUTRAL, SHARE, belongs, blank, line
from rtsim.units import share_text, time_text

MOST_POINTS = 300


def tries(comparison: Comparison, name: str) -> tuple[Array, Array]:
    """Give the seconds of a run, and the tries to open a path that was cut in each, averaged over the replications."""
    end = int(comparison.scenario.warmup + comparison.scenario.duration)
    rows = [failures.tried[:end] for failures in failed(comparison, name)]
    values = np.mean(rows, axis=0)
    return np.arange(len(values), dtype=np.float64), np.asarray(values, dtype=np.float64)


def failed(comparison: Comparison, name: str) -> list[Failures]:
    """Give what faults did in each replication of a technique."""
    return [run.failures for run in comparison.outcome.recordings[name] if run.failures is not None]


def back(comparison: Comparison, name: str) -> tuple[Array, Array]:
    """Give seconds from the end of a fault, and the share of the clients that were back by then."""
    found = failed(comparison, name)
    seconds = np.sort(np.concatenate([outcome.recovery for one in found for outcome in one.outcomes] or [np.zeros(0)]))
    whole = len(seconds) + sum(outcome.missing for one in found for outcome in one.outcomes)
    kept = np.unique(np.linspace(0, max(len(seconds) - 1, 0), min(len(seconds), MOST_POINTS)).astype(np.int64))
    return seconds[kept], np.asarray((kept + 1) / max(whole, 1), dtype=np.float64)


def tries_figure(comparison: Comparison) -> go.Figure:
    """Draw the tries in each second, and mark the faults."""
    figure = blank(height=300)
    for name in comparison.estimates:
        times, values = tries(comparison, name)
        figure.add_scatter(
            x=times.tolist(),
            y=[float(f"{value:.6g}") for value in values.tolist()],
            name=title(comparison, name),
            mode="lines",
            line=line(name, width=2),
            meta=belongs(name),
            text=[number(value) for value in values.tolist()],
            hovertemplate="%{x:.4~g} s: %{text} tries",
        )
    marked(figure, comparison)
    figure.update_xaxes(title_text="Seconds from the start of the run")
    figure.update_yaxes(rangemode="tozero", tickformat="~s")
    return figure


def back_figure(comparison: Comparison) -> go.Figure:
    """Draw the share of the clients that are back, over the time since the end of the fault."""
    figure = blank(height=300)
    for name in comparison.estimates:
        seconds, shares = back(comparison, name)
        figure.add_scatter(
            x=[0.0, *(float(f"{value:.6g}") for value in seconds.tolist())],
            y=[0.0, *shares.tolist()],
            name=title(comparison, name),
            mode="lines",
            line=line(name, width=2, shape="hv"),
            meta=belongs(name),
            text=[f"{share_text(share)} after {time_text(at)}" for at, share in zip([0.0, *seconds.tolist()],
                                                                                   [0.0, *shares.tolist()],
                                                                                   strict=True)],
            hovertemplate="%{text}",
        )  # fmt: skip
    figure.update_xaxes(title_text="Seconds from the end of the fault", rangemode="tozero")
    figure.update_yaxes(range=[0, 1.03], **SHARE)
    return figure


def marked(figure: go.Figure, comparison: Comparison) -> None:
    """Draw a line at each fault."""
    name = next(iter(comparison.estimates))
    for outcome in failed(comparison, name)[0].outcomes:
        figure.add_vline(x=outcome.at, line={"color": NEUTRAL, "width": 1, "dash": "dash"})
