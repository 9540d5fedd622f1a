"""Reading: which tool wrote each file, told by its content, and what all of them say."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn
from warnings import catch_warnings, simplefilter

from rtsim.calibration import artillery, gatling, histograms, jmeter, k6, locust, round_trips, vegeta
from rtsim.calibration.documents import telling_key
from rtsim.calibration.har import read_har
from rtsim.calibration.intake import Intake
from rtsim.calibration.patterns import NotUnderstoodError, Pattern
from rtsim.calibration.requests import Match
from rtsim.calibration.tables import MOST_ROWS
from rtsim.calibration.traffic import Traffic
from rtsim.scenario import InputError, InputErrors
from rtsim.scenario.files import LARGEST_TABLE, opened, reason
from rtsim.scenario.rows import Table, WrongRowError, read_rows

_BOM = b"\xef\xbb\xbf"
_BEGINNING = 4096  # bytes that tell what a file is
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd"}


class Format(NamedTuple):
    """What a tool writes: what it is called, and what reads it."""

    kind: str
    read: Callable[[BinaryIO, Intake], None]


def _refused(words: str) -> Callable[[Any, Intake], NoReturn]:
    """Give what refuses all that is written in a format, in these words."""

    def refuse(_written: Any, _intake: Intake) -> NoReturn:
        raise WrongRowError(words)

    return refuse


_HAR = Format("HAR", read_har)
_K6_SUMMARY = Format(
    "k6 summary",
    _refused("is k6's summary, which has no single request: run k6 with --out json=FILE or --out csv=FILE"),
)
_GATLING_BINARY = _refused(
    "is a binary log of Gatling, newer than 3.11, which Gatling alone reads: give js/stats.json of its report"
)
_GATLING_SCRIPT = _refused("is the script of a report of Gatling: give stats.json, which stands beside it")
_GOB = _refused("is vegeta's binary encoding (gob): vegeta encode -to json makes lines of JSON of it")
_FAILURES = _refused("is Locust's table of what failed, which has no times: give the one named _stats.csv")
_DOCUMENTS = {
    "log": _HAR,
    "metric": Format("k6 JSON", k6.read_points),
    "root_group": _K6_SUMMARY,
    "metrics": _K6_SUMMARY,
    "aggregate": Format("Artillery report", artillery.read_report),
    "response_times": Format("Locust JSON", locust.read_entries),
    "numberOfRequests": Format("Gatling report", gatling.read_report),
    "stats": Format("Gatling report", gatling.read_report),
    "latency": Format("vegeta JSON", vegeta.read_results),
    "latencies": Format("vegeta report", vegeta.read_report),
}
"""JSON, by a key that no other tool writes before."""

_BINARIES = (
    (re.compile(rb"\A\0{4}.\d+\.\d+\.\d", re.DOTALL), Format("Gatling log", _GATLING_BINARY)),
    (re.compile(rb"\A.{1,12}\x06Result.*\x07Latency", re.DOTALL), Format("vegeta gob", _GOB)),
)
"""What is no text: a record of kind 0 that begins with Gatling's version; the description of a Go type."""

_TEXTS = (
    (re.compile(rb"\A(RUN|ASSERTION)\t"), Format("Gatling log", gatling.read_log)),
    (re.compile(rb"\Avar stats = "), Format("Gatling report", _GATLING_SCRIPT)),
    (re.compile(rb"\A\s*<"), Format("JMeter XML", jmeter.read_xml)),
    (re.compile(rb"\A\d{16,19},\d{1,3},\d+,\d+,\d+,"), Format("vegeta CSV", vegeta.read_csv)),
    (re.compile(rb"\ARunning .* test @ "), Format("wrk2", histograms.read_percentiles)),
    (
        re.compile(rb"^\s*Value\S*\s+Percentile\s+TotalCount", re.MULTILINE),
        Format("HdrHistogram percentiles", histograms.read_percentiles),
    ),
    (
        re.compile(rb'^#\[Histogram log|^"StartTimestamp"', re.MULTILINE),
        Format("HdrHistogram log", histograms.read_intervals),
    ),
)
"""Texts, by how they begin."""

_TABLES: tuple[tuple[str, tuple[str, ...], Callable[[Table, Intake], None]], ...] = (
    ("k6 CSV", k6.TITLES, k6.read_table),
    ("JMeter CSV", jmeter.TITLES, jmeter.read_table),
    ("Locust statistics", locust.STATISTICS, locust.read_statistics),
    ("Locust history", locust.HISTORY, locust.read_history),
    ("Locust failures", locust.FAILURES, _FAILURES),
    ("Locust exceptions", locust.EXCEPTIONS, _FAILURES),
    ("round trips", (), round_trips.read_column),
)
"""Tables: what they are called, the titles that tell them, and what reads them; any other is of round trips."""


def read_traffic(files: Sequence[Path], *, pattern: str = "") -> Traffic:
    """Read what files of a user's own traffic say.

    Of files that have URLs or labels only those requests count of which one contains `pattern`, or matches it as a
    regular expression. Raises `InputErrors` with one line for a regular expression that is refused, and for each file
    that cannot be used.
    """
    traffic = Traffic()
    errors: list[InputError] = []
    match = _matching(pattern)
    for path in dict.fromkeys(files):
        try:
            _read(path, Intake(traffic, match))
        except WrongRowError as wrong:
            errors.append(InputError(str(path), wrong.line, wrong.column, wrong.message))
        except OSError as error:
            errors.append(InputError(str(path), 0, "", f"cannot be read: {reason(error)}"))
    if errors:
        raise InputErrors(errors)
    return traffic


def _read(path: Path, intake: Intake) -> None:
    with opened(path, LARGEST_TABLE) as file:
        beginning = file.read(_BEGINNING)
        begun = len(_BOM) if beginning.startswith(_BOM) else 0
        file.seek(begun)
        found = _format(beginning[begun:], file)
        found.read(file, intake)
        intake.traffic.sources.append(intake.source(str(path), found.kind))


def _format(beginning: bytes, file: BinaryIO) -> Format:
    """Tell what wrote a file; where its beginning does not, the key of a document or the titles of a table do."""
    for pattern, found in _BINARIES:
        if pattern.search(beginning):
            return found
    _check(beginning)
    if beginning.lstrip()[:1] in (b"{", b"["):
        return _document(file)
    return next((found for pattern, found in _TEXTS if pattern.search(beginning)), None) or _table(file)


def _document(file: BinaryIO) -> Format:
    begun = file.tell()
    found = _DOCUMENTS.get(telling_key(file, _DOCUMENTS), _HAR)
    file.seek(begun)
    return found


def _table(file: BinaryIO) -> Format:
    table = read_rows(file, MOST_ROWS)
    kind, _, read = next(known for known in _TABLES if set(known[1]) <= set(table.header.titles))
    return Format(kind, lambda _, intake: read(table, intake))


def _check(beginning: bytes) -> None:
    """Refuse what is no text."""
    packed = next((how for magic, how in _PACKED.items() if beginning.startswith(magic)), "")
    if packed:
        raise WrongRowError(f"is packed ({packed}): unpack it first")
    if b"\0" in beginning:
        raise WrongRowError("is not text (UTF-8)")
    if not beginning.strip():
        raise WrongRowError("the file is empty")


def _matching(pattern: str) -> Match:
    """Make the test of a text: it contains the pattern, or matches it, if that is a regular expression.

    Raises `InputErrors` with one line for a regular expression that is refused.
    """
    with suppress(re.error, OverflowError, RecursionError), catch_warnings():
        simplefilter("ignore")  # what Python may read differently one day is no matter here
        try:
            expression = Pattern(pattern)
        except NotUnderstoodError as error:
            message = f"this regular expression is not understood: {error}"
            raise InputErrors([InputError("--match", 0, "", message)]) from None
        return lambda text: pattern in text or expression.search(text)
    return lambda text: pattern in text
