"""The answer of a sweep: for each point and technique what it costs, as a table and as a JSON document."""

from collections.abc import Mapping
from math import isnan
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim import __version__
from rtsim.analysis.estimates import Estimate
from rtsim.experiments.point import values_text
from rtsim.experiments.store import Store
from rtsim.report.document import nested
from rtsim.report.layout import Hanging
from rtsim.techniques import techniques
from rtsim.units import bandwidth_text, share_text, time_text

COLUMNS = ("Technique", "Latency", "p95", "CPU", "Traffic")

ROUNDING = 1e-6  # an interval that is narrower, as a share of its mean, is one of floating-point arithmetic


def estimates(store: Store) -> dict[tuple[int, str], dict[str, Estimate]]:
    """Give the estimates of the current experiment, by point and technique, then by the measure's path."""
    found: dict[tuple[int, str], dict[str, Estimate]] = {}
    for row in store.summary().to_dict("records"):
        place = found.setdefault((row["point"], row["technique"]), {})
        place[row["metric"]] = Estimate(row["mean"], row["low"], row["high"])
    return found


def sweep_document(store: Store) -> dict[str, Any]:
    """Give the JSON document: each point with what varies, in base units, and with each technique's measures."""
    found, parameters, overloaded = estimates(store), store.parameters(), store.overloaded()
    counts = store.replications()
    points: dict[int, dict[str, Any]] = {
        number: {"parameters": values, "techniques": {}} for number, values in parameters.items()
    }
    for (number, technique), measured in found.items():
        points[number]["techniques"][technique] = {
            **nested(measured),
            "overloaded": (number, technique) in overloaded,
            "replications": counts[number, technique],
        }
    return {"rtsim": __version__, "experiment": store.name(), "store": str(store.path), "points": list(points.values())}


def sweep_table(store: Store) -> RenderableType:
    """Give the table: a line for each point, below it a line for each technique."""
    written, overloaded = store.written(), store.overloaded()
    rows = [(place, _row(place[1], found, place in overloaded)) for place, found in estimates(store).items()]
    widths = [max(map(len, column)) for column in zip(COLUMNS, *(row for _, row in rows), strict=True)]
    lines: list[RenderableType] = [Hanging(Text(f"  {_line(COLUMNS, widths)}", style="bold"), 4)]
    before = 0
    for (point, _), row in rows:
        if point != before:
            lines += [Hanging(Text(f"{point}. {values_text(written[point])}"))]
            before = point
        lines.append(Hanging(Text(f"  {_line(row, widths)}"), 4))
    legend = "Means with half their 95 % intervals. CPU: busy share of the cores. Traffic: per client, both ways."
    return Group(*lines, Text(legend, style="dim"))


def _row(technique: str, found: Mapping[str, Estimate], overloaded: bool) -> tuple[str, ...]:  # noqa: FBT001 - a cell
    known = techniques()
    return (
        known[technique].title if technique in known else technique,
        *("overloaded" if overloaded else _time(found[path]) for path in ("latency_s.mean", "latency_s.p95")),
        share_text(found["server.utilisation"].mean),
        bandwidth_text(found["traffic.per_client_bit_s"].mean),
    )


def _time(found: Estimate) -> str:
    if not found.known:
        return "undefined"
    half = found.half_width
    if isnan(half):
        return time_text(found.mean)
    return f"{time_text(found.mean)} ±{time_text(float(f'{half:.1e}') if half > ROUNDING * found.mean else 0.0)}"


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
