"""The comparison and difference sections: the study notes' table with measured numbers, and each pair."""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

import plotly.graph_objects as go

from rtsim.analysis.comparison import COMPARED, Comparison, Difference
from rtsim.analysis.words import words
from rtsim.report.figures.labels import NO_STEADY, NONE, OVERLOADED, amount, ends, gap, title
from rtsim.report.figures.theme import AXES, NEUTRAL, add_dot, belongs, blank, categories
from rtsim.report.page.parts import Block, Cell, Column, Figure, Grid, Prose, Row, Section, Table
from rtsim.report.page.tables import estimated, rows_of, slug, values
from rtsim.scenario.measures import Measure
from rtsim.techniques import noted
from rtsim.units import Text

LEGEND = (
    "Means, and below them their 95 % intervals over the replications. Low is at most twice the least in its row, High "
    "more than five times; where the study notes use another word, it is given."
)
_MEASURED: tuple[tuple[str, str, str, str], ...] = (
    ("Latency, mean", "s", "latency_s.mean", "latency"),
    ("Latency, p95", "s", "latency_s.p95", ""),
    ("Server load, cores busy", "share", "server.utilisation", "server_load"),
    ("Server load, memory", "B", "server.memory_mean_bytes", ""),
    ("Network traffic per client", "bit/s", "traffic.per_client_bit_s", "network_traffic"),
    ("Traffic that is overhead", "share", "traffic.overhead_share", ""),
)
_BEFORE = {"Direction": "direction", "Connection": "connection"}
_AFTER = {"Implementation": "implementation", "Browser support": "browsers", "Use cases": "use_cases"}
"""What the notes say before and after what is measured: features, and the traits that they are."""
PAIRS = (
    "All techniques carry the same messages over the same links, so that they are compared pair by pair within each "
    "replication. Left of the line the first of the pair has less, right of it more."
)
PAIRS_CAPTION = (
    "Paired differences with 95 % intervals. A hollow mark is no clear difference: its interval holds zero. What is "
    "hidden by the buttons leaves more room to the rest."
)
ONE_RUN = "One replication gives no interval: nothing can be said of how sure a difference is."


def comparison_section(comparison: Comparison) -> Section:
    """Give the section."""
    names = list(comparison.estimates)
    columns = [Column("Feature", values=("feature", "unit"))]
    columns += [
        Column(title(comparison, name), values=(name, f"{name} low", f"{name} high"), techniques=(name,))
        for name in names
    ]
    rows = (*_said(comparison, _BEFORE), *_measured(comparison), *_said(comparison, _AFTER))
    table = Table("comparison", LEGEND, tuple(columns), rows)
    lead = "The comparison table of the study notes, with what this simulation measured."
    return Section("comparison", "The techniques side by side", (Prose(lead), table))


def _said(comparison: Comparison, features: Mapping[str, str]) -> Iterator[Row]:
    """Give the rows that the notes fill with words."""
    for feature, trait in features.items():
        said = [getattr(technique.traits, trait) for technique in comparison.outcome.techniques.values()]
        yield Row((Cell(feature, values=(feature, "")), *(Cell(word, values=(word, None, None)) for word in said)))


def _measured(comparison: Comparison) -> Iterator[Row]:
    for feature, unit, metric, column in _MEASURED:
        found = words(comparison, column) if column else {}
        cells = [_cell(comparison, name, metric, _note(name, column, found)) for name in comparison.estimates]
        yield Row((Cell(feature, values=(feature, unit)), *cells))


def _cell(comparison: Comparison, name: str, metric: str, notes: tuple[str, ...]) -> Cell:
    measure = Measure(metric)
    if comparison.overloaded[name] and measure.grows:
        return Cell(NO_STEADY, notes, (None, None, None))
    value = comparison.estimates[name][metric]
    if not value.known:
        return Cell("none delivered" if measure.grows else NONE, notes, (None, None, None))
    interval = () if isnan(value.low) else (ends(amount(value), measure.text),)
    return Cell(measure.text(value.mean), (*interval, *notes), values(value))


def _note(name: str, column: str, found: Mapping[str, str]) -> tuple[str, ...]:
    """Give the word for a measured cell, and the notes' where it is another."""
    word = found.get(name, "")
    if not word:
        return ()
    said = noted(name, column)
    return (word,) if said in (word, "") else (f"{word}; the notes say {said}",)


def difference_section(comparison: Comparison) -> Section:
    """Give the section."""
    figures = tuple(_figure(comparison, metric) for metric in COMPARED if shown(comparison, metric))
    if not figures:
        return Section("differences", "Differences", (Prose("There are no two techniques to compare."),))
    blocks: list[Block] = [Prose(PAIRS)]
    if comparison.scenario.replications == 1:
        blocks.append(Prose(ONE_RUN))
    return Section("differences", "How sure the differences are", (*blocks, Grid(figures)))


def _figure(comparison: Comparison, metric: str) -> Figure:
    measure = Measure(metric)
    name, caption = f"differences-{slug(metric)}", f"{measure.title}: paired differences."
    return Figure(
        name=name,
        title=measure.title,
        caption=PAIRS_CAPTION,
        plot=forest(comparison, metric),
        table=pairs_table(comparison, shown(comparison, metric), name, caption, (metric, measure.text)),
    )


def pairs_table(
    comparison: Comparison, pairs: Sequence[Difference], name: str, caption: str, what: tuple[str, Text]
) -> Table:
    """Give a table of paired differences; `what` is their values' name, and what writes them."""
    metric, text = what
    return rows_of(
        name,
        caption,
        pairs,
        (Column("Pair"), lambda one: Cell(pair(comparison, one))),
        (
            estimated("Difference", metric),
            lambda one: Cell(gap(one.difference, text), values=values(one.difference)),
        ),
        (Column("Verdict"), lambda one: Cell(told(comparison, one))),
        whose=lambda one: (one.a, one.b),
    )


def shown(comparison: Comparison, metric: str) -> list[Difference]:
    """Give the differences in a measure that say something: both techniques have a steady value of it."""
    grows = Measure(metric).grows
    return [
        found
        for found in comparison.differences
        if found.metric == metric
        and found.difference.known
        and not (grows and (comparison.overloaded[found.a] or comparison.overloaded[found.b]))
    ]


def pair(comparison: Comparison, found: Difference) -> str:
    """Name a pair as the difference that it is; an overloaded technique is named so."""
    return f"{title(comparison, found.a)} \N{MINUS SIGN} {title(comparison, found.b)}"


def forest(comparison: Comparison, metric: str) -> go.Figure:
    """Draw each pair's difference with its interval; what holds zero is hollow."""
    found = shown(comparison, metric)
    measure = Measure(metric)
    figure = blank(height=110 + 34 * max(1, len(found)), showlegend=False)
    for one in found:
        symbol = "diamond-open" if one.verdict == "no difference" else "diamond"
        add_dot(
            figure,
            pair(comparison, one),
            one.difference,
            {"color": NEUTRAL, "symbol": symbol, "size": 11, "line": {"width": 2, "color": NEUTRAL}},
            meta=belongs(one.a, one.b),
            text=[f"{gap(one.difference, measure.text)}: {told(comparison, one)}"],
            hovertemplate="%{y}<br>%{text}<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": NEUTRAL, "width": 2})
    figure.update_xaxes(title_text=f"{measure.title}, difference", rangemode="tozero", nticks=4, **AXES[measure.kind])
    categories(figure)
    return figure


def told(comparison: Comparison, found: Difference) -> str:
    """Say which of a pair is lower; an overloaded one is so for what it does not do."""
    if found.verdict == "no difference":
        return "no difference"
    lower = found.a if found.verdict == "a lower" else found.b
    doubt = f", and {OVERLOADED}" if comparison.overloaded[lower] else ""
    return f"{comparison.title(lower)} is lower{doubt}"
