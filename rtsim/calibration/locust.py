"""Locust: the tables of `locust --csv`, and the entries of `locust --json`, times in milliseconds.

Read as Locust writes them (locust/stats.py: StatsCSV and StatsEntry).
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from rtsim.calibration.documents import number, part, read_document, read_number, text
from rtsim.calibration.intake import Intake
from rtsim.calibration.summaries import Summary
from rtsim.scenario.rows import Table

STATISTICS = ("Type", "Name", "Request Count", "Min Response Time", "50%")
HISTORY = ("Timestamp", "User Count", "Type", "Name", "Total Request Count", "50%")
FAILURES = ("Method", "Name", "Error", "Occurrences")
EXCEPTIONS = ("Count", "Message", "Traceback", "Nodes")
"""Columns of its tables."""

_ALL = "Aggregated"
_MILLISECOND = 1e-3

Row = dict[str, str]


def read_statistics(table: Table, intake: Intake) -> None:
    """Take in the percentiles of each name."""
    rows = {(row["Type"], row["Name"]): row for row in _rows(table)}
    _take(rows, "", intake)


def read_history(table: Table, intake: Intake) -> None:
    """Take in the last row of each name, which sums up the run.

    With `--csv-full-history` the percentiles are those of the last seconds: the least, the median and the longest time
    of the whole run are all there is then.
    """
    rows = {(row["Type"], row["Name"]): row for row in _rows(table)}
    if len(rows) > 1:
        rows = {names: {"50%": row["Total Median Response Time"]} | _totals(row) for names, row in rows.items()}
    _take(rows, "Total ", intake)


def _totals(row: Row) -> Row:
    return {title: cell for title, cell in row.items() if title.startswith("Total ")}


def read_entries(file: BinaryIO, intake: Intake) -> None:
    """Take in how often each entry's rounded times came."""
    found = read_document(file)
    for entry in map(part, found if isinstance(found, list) else []):
        times, method, name = part(entry, "response_times"), text(entry, "method"), text(entry, "name")
        summary = Summary.of_counts({_milliseconds(time): number(times, time) for time in times})
        intake.add_summary(intake.traffic.durations, summary, name, f"{method} {name}")


def _rows(table: Table) -> Iterator[Row]:
    for rows in table.blocks:
        for cells in zip(*rows.columns, strict=True):
            yield dict(zip(rows.header.titles, cells, strict=True))


def _take(rows: Mapping[tuple[str, str], Row], prefix: str, intake: Intake) -> None:
    """Take in the names' rows, or the one of all names together where it is alone."""
    for (method, name), row in rows.items():
        if name != _ALL:
            intake.add_summary(intake.traffic.durations, _summary(row, prefix), name, f"{method} {name}")
        elif len(rows) == 1:
            intake.add_summary(intake.traffic.durations, _summary(row, prefix))


def _summary(row: Row, prefix: str) -> Summary:
    ends = {0.0: f"{prefix}Min Response Time", 1.0: f"{prefix}Max Response Time"}
    shares = {_share(title): title for title in row if title.endswith("%")}
    quantiles = {share: _number(row, title) * _MILLISECOND for share, title in (shares | ends).items()}
    return Summary.of_quantiles(_number(row, f"{prefix}Request Count"), quantiles)


def _share(title: str) -> float:
    return read_number(title.removesuffix("%"), "the column's name is no percentage", title) / 100


def _number(row: Row, title: str) -> float:
    written = row.get(title, "")
    return 0.0 if written == "N/A" else read_number(written, "is not a number", title)


def _milliseconds(written: str) -> float:
    return read_number(written, "a time is not a number", "response_times") * _MILLISECOND
