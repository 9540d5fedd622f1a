"""Soundness: whether all that a store holds is what a sweep writes, asked once, when it is opened.

Whoever reads it then may take each row for what it says. What is asked takes about as long as reading the rows.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rtsim.experiments.database import DamagedError, marks
from rtsim.experiments.forms import CONTENT, NOTES_MESSAGES, SEALS
from rtsim.experiments.seals import are_whole
from rtsim.results import ENDLESS, MEASURES, RESULTS_VERSION, SIGNED

MOST = 1e100  # that a number may be; its square still is a number
DEEPEST = 100  # lists and mappings within each other that a value may be
RESERVED = frozenset({"point", "technique", "replication", "metric", "value"})  # columns of a store's table
_ROUNDING = 1e-6  # that floating-point arithmetic may leave of a measure below zero

_TEXT = "typeof({0}) = 'text'"
_WHOLE = "typeof({0}) = 'integer'"
_COUNT = "typeof({0}) = 'integer' AND {0} >= 0"
_FROM_ONE = "typeof({0}) = 'integer' AND {0} >= 1"
_FLAG = "typeof({0}) = 'integer' AND {0} IN (0, 1)"
_NUMBER = f"(typeof({{0}}) = 'null' OR typeof({{0}}) = 'real' AND abs({{0}}) < {MOST})"
_VALUE = f"(typeof({{0}}) IN ('null', 'text') OR typeof({{0}}) IN ('integer', 'real') AND abs({{0}}) < {MOST})"

_IS_CONTENT = (
    "(content = '' OR json_valid(content) AND json_type(content, '$.file') = 'text' "
    "AND json_type(content, '$.content') = 'object')"
)

_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "experiments": {"number": _FROM_ONE, "turn": _FROM_ONE, "digest": _TEXT, "name": _TEXT, "title": _TEXT,
                    "scenario": _TEXT, "seed": _COUNT, "version": _FROM_ONE},
    "points": {"experiment": _FROM_ONE, "number": _FROM_ONE},
    "parameters": {"experiment": _FROM_ONE, "point": _FROM_ONE, "position": _COUNT, "path": _TEXT, "value": _VALUE,
                   "written": _TEXT},
    "parts": {"experiment": _FROM_ONE, "point": _FROM_ONE, "position": _COUNT, "technique": _TEXT, "digest": _TEXT,
              "replications": _FROM_ONE},
    "runs": {"id": _WHOLE, "digest": _TEXT, "technique": _TEXT, "replication": _COUNT, "seed": _COUNT,
             "version": _FROM_ONE, "overloaded": _FLAG},
    "metrics": {"id": _WHOLE, "path": _TEXT},
    "measures": {"run": _WHOLE, "metric": _WHOLE, "value": f"{_NUMBER} OR {{0}} = 9e999"},
})  # fmt: skip
"""Each table's columns, with what holds of their values in every row."""


def check_sound(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a store that holds what no sweep writes; raises `DamagedError`, or `sqlite3.Error` for what is unreadable.

    Its tables are those of its form already. Rows that are not sealed, as an older rtsim wrote them, are taken for what
    they say if they make sense.
    """
    for wrong in _wrong(connection):
        raise DamagedError(f"{path} is damaged: {wrong}")


def _wrong(connection: sqlite3.Connection) -> Iterator[str]:
    form = marks(connection)[1]
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        yield "its pages are not whole"
    for table, columns in _COLUMNS.items():
        if _breaks(connection, table, " AND ".join(sane.format(column) for column, sane in columns.items())):
            yield f"its {table} hold what no sweep writes"
    if form >= NOTES_MESSAGES and _breaks(connection, "runs", _TEXT.format("messages")):
        yield "its runs hold what no sweep writes"
    if form >= CONTENT and _breaks(connection, "experiments", f"{_TEXT.format('content')} AND {_IS_CONTENT}"):
        yield "its experiments hold what no sweep writes"
    if _breaks(connection, "measures JOIN metrics ON id = metric", f"value IS NULL OR {_in_range()}"):
        yield "its measures hold what no sweep writes"
    if _lacks_measures(connection):
        yield "its runs lack what every run has"
    if not all(_is_design(connection, number) for (number,) in connection.execute("SELECT number FROM experiments")):
        yield "its points hold what no sweep writes"
    if form >= SEALS and not are_whole(connection):
        yield "its rows are not as they were written"


def _breaks(connection: sqlite3.Connection, table: str, sane: str) -> bool:
    found = connection.execute(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE ({sane}) IS NOT TRUE)")  # noqa: S608
    return bool(found.fetchone()[0])


def _lacks_measures(connection: sqlite3.Connection) -> bool:
    """Tell whether a run of today's results is without one of the measures that all have."""
    found = connection.execute(
        f"SELECT count(*) FROM measures JOIN metrics ON metrics.id = metric JOIN runs ON runs.id = run "  # noqa: S608
        f"WHERE version = ? AND path IN ({', '.join('?' * len(MEASURES))})",
        (RESULTS_VERSION, *MEASURES),
    ).fetchone()[0]
    runs = connection.execute("SELECT count(*) FROM runs WHERE version = ?", (RESULTS_VERSION,)).fetchone()[0]
    return bool(found != runs * len(MEASURES))


def _in_range() -> str:
    """Say that a measure is not below zero, if it cannot be, and that only what may never end is infinite."""
    above = f"value > -{_ROUNDING} OR path IN ({', '.join(map(repr, SIGNED))})"
    return f"({above}) AND (value < {MOST} OR path IN ({', '.join(map(repr, ENDLESS))}))"


def _is_design(connection: sqlite3.Connection, experiment: int) -> bool:
    """Tell whether the points of an experiment vary the same paths, each with a value, and have each technique once."""
    points = [number for number, _ in _rows(connection, "number, experiment FROM points", experiment)]
    paths: dict[int, list[str]] = {}
    for point, path, written in _rows(connection, "point, path, written FROM parameters", experiment):
        paths.setdefault(point, []).append(path)
        if path in RESERVED or not _is_value(written):
            return False
    parts = groupby(_rows(connection, "point, technique FROM parts", experiment), itemgetter(0))
    techniques = {point: [technique for _, technique in rows] for point, rows in parts}
    first = next(iter(paths.values()), [])
    return (
        list(paths) == points == list(techniques)
        and all(own == first for own in paths.values())
        and all(len(set(own)) == len(own) for own in (first, *techniques.values()))
    )


def _rows(connection: sqlite3.Connection, what: str, experiment: int) -> Iterator[Sequence[Any]]:
    yield from connection.execute(f"SELECT {what} WHERE experiment = ? ORDER BY 1, 2", (experiment,))


def _is_value(written: str) -> bool:
    """Tell whether a text is the JSON of what an experiment may vary."""
    try:
        return _is_plain(json.loads(written), DEEPEST)
    except (ValueError, RecursionError):
        return False


def _is_plain(value: Any, steps: int) -> bool:
    match value:
        case str():
            return value.isascii() or value == value.encode(errors="replace").decode()
        case int() | float():
            return abs(value) < MOST
        case list():
            return steps > 0 and all(_is_plain(part, steps - 1) for part in value)
        case dict():
            return steps > 0 and all(_is_plain(part, steps - 1) for pair in value.items() for part in pair)
    return value is None
