"""Documents: JSON files, told apart by a key that one tool alone writes, and read whole or line by line."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from math import nan
from typing import Any, BinaryIO

import ijson

from rtsim.calibration.trimmed import PIECE, Trimmed
from rtsim.scenario.plain_json import parsed
from rtsim.scenario.rows import WrongRowError, read_lines

LARGEST_DOCUMENT = 32_000_000
"""Bytes of a document that is read whole: summaries are far smaller."""

LONGEST_RECORD = 1 << 20
"""Bytes of a line of JSON; vegeta's lines may carry the answers' bodies."""

MOST_RECORDS = 5_000_000

_OUTERMOST = (["start_map"], ["start_array", "start_map"])
_BATCH = 1_000  # lines that are made columns of at a time
_MOST_EVENTS = 100_000  # of a document, before its key is given up


def telling_key(file: BinaryIO, keys: Collection[str]) -> str:
    """Give the first of these keys that the document's object has, or one of the objects of its list; or nothing."""
    above: list[str] = []
    events = ijson.basic_parse(Trimmed(file), use_float=True, buf_size=PIECE, multiple_values=True)
    try:
        for event, value in islice(events, _MOST_EVENTS):
            if event.startswith("start_"):
                above.append(event)
            elif event.startswith("end_"):
                above.pop()
            elif event == "map_key" and value in keys and above in _OUTERMOST:
                return str(value)
    except (ijson.JSONError, ValueError):
        pass  # its reader says where it is damaged
    return ""


def read_document(file: BinaryIO) -> Any:
    """Read a document whole; raises `WrongRowError` for one that is damaged or too large."""
    data = file.read(LARGEST_DOCUMENT + 1)
    if len(data) > LARGEST_DOCUMENT:
        raise WrongRowError(f"it is larger than {LARGEST_DOCUMENT:,} bytes, and has to be read whole")
    try:
        return parsed(data.decode("utf-8"))
    except json.JSONDecodeError as error:
        raise WrongRowError("is not valid JSON near this line: is it cut off?", error.lineno) from None
    except (ValueError, RecursionError):
        raise WrongRowError("is not valid JSON") from None


def read_records(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read lines of JSON, an object each, with their numbers; raises `WrongRowError` for one that is none."""
    for line, text in read_lines(file, MOST_RECORDS, LONGEST_RECORD):
        try:
            found = parsed(text)
        except (ValueError, RecursionError):
            raise WrongRowError("is not valid JSON: is the file cut off?", line) from None
        if not isinstance(found, dict):
            raise WrongRowError("is no object of JSON", line)
        yield line, found


def columns(rows: Iterable[tuple[Any, ...]]) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Give the columns of rows, some rows at a time."""
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        yield zip(*batch, strict=True)


def part(found: Any, *keys: str) -> Mapping[str, Any]:
    """Give the object that stands below these keys; an empty one where there is none."""
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def text(found: Mapping[str, Any], key: str) -> str:
    """Give a text, or nothing."""
    value = found.get(key)
    return value if isinstance(value, str) else ""


def quantiles(found: Mapping[str, Any], shares: Mapping[str, float], unit: float) -> dict[float, float]:
    """Give the times of a summary in seconds, by share; those that it does not have are left out."""
    return {share: number(found, key) * unit for key, share in shares.items() if found.get(key) is not None}


def number(found: Mapping[str, Any], key: str, line: int = 0) -> float:
    """Give a number of at least 0, nan where there is none; raises `WrongRowError` for anything else."""
    value = found.get(key)
    if value is None:
        return nan
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise WrongRowError("is not a number of at least 0", line, key)
    return float(value)


def read_number(written: str, wrong: str, place: str) -> float:
    """Read a number that is written as text; raises `WrongRowError` with these words for anything else."""
    try:
        return float(written)
    except ValueError:
        raise WrongRowError(wrong, 0, place) from None
