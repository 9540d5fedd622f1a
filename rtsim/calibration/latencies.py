"""Latencies: k6's CSV files, and columns of round trips whose header tells their unit."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import BinaryIO

from rtsim.calibration.traffic import HELD, Source, Traffic
from rtsim.scenario import InputError, InputErrors
from rtsim.units import shown

LONGEST_LINE = 1 << 16
"""Bytes; k6's lines carry a URL and tags."""

LONGEST_TIME = 600.0
"""Seconds; a longer round trip means that the unit is wrong."""

UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_CHOICES = "rtt_ms, latency_s, round_trip_us or ping (ns)"
_UNIT = re.compile(rf"(?:^|[^a-zµ])({'|'.join(UNITS)})\W*$", re.IGNORECASE)
_NO_ROUND_TRIP = re.compile("time.?stamp|^time|date|start|^end", re.IGNORECASE)
_TLS_VERSIONS = {"tls1.2": "1.2", "tls1.3": "1.3"}
_HTTP_VERSIONS = {"HTTP/1.1": "1.1", "HTTP/2.0": "2", "HTTP/2": "2", "HTTP/3": "3"}
_NEEDED = ("metric_name", "metric_value")
_MILLISECOND = 1e-3


@dataclass(frozen=True)
class _Row:
    """One row of a table, with the line it stands on, from 1."""

    line: int
    cells: list[str]


def read_table(file: BinaryIO, name: str, traffic: Traffic) -> None:
    """Add what a CSV file holds to what was seen: k6's metrics, or round trips.

    Raises `InputErrors` with one line that says what is wrong and where.
    """
    rows = _rows(file, name)
    header = next(rows, None)
    if header is None:
        raise InputErrors([InputError(name, 0, "", "the file is empty")])
    titles = [cell.strip() for cell in header.cells]
    if set(_NEEDED) <= set(titles):
        _Metrics(name, titles, traffic).read(rows)
    else:
        _read_column(name, header, rows, traffic)


def _rows(file: BinaryIO, name: str) -> Iterator[_Row]:
    """Give the rows of a table that are not empty and no comments."""
    cells: Callable[[str], list[str]] | None = None
    for number, text in enumerate(_lines(file, name), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        cells = cells or _splitter(text)
        try:
            yield _Row(number, cells(text))
        except csv.Error as error:
            raise _wrong(name, number, f"is not CSV: {error}") from None


def _splitter(header: str) -> Callable[[str], list[str]]:
    """Split as the header does: at commas, semicolons or tabs, whichever it has most of."""
    delimiter = max(",;\t", key=header.count)
    return lambda text: next(csv.reader([text], delimiter=delimiter, strict=True))


def _lines(file: BinaryIO, name: str) -> Iterator[str]:
    number = 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            raise _wrong(name, number, f"the line is longer than {LONGEST_LINE:,} bytes: this is no table")
        try:
            yield raw.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise _wrong(name, number, "is not text (UTF-8)") from None


class _Metrics:
    """k6's table: a metric and its value in each row, times in milliseconds."""

    def __init__(self, name: str, titles: list[str], traffic: Traffic) -> None:
        self._name = name
        self._titles = titles
        self._traffic = traffic
        self._counts: Counter[str] = Counter()
        self._failed = 0

    def read(self, rows: Iterator[_Row]) -> None:
        """Add every row of use to what was seen."""
        metrics: dict[str, Callable[[float, dict[str, str]], None]] = {
            "http_reqs": self._request,
            "http_req_connecting": self._connecting,
            "http_req_waiting": self._waiting,
            "http_req_duration": self._duration,
            "ws_connecting": self._handshake,
        }
        for row in rows:
            tags = self._tags(row)
            value = _number(tags["metric_value"], self._name, row.line, "metric_value")
            metric, answered = tags["metric_name"], tags.get("status") != "0"  # 0: no answer came
            if metric in metrics and answered:
                self._counts[metric] += 1
                metrics[metric](value, tags)
            self._failed += metric == "http_reqs" and not answered
        self._finish()

    def _finish(self) -> None:
        handshakes = self._counts.pop("ws_connecting", 0)
        used = max(self._counts.values(), default=0) + handshakes
        if not used:
            message = "it has k6's columns, but no answered request: no row http_reqs, http_req_… or ws_connecting"
            raise InputErrors([InputError(self._name, 0, "", message)])
        self._traffic.sources.append(Source(self._name, "k6 CSV", used, self._failed))

    def _tags(self, row: _Row) -> dict[str, str]:
        if len(row.cells) < len(self._titles):
            raise _wrong(self._name, row.line, f"the line is cut off: {len(row.cells)} of {len(self._titles)} columns")
        return dict(zip(self._titles, row.cells, strict=False))

    def _request(self, _count: float, tags: dict[str, str]) -> None:
        self._traffic.versions[_HTTP_VERSIONS.get(tags.get("proto", ""), "")] += 1
        self._note_encryption(tags)

    def _connecting(self, value: float, _tags: dict[str, str]) -> None:
        self._traffic.add_set_up(value * _MILLISECOND, 0.0)
        self._traffic.connections.opened += value > 0
        self._traffic.connections.reused += value == 0

    def _waiting(self, value: float, _tags: dict[str, str]) -> None:
        self._traffic.add_wait(value * _MILLISECOND)

    def _duration(self, value: float, _tags: dict[str, str]) -> None:
        if value * _MILLISECOND <= HELD:
            self._traffic.durations.add(value * _MILLISECOND)

    def _handshake(self, value: float, tags: dict[str, str]) -> None:
        secure = tags.get("url", "").startswith("wss:")
        self._traffic.handshakes.add(value * _MILLISECOND / (3 if secure else 2))

    def _note_encryption(self, tags: dict[str, str]) -> None:
        secure = bool(tags.get("tls_version")) or tags.get("url", "").startswith("https:")
        self._traffic.encrypted[secure] += 1
        if tags.get("tls_version") in _TLS_VERSIONS:
            self._traffic.tls_versions[_TLS_VERSIONS[tags["tls_version"]]] += 1


def _read_column(name: str, header: _Row, rows: Iterator[_Row], traffic: Traffic) -> None:
    """Add a column of round trips to what was seen."""
    column, unit = _column(name, header)
    count = 0
    for row in rows:
        if len(row.cells) <= column:
            raise _wrong(name, row.line, f"the line is cut off: {len(row.cells)} of {len(header.cells)} columns")
        seconds = _number(row.cells[column], name, row.line, header.cells[column].strip()) * unit
        if seconds > LONGEST_TIME:
            message = f"{shown(row.cells[column].strip())} is more than ten minutes: is the unit in the header right?"
            raise _wrong(name, row.line, message)
        traffic.round_trips.add(seconds)
        count += 1
    if not count:
        raise InputErrors([InputError(name, 0, "", "it has a header, and no round trip below it")])
    traffic.sources.append(Source(name, "round trips", count, 0))


def _column(name: str, header: _Row) -> tuple[int, float]:
    """Find the one column of round trips, and what its unit is worth in seconds."""
    titles = [cell.strip() for cell in header.cells]
    if any(_is_number(title) for title in titles):
        raise _wrong(name, header.line, f"a number stands where the header is expected: name the column {_CHOICES}")
    found = {
        number: UNITS[unit.group(1).lower()]
        for number, title in enumerate(titles)
        if (unit := _UNIT.search(title)) and not _NO_ROUND_TRIP.search(title)
    }
    if not found:
        message = f"no column's name tells its unit ({', '.join(map(shown, titles[:8]))}): name one {_CHOICES}"
        raise _wrong(name, header.line, message)
    if len(found) > 1:
        several = ", ".join(shown(titles[number]) for number in found)
        raise _wrong(name, header.line, f"several columns could be the round trips: keep one of {several}")
    return next(iter(found.items()))


def _number(written: str, name: str, line: int, column: str) -> float:
    if not _is_number(written):
        raise _wrong(name, line, f"{shown(written.strip())} is not a number", column)
    value = float(written)
    if not isfinite(value) or value < 0:
        raise _wrong(name, line, f"{shown(written.strip())} is not a number of at least 0", column)
    return value


def _is_number(written: str) -> bool:
    try:
        float(written)
    except ValueError:
        return False
    return True


def _wrong(name: str, line: int, message: str, key: str = "") -> InputErrors:
    return InputErrors([InputError(name, line, key, message)])
