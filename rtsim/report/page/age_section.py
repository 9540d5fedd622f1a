"""The age section: how old what clients know is."""

import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison
from rtsim.report.figures.labels import amount, spread, steady, title
from rtsim.report.figures.theme import SECONDS, add_dot, belongs, blank, categories, marker
from rtsim.report.page.parts import Block, Figure, Prose, Section
from rtsim.report.page.tables import times_table
from rtsim.units import time_text

LEAD = (
    "How old the newest message is that a client has, averaged over time and clients (Kaul, Yates and Gruteser, 2012). "
    "It cannot be less than half the time between a client's messages, however fast they travel."
)


CAPTION = "Age of information beside the mean latency, with 95 % intervals."


def age_section(comparison: Comparison) -> Section:
    """Give the section."""
    blocks: list[Block] = [Prose(LEAD)]
    if steady(comparison, "age_s.mean"):
        blocks.append(
            Figure(
                name="age",
                title="Age of information",
                caption="Means over the replications with 95 % intervals; further left, clients know more recent news.",
                plot=age(comparison),
                table=times_table(comparison, "age", CAPTION, {"Age": "age_s.mean", "Latency": "latency_s.mean"}),
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
