"""Traces: instants at which messages were published, read from a CSV file while the scenario is loaded."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from rtsim import units
from rtsim.scenario.errors import choices_text, refusal, refused_at, unknown_key
from rtsim.scenario.files import read_text
from rtsim.units import shown

_COLUMNS = ("time_s", "recipient", "payload_bytes")


@dataclass(frozen=True, eq=False)
class Trace:
    """Messages that were published: columns of equal length, in order of time.

    `times` are seconds from the start of the run, warm-up included; `recipients` are client numbers from 0, and
    `payloads` bytes, or nothing where the file has no such column. `digest` stands for the content.
    """

    times: NDArray[np.float64]
    recipients: NDArray[np.int64] | None
    payloads: NDArray[np.int64] | None
    digest: str


def read_trace(text: str) -> Trace:
    """Read the text of a trace; `ValueError` says on which of its lines what is wrong."""
    rows = list(csv.reader(text.splitlines()))
    header = [name.strip() for name in rows[0]] if rows else []
    _check_header(header)
    columns: dict[str, list[float]] = {name: [] for name in header}
    for line, row in enumerate(rows[1:], start=2):
        _read_row(line, row, columns)
    if not columns["time_s"]:
        raise ValueError("holds no messages")
    times = np.array(columns["time_s"])
    _check_times(times)
    recipients, payloads = (_whole(columns[name]) if name in columns else None for name in _COLUMNS[1:])
    return Trace(times, recipients, payloads, sha256(repr(sorted(columns.items())).encode()).hexdigest())


def _check_header(header: list[str]) -> None:
    for name in header:
        if name not in _COLUMNS:
            raise ValueError(f"line 1: column {shown(name)} is not known: {choices_text(name, _COLUMNS)}")
    if "time_s" not in header or len(set(header)) < len(header):
        raise ValueError(f"line 1: the header names each column once, time_s and, if wanted, {', '.join(_COLUMNS[1:])}")


def _read_row(line: int, row: list[str], columns: dict[str, list[float]]) -> None:
    if not row:
        return
    if len(row) != len(columns):
        raise ValueError(f"line {line}: {len(row)} values for {len(columns)} columns")
    for (name, column), text in zip(columns.items(), row, strict=True):
        column.append(_number(line, name, text))


def _number(line: int, name: str, text: str) -> float:
    reader: Callable[[object], float] = units.time if name == "time_s" else units.size
    try:
        value = reader(float(text))
    except ValueError:
        raise ValueError(f"line {line}: {name} {shown(text)} is not a number") from None
    if value < 0 or (name != "time_s" and not value.is_integer()):
        wanted = "a time of at least 0" if name == "time_s" else "a whole number of at least 0"
        raise ValueError(f"line {line}: {name} {shown(text)} is not {wanted}")
    return value


def _check_times(times: NDArray[np.float64]) -> None:
    early = np.flatnonzero(np.diff(times) < 0)
    if early.size:
        line = int(early[0]) + 3  # after the header, counted from 1, the second of the two
        raise ValueError(f"line {line}: time_s {times[early[0] + 1]:g} is before the line above: sort the file by time")


def _whole(column: list[float]) -> NDArray[np.int64]:
    return np.array(column, dtype=np.int64)


def _load(written: Any, info: ValidationInfo) -> Trace:
    if isinstance(written, Trace):
        return written
    if not isinstance(written, dict):
        raise refusal(f"{shown(written)} is not a trace: write {{file: times.csv}}")
    for key in written:
        if key != "file":
            raise refused_at(unknown_key(key, ["file"]), str(key))
    if "file" not in written:
        raise refused_at("is required: the name of a CSV file", "file")
    try:
        return read_trace(read_text(written["file"], info, key="file"))
    except (ValueError, OverflowError, csv.Error) as error:
        if hasattr(error, "errors"):
            raise
        raise refused_at(f"{shown(written['file'])}: {error}", "file") from None


_SCHEMA = {
    "type": "object",
    "properties": {"file": {"type": "string", "description": "A CSV file; the path is relative to the scenario."}},
    "required": ["file"],
    "additionalProperties": False,
}
TraceFile = Annotated[Trace, BeforeValidator(_load), WithJsonSchema(_SCHEMA)]
