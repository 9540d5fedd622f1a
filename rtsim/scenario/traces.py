"""Traces and samples: when messages were published, and what they were, read from files while a scenario is loaded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from rtsim import units
from rtsim.scenario.errors import choices_text, refusal, refused_at
from rtsim.scenario.files import only_file, only_file_schema, read_text
from rtsim.scenario.rows import Header, Rows, WrongRowError, read_rows
from rtsim.units import shown

MOST_MESSAGES = 2_000_000
"""Messages of a trace."""

_PIECE = 100_000  # numbers that are written at a time, to be hashed
MOST_SAMPLES = 100_000
MOST_BYTES = 20_000_000  # of all samples together: zlib compresses them in a second
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
    try:
        header, blocks = read_rows(BytesIO(text.encode()), MOST_MESSAGES)
        _check_header(header)
        columns = _columns(header, blocks)
    except WrongRowError as error:
        where = " ".join(filter(None, (f"line {error.line}:" if error.line else "", error.column, error.message)))
        raise ValueError(where) from None
    recipients, payloads = (columns[name].astype(np.int64) if name in columns else None for name in _COLUMNS[1:])
    return Trace(columns["time_s"], recipients, payloads, _digest(columns))


def _check_header(header: Header) -> None:
    for name in header.titles:
        if name not in _COLUMNS:
            raise WrongRowError(f"column {shown(name)} is not known: {choices_text(name, _COLUMNS)}", header.line)
    if "time_s" not in header.titles or len(set(header.titles)) < len(header.titles):
        wanted = f"the header names each column once, time_s and, if wanted, {', '.join(_COLUMNS[1:])}"
        raise WrongRowError(wanted, header.line)


def _columns(header: Header, blocks: Iterable[Rows]) -> dict[str, NDArray[np.float64]]:
    """Give the columns by name; times that go back are refused, across blocks too."""
    found: list[list[NDArray[np.float64]]] = []
    latest = 0.0
    for rows in blocks:
        found.append([_checked(rows, column, name) for column, name in enumerate(header.titles)])
        place = header.titles.index("time_s")
        times = found[-1][place]
        _check_times(rows, times, latest)
        latest = float(times[-1])
    if not found:
        raise WrongRowError("holds no messages")
    return {name: np.concatenate(parts) for name, *parts in zip(header.titles, *found, strict=True)}


def _checked(rows: Rows, column: int, name: str) -> NDArray[np.float64]:
    """Give one column of some rows, whose values are possible."""
    values = rows.numbers(column)
    if name == "time_s":
        rows.check(values >= 0, column, "is not a time of at least 0")
    else:
        rows.check((values >= 0) & (values == np.floor(values)), column, "is not a whole number of at least 0")
    rows.check(values <= units.MOST, column, f"is out of range: it must be at most {units.MOST:g}")
    return values


def _check_times(rows: Rows, times: NDArray[np.float64], latest: float) -> None:
    early = np.flatnonzero(np.diff(times, prepend=latest) < 0)
    if early.size:
        line, time = rows.lines[int(early[0])], times[early[0]]
        raise WrongRowError(f"time_s {time:g} is before the line above: sort the file by time", line)


def _digest(columns: Mapping[str, NDArray[np.float64]]) -> str:
    """Give what stands for the content: the hash of the columns as a sorted list of name and numbers."""
    hashed = sha256(b"[")
    for number, name in enumerate(sorted(columns)):
        hashed.update(f"{', ' if number else ''}({name!r}, [".encode())
        values = columns[name]
        for begin in range(0, len(values), _PIECE):
            piece = repr(values[begin : begin + _PIECE].tolist())[1:-1]
            hashed.update(f"{', ' if begin else ''}{piece}".encode())
        hashed.update(b"])")
    hashed.update(b"]")
    return hashed.hexdigest()


def _load(written: Any, info: ValidationInfo) -> Trace:
    if isinstance(written, Trace):
        return written
    if not isinstance(written, dict):
        raise refusal(f"{shown(written)} is not a trace: write {{file: times.csv}}")
    name = only_file(written, "a CSV file")
    text = read_text(name, info, key="file")
    try:
        return read_trace(text)
    except ValueError as error:
        raise refused_at(f"{shown(name)}: {error}", "file") from None


_SCHEMA = only_file_schema("A CSV file; the path is relative to the scenario.")
TraceFile = Annotated[Trace, BeforeValidator(_load), WithJsonSchema(_SCHEMA)]


@dataclass(frozen=True)
class Samples:
    """Messages in the order in which they were sent; `digest` stands for them."""

    messages: tuple[bytes, ...]
    digest: str


def read_samples(name: Any, info: ValidationInfo) -> Samples:
    """Read the file named under `file`, a message in each line; empty lines are none."""
    text = read_text(name, info, key="file")
    messages = tuple(line.encode() for line in text.split("\n") if line.strip())
    if not messages:
        raise refused_at(f"{shown(name)} holds no messages: write one in each line", "file")
    if len(messages) > MOST_SAMPLES or sum(map(len, messages)) > MOST_BYTES:
        most = f"{MOST_SAMPLES:,} messages or {MOST_BYTES:,} bytes"
        raise refused_at(f"{shown(name)} holds more than {most}, which say nothing more", "file")
    return Samples(messages, sha256(b"\n".join(messages)).hexdigest())
