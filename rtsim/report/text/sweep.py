"""The table of a sweep: for each point and technique what it costs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from math import inf, isnan
from operator import itemgetter

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from rtsim.analysis.estimates import Estimate
from rtsim.analysis.words import counted
from rtsim.experiments.point import Varied, parted, values_text
from rtsim.experiments.store import Store
from rtsim.report.documents.sweep import Place, estimates
from rtsim.report.figures.labels import titled
from rtsim.report.text.fault import COLUMNS as FAILING
from rtsim.report.text.fault import LEGEND as FAULT_LEGEND
from rtsim.report.text.fault import NEVER
from rtsim.report.text.layout import Hanging, stacked
from rtsim.scenario.experiment import Until
from rtsim.scenario.measures import Measure
from rtsim.units import share_text

COLUMNS: Mapping[str, str] = {
    "Latency": "latency_s.mean",
    "p95": "latency_s.p95",
    "CPU": "server.utilisation",
    "Traffic": "traffic.per_client_bit_s",
    "Memory": "server.memory_mean_bytes",
}
"""What the table shows of a technique at a point: headings with their measures."""
FAULTS: Mapping[str, str] = {
    **{heading: path for heading, path in FAILING.items() if heading not in ("Duplicates", "Tries / s")},
    "Undelivered": "messages.undelivered",
    "Tries / s": FAILING["Tries / s"],
}
"""The same where something fails, in a table of those to which something happened."""
INDENT = 2
LEGEND = (
    ", below them half their 95 % intervals. CPU: busy share of the cores. Traffic: per client, both ways. "
    "Memory: of the nodes, on average."
)
NO_ANSWER = " Overloaded: latencies grow as long as a run lasts, and are no steady answer."

ROUNDING = 1e-6  # an interval that is narrower, as a share of its mean, is one of floating-point arithmetic

Estimates = Mapping[Place, Mapping[str, Estimate]]

Rows = Sequence[tuple[int, tuple[Text, ...]]]
"""Points, each with the cells of one technique, whose second lines are intervals."""


def sweep_table(store: Store, width: int) -> RenderableType:
    """Give the table: a line for each point with what differs there, below it each technique.

    Settings that are the same everywhere stand at the top. Where the columns have no room, cells are stacked. Where
    something fails, there is one more table.
    """
    everywhere, differing = parted(store.written())
    overloaded = store.overloaded()
    found = estimates(store, {*COLUMNS.values(), *FAULTS.values()})
    lines = _part(COLUMNS, found, differing, overloaded, width)
    counts = store.replications().values()
    least, most = min(counts, default=0), max(counts, default=0)
    many = counted(most, "replication") if least == most else f"{least} to {most} replications"
    legend = f"Means of {many}{LEGEND}{NO_ANSWER if overloaded else ''}"
    failing = {place: of for place, of in found.items() if _happened(of)}
    faults = [Text(), *_part(FAULTS, failing, differing, (), width), Text(FAULT_LEGEND, style="dim")] if failing else ()
    title = [Hanging(Text(f"At all points: {values_text(everywhere)}"))] if everywhere else []
    return Group(*title, *lines, Text(legend, style="dim"), *faults)


def _happened(found: Mapping[str, Estimate]) -> bool:
    """Tell whether a technique lost or owes something, or somebody had no path."""
    return set(FAULTS.values()) <= found.keys() and any(
        found[path].known and found[path].mean > 0 for path in FAULTS.values()
    )


def _part(
    columns: Mapping[str, str], found: Estimates, differing: Varied, overloaded: Collection[Place], width: int
) -> Iterator[RenderableType]:
    titles = ("Technique", *columns)
    rows = [(place[0], _cells(columns, place[1], of, place in overloaded)) for place, of in found.items()]
    widths = [max(cell_len(line) for cell in column for line in cell.plain.split("\n"))
              for column in zip(map(Text, titles), *(cells for _, cells in rows), strict=True)]  # fmt: skip
    room = width - INDENT - sum(widths)
    gap = min(2, room // len(columns))
    if gap > 0:
        return _table(titles, rows, differing, [each + gap for each in widths])
    return _stacked(titles, rows, differing)


def wide_text(store: Store, rule: int | Until) -> str:
    """Say at how many points which techniques are not known as well as asked for; nothing if all are.

    It is so where `at_most` ended the repetitions, and where the measure is undefined.
    """
    if not isinstance(rule, Until):
        return ""
    found = estimates(store, [rule.of])
    wide = [name for (_, name), of in found.items() if not of[rule.of].is_within(rule.until)]
    if not wide:
        return ""
    where = ", ".join(f"{name} at {counted(wide.count(name), 'point')}" for name in dict.fromkeys(wide))
    return f"{rule.of} is not known to ±{share_text(rule.until)} after {rule.at_most} replications: {where}"


def _cells(
    columns: Mapping[str, str],
    technique: str,
    found: Mapping[str, Estimate],
    overloaded: bool,  # noqa: FBT001 - a fact
) -> tuple[Text, ...]:
    steady = {path: not (overloaded and Measure(path).grows) for path in columns.values()}
    cells = (_cell(path, found[path]) if steady[path] else Text("overloaded") for path in columns.values())
    return (Text(titled(technique)), *cells)


def _cell(path: str, found: Estimate) -> Text:
    """Write a mean, and below it half its interval if it has one."""
    if found.mean == inf:
        return Text(NEVER)
    if not found.known:
        return Text("-" if path in FAULTS.values() else "undefined")
    mean, half = Text(Measure(path).text(found.mean)), found.half_width
    if isnan(half):
        return mean
    rounded = float(f"{half:.1e}") if half > ROUNDING * abs(found.mean) else 0.0
    return mean.append(f"\n±{Measure(path).text(rounded)}", style="dim")


def _table(titles: Sequence[str], rows: Rows, differing: Varied, widths: Sequence[int]) -> Iterator[RenderableType]:
    yield _line([Text(title, style="bold") for title in titles], widths)
    for point, of in groupby(rows, key=itemgetter(0)):
        yield _heading(point, differing)
        for _, cells in of:
            parts = [cell.split("\n") for cell in cells]
            for number in range(max(map(len, parts))):
                yield _line([part[number] if number < len(part) else Text() for part in parts], widths)


def _stacked(titles: Sequence[str], rows: Rows, differing: Varied) -> Iterator[RenderableType]:
    for point, of in groupby(rows, key=itemgetter(0)):
        yield _heading(point, differing)
        yield Padding(stacked(titles, [cells for _, cells in of]), (0, 0, 0, INDENT))


def _heading(point: int, differing: Varied) -> RenderableType:
    return Hanging(Text(f"{point}. {values_text(differing.get(point, {}))}", style="bold"))


def _line(cells: Sequence[Text], widths: Sequence[int]) -> Text:
    line = Text(" " * INDENT)
    for cell, width in zip(cells, widths, strict=True):
        line.append_text(cell).append(" " * (width - cell.cell_len))
    line.rstrip()
    return line
