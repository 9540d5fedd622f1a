"""The latency section: how long messages take under each technique, as a distribution and as percentiles."""

from collections.abc import Iterator
from functools import partial

from rtsim.analysis.comparison import Comparison
from rtsim.report.figures.labels import steady, title
from rtsim.report.figures.latency import PERCENTILES, distribution, percentiles, samples_text
from rtsim.report.page.parts import Block, Cell, Column, Figure, Notice, Prose, Row, Section, Table
from rtsim.report.page.tables import estimated, measured, numeric, single, techniques_table
from rtsim.units import time_text

SHARES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)


def latency_section(comparison: Comparison) -> Section:
    """Give the section."""
    lead = (
        "From the sender's send call, or the message's birth at the server, until its recipient has it. Further left "
        "is faster; a steep curve means that all messages take about as long."
    )
    return Section("latency", "How long messages take", (Prose(lead), *notices(comparison), *_figures(comparison)))


def notices(comparison: Comparison) -> Iterator[Notice]:
    """Say of each technique that has no latency to show why it has none."""
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
        table=_percentile_table(comparison),
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


def _percentile_table(comparison: Comparison) -> Table:
    rows = {
        name: [measured(comparison, name, metric) for metric in PERCENTILES.values()] for name in comparison.estimates
    }
    columns = [estimated(label, metric) for label, metric in PERCENTILES.items()]
    caption = "Percentiles of the latency, with 95 % intervals over the replications."
    return techniques_table("latency-percentiles", caption, columns, rows, partial(title, comparison))
