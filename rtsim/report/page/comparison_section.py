"""The comparison section: the study notes' table, with measured numbers and intervals in place of their words."""

from collections.abc import Iterator, Mapping
from math import isnan

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.words import words
from rtsim.report.figures.labels import NO_STEADY, NONE, amount, ends, title
from rtsim.report.page.parts import Cell, Column, Prose, Row, Section, Table
from rtsim.report.page.tables import values
from rtsim.scenario.measures import Measure
from rtsim.techniques import noted

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
