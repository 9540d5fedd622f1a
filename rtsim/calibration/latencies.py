"""Latencies: k6's CSV files, and columns of round trips whose header tells their unit."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from rtsim.calibration.traffic import HELD, Source, Traffic
from rtsim.scenario import InputError, InputErrors
from rtsim.scenario.rows import Header, Rows, WrongRowError, read_rows
from rtsim.units import shown

Numbers = NDArray[np.float64]

MOST_ROWS = 5_000_000
"""Rows of a table; of any number of values only some thousands are kept."""

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


def read_table(file: BinaryIO, name: str, traffic: Traffic) -> None:
    """Add what a CSV file holds to what was seen: k6's metrics, or round trips.

    Raises `InputErrors` with one line that says what is wrong and where.
    """
    try:
        header, blocks = read_rows(file, MOST_ROWS)
        if set(_NEEDED) <= set(header.titles):
            _Metrics(header, traffic).read(blocks, name)
        else:
            _read_column(name, header, blocks, traffic)
    except WrongRowError as error:
        raise InputErrors([InputError(name, error.line, error.column, error.message)]) from None


class _Metrics:
    """k6's table: a metric and its value in each row, times in milliseconds."""

    def __init__(self, header: Header, traffic: Traffic) -> None:
        self._header = header
        self._traffic = traffic
        self._counts: Counter[str] = Counter()
        self._failed = 0

    def read(self, blocks: Iterable[Rows], name: str) -> None:
        """Add every row of use to what was seen."""
        for rows in blocks:
            self._read(rows)
        handshakes = self._counts.pop("ws_connecting", 0)
        used = max(self._counts.values(), default=0) + handshakes
        if not used:
            message = "it has k6's columns, but no answered request: no row http_reqs, http_req_… or ws_connecting"
            raise WrongRowError(message)
        self._traffic.sources.append(Source(name, "k6 CSV", used, self._failed))

    def _read(self, rows: Rows) -> None:
        metrics: dict[str, Callable[[Numbers, list[int], Rows], None]] = {
            "http_reqs": self._requests,
            "http_req_connecting": self._connecting,
            "http_req_waiting": self._waiting,
            "http_req_duration": self._durations,
            "ws_connecting": self._handshakes,
        }
        values = _measured(rows, self._header.titles.index("metric_value"))
        answered: dict[str, list[int]] = {metric: [] for metric in metrics}
        for row, (metric, status) in enumerate(zip(rows.texts("metric_name"), rows.texts("status"), strict=True)):
            if status == "0":  # no answer came
                self._failed += metric == "http_reqs"
            elif metric in answered:
                answered[metric].append(row)
        for metric, places in answered.items():
            if places:
                self._counts[metric] += len(places)
                metrics[metric](values[places] * _MILLISECOND, places, rows)

    def _requests(self, _counts: Numbers, places: list[int], rows: Rows) -> None:
        protocols, versions, urls = (rows.texts(title) for title in ("proto", "tls_version", "url"))
        self._traffic.versions.update(_HTTP_VERSIONS.get(protocols[row], "") for row in places)
        self._traffic.encrypted.update(bool(versions[row]) or urls[row].startswith("https:") for row in places)
        known = (versions[row] for row in places if versions[row] in _TLS_VERSIONS)
        self._traffic.tls_versions.update(map(_TLS_VERSIONS.__getitem__, known))

    def _connecting(self, times: Numbers, _places: list[int], _rows: Rows) -> None:
        self._traffic.connects.add_each(times[times > 0])
        self._traffic.connections.opened += int((times > 0).sum())
        self._traffic.connections.reused += int((times == 0).sum())

    def _waiting(self, times: Numbers, _places: list[int], _rows: Rows) -> None:
        self._traffic.held += int((times > HELD).sum())
        self._traffic.waits.add_each(times[times <= HELD])

    def _durations(self, times: Numbers, _places: list[int], _rows: Rows) -> None:
        self._traffic.durations.add_each(times[times <= HELD])

    def _handshakes(self, times: Numbers, places: list[int], rows: Rows) -> None:
        urls = rows.texts("url")
        turns = np.array([3 if urls[row].startswith("wss:") else 2 for row in places])
        self._traffic.handshakes.add_each(times / turns)


def _read_column(name: str, header: Header, blocks: Iterable[Rows], traffic: Traffic) -> None:
    """Add a column of round trips to what was seen."""
    column, unit = _column(header)
    count = 0
    for rows in blocks:
        times = _measured(rows, column) * unit
        rows.check(times <= LONGEST_TIME, column, "is more than ten minutes: is the unit in the header right?")
        traffic.round_trips.add_each(times)
        count += len(times)
    if not count:
        raise WrongRowError("it has a header, and no round trip below it")
    traffic.sources.append(Source(name, "round trips", count, 0))


def _measured(rows: Rows, column: int) -> Numbers:
    """Give a column of numbers, none of which is below zero."""
    values = rows.numbers(column)
    rows.check(values >= 0, column, "is not a number of at least 0")
    return values


def _column(header: Header) -> tuple[int, float]:
    """Find the one column of round trips, and what its unit is worth in seconds."""
    if any(_is_number(title) for title in header.titles):
        message = f"a number stands where the header is expected: name the column {_CHOICES}"
        raise WrongRowError(message, header.line)
    found = {
        number: UNITS[unit.group(1).lower()]
        for number, title in enumerate(header.titles)
        if (unit := _UNIT.search(title)) and not _NO_ROUND_TRIP.search(title)
    }
    if not found:
        named = ", ".join(map(shown, header.titles[:8]))
        raise WrongRowError(f"no column's name tells its unit ({named}): name one {_CHOICES}", header.line)
    if len(found) > 1:
        several = ", ".join(shown(header.titles[number]) for number in found)
        raise WrongRowError(f"several columns could be the round trips: keep one of {several}", header.line)
    return next(iter(found.items()))


def _is_number(written: str) -> bool:
    try:
        float(written)
    except ValueError:
        return False
    return True
