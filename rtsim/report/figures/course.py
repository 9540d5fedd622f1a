"""Course figures: what the server has to do and to keep as a run goes on, from its start to the window's end."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison
from rtsim.chance import Array
from rtsim.report.figures.fault_marks import marked
from rtsim.report.figures.labels import number, title
from rtsim.report.figures.theme import BYTES, NEUTRAL, SECONDS, SHADE, SHARE, belongs, blank, line, roomy, rounded
from rtsim.units import Text, share_text, size_text, time_text


@dataclass(frozen=True)
class Panel:
    """One level that is followed: its title, what it is, how it is written, how an axis writes it."""

    title: str
    caption: str
    text: Text
    axis: Mapping[str, str]


PANELS: Mapping[str, Panel] = MappingProxyType(
    {
        "busy": Panel("Cores busy", "Share of the cores' time that is work, in each bin.", share_text, SHARE),
        "unfinished": Panel(
            "Work that waits", "Seconds of work that a core has yet to do, at the end of each bin.", time_text, SECONDS
        ),
        "open": Panel("Connections open", "Averaged over each bin.", number, {"tickformat": "~s"}),
        "held": Panel("Requests held", "Long polls that wait for news, averaged over each bin.", number,
                      {"tickformat": "~s"}),
        "memory": Panel("Memory", "All nodes together, averaged over each bin.", size_text, BYTES),
    }
)  # fmt: skip
"""The columns of a recording's course that are shown."""


def levels(comparison: Comparison, name: str, column: str) -> tuple[Array, Array]:
    """Give the middles of the bins in seconds from the start, and a level in each, averaged over the replications."""
    courses = [run.course for run in comparison.outcome.recordings[name]]
    values = np.asarray(np.mean([getattr(course, column) for course in courses], axis=0), dtype=np.float64)
    times = np.asarray((np.arange(len(values)) + 0.5) * courses[0].width, dtype=np.float64)
    return times, values


def course(comparison: Comparison, column: str) -> go.Figure:
    """Draw a level over time for each technique, overloaded ones too; the warm-up is shaded, and faults are marked."""
    panel, scenario = PANELS[column], comparison.scenario
    figure = blank(height=300)
    for name in comparison.estimates:
        times, values = levels(comparison, name, column)
        figure.add_scatter(
            x=np.round(times, 6).tolist(),
            y=rounded(values.tolist()),
            name=title(comparison, name),
            mode="lines",
            line=line(name, width=2),
            meta=belongs(name),
            text=[panel.text(value) for value in values.tolist()],
            hovertemplate="%{x:.4~g} s: %{text}",
        )
    if scenario.warmup:
        figure.add_vrect(x0=0, x1=scenario.warmup, fillcolor=SHADE, line_width=0, layer="below")
        figure.add_annotation(x=0, y=1, yref="paper", text="warm-up", showarrow=False, xanchor="left", yanchor="top")
        figure.add_vline(x=scenario.warmup, line={"color": NEUTRAL, "width": 1, "dash": "dot"})
    marked(figure, comparison)
    figure.update_xaxes(title_text="Seconds from the start of the run", range=[0, scenario.warmup + scenario.duration])
    figure.update_yaxes(nticks=6, **roomy(figure), **panel.axis)
    return figure
