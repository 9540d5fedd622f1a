"""Fault marks: where something breaks, in figures over time and in words."""

from dataclasses import dataclass
from math import inf

import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison
from rtsim.report.figures.theme import NEUTRAL, SHADE
from rtsim.units import significant

APART = 0.06  # of the axis: marks that are closer have no room for a word each on a phone
SAID = 4  # faults that a caption lists


@dataclass(frozen=True, order=True)
class Mark:
    """A fault of a kind, from when it begins until it is over, in seconds from the start of the run."""

    at: float
    up: float
    kind: str


def marks(comparison: Comparison) -> list[Mark]:
    """Give the faults that all runs have at the same time, in order; what hits each run at another one has no place."""
    runs = [run for recordings in comparison.outcome.recordings.values() for run in recordings]
    outcomes = [run.failures.outcomes if run.failures else () for run in runs]
    found = [{Mark(one.at, one.up, one.kind) for one in each} for each in outcomes]
    return sorted(set[Mark].intersection(*found))


def marked(figure: go.Figure, comparison: Comparison) -> None:
    """Draw a dashed line where a fault begins, with its kind where there is room, and shade the time that it lasts."""
    end, last = comparison.scenario.warmup + comparison.scenario.duration, -inf
    for mark in marks(comparison):
        figure.add_vline(x=mark.at, line={"color": NEUTRAL, "width": 1, "dash": "dash"})
        if mark.up > mark.at:
            figure.add_vrect(x0=mark.at, x1=min(mark.up, end), fillcolor=SHADE, line_width=0, layer="below")
        if mark.at - last >= APART * end:
            figure.add_annotation(x=mark.at, y=1, yref="paper", text=mark.kind, textangle=-90, showarrow=False,
                                  xanchor="left", yanchor="top")  # fmt: skip
            last = mark.at


def told(comparison: Comparison) -> str:
    """Say what the marks are; nothing where there are none."""
    found = marks(comparison)
    if not found:
        return ""
    more = f", and {len(found) - SAID} more" if len(found) > SAID else ""
    return f"Dashed verticals are the faults: {', '.join(map(_words, found[:SAID]))}{more}."


def _words(mark: Mark) -> str:
    """Say when a fault was.

    >>> _words(Mark(90.0, 92.0, "crash")), _words(Mark(90.0, 90.0, "drain"))
    ('crash at 90 s until 92 s', 'drain at 90 s')
    """
    until = f" until {_second(mark.up)}" if mark.up > mark.at else ""
    return f"{mark.kind} at {_second(mark.at)}{until}"


def _second(at: float) -> str:
    return f"{significant(at, 6)} s"
