"""Entries: a HAR file's exchanges as plain values, read one by one and only as far as they are of use.

HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), with what Chrome, Safari and mitmproxy add to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Any, BinaryIO

import ijson

from rtsim.calibration.sample import Sample
from rtsim.calibration.trimmed import PIECE, Trimmed
from rtsim.scenario.rows import WrongRowError

WANTED = frozenset(
    (
        "startedDateTime",
        "time",
        "connection",
        "_connectionId",
        "_resourceType",
        "_fromCache",
        "_fetchType",
        *(f"request.{key}" for key in ("method", "url", "httpVersion", "headersSize", "bodySize")),
        *(f"response.{key}" for key in ("status", "statusText", "httpVersion", "headersSize", "bodySize")),
        *(f"response.content.{key}" for key in ("size", "compression", "mimeType")),
        "response._fetchedViaServiceWorker",
        *(f"timings.{key}" for key in ("blocked", "dns", "connect", "ssl", "send", "wait", "receive")),
    )
)
"""The values of an entry that are kept, by their place in it."""

MOST_VALUES = 1_000_000
"""Values, names and brackets of a file: those of some 7,000 exchanges, of which some thousands are kept."""

_ENTRIES, _ENTRY, _TOOL = "log.entries", "log.entries.item", "log.creator.name"
_HEADERS = {"request.headers.item": "request", "response.headers.item": "response"}
_MESSAGE = "_webSocketMessages.item"
_DEEPEST = 12  # nothing of use stands deeper
_MOST_FIELDS = 1_000  # no server takes a request with more
_BINARY, _CONTROL = 2, 8  # RFC 6455 section 5.2: opcodes of binary frames, and from where on of control frames

MILLISECOND = 1e-3

Event = tuple[str, str, Any]


@dataclass
class Entry:
    """One exchange of a HAR file: its values by place, its header fields, the sizes of its WebSocket messages."""

    number: int
    """Counted from 1."""
    tool: str = ""
    """What wrote the file."""
    line: int = 0
    """Near which line of the file it ends."""
    values: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {"request": [], "response": []})
    sent: Sample = field(default_factory=Sample)
    received: Sample = field(default_factory=Sample)

    def take(self, place: str, value: Any) -> None:
        """Keep one value, if it is of use."""
        if place in WANTED:
            self.values[place] = value

    def take_record(self, place: str, record: dict[str, Any]) -> None:
        """Keep a header field, or a message's size."""
        if place in _HEADERS:
            fields = self.fields[_HEADERS[place]]
            if len(fields) < _MOST_FIELDS:
                fields.append((str(record.get("name", "")), str(record.get("value", ""))))
        elif place == _MESSAGE:
            ways = {"send": self.sent, "receive": self.received}
            content, opcode = record.get("data"), record.get("opcode", 1)
            way = ways.get(str(record.get("type")))
            if way is not None and isinstance(content, str) and isinstance(opcode, int | float) and opcode < _CONTROL:
                way.add(_message_size(content, opcode))

    def wrong(self, place: str, message: str) -> WrongRowError:
        """Make the error about one value; it does not show the value, which may be secret."""
        return WrongRowError(message, self.line, f"entry {self.number}: {place}")

    def has(self, place: str) -> bool:
        """Tell whether there is something but null, false or nothing."""
        return bool(self.values.get(place))

    def text(self, place: str) -> str:
        """Give a text that must be there."""
        if place not in self.values:
            raise self.wrong(place, "is missing")
        return self.optional(place)

    def optional(self, place: str) -> str:
        """Give a text that may be missing: nothing then."""
        value = self.values.get(place)
        if value is not None and not isinstance(value, str):
            raise self.wrong(place, "is not text")
        return value or ""

    def not_negative(self, place: str) -> float:
        """Give a number; nan when it is missing or below 0, which is how HAR says that it does not apply."""
        value = self.raw(place)
        return nan if value < 0 else value

    def raw(self, place: str) -> float:
        """Give a number as it is written; nan when it is missing."""
        value = self.values.get(place)
        if value is None:
            return nan
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.wrong(place, "is not a number")
        return float(value)

    def seconds(self, place: str) -> float:
        """Give a number of milliseconds in seconds."""
        return self.not_negative(place) * MILLISECOND


def read_entries(file: BinaryIO) -> Iterator[Entry]:
    """Give a HAR file's entries in order; raises `WrongRowError` when it is no HAR file or is damaged."""
    trimmed = Trimmed(file)
    found = _Found()
    try:
        yield from _entries(_placed(trimmed), trimmed, found)
    except (ijson.JSONError, ValueError) as error:
        raise _damaged(trimmed.line, found, str(error)) from None
    if not found.entries:
        raise WrongRowError("is JSON, but no HAR file: it has no list log.entries; nor is it of a tool that is known")


@dataclass
class _Found:
    """How far a file was read."""

    entries: bool = False
    complete: int = 0


def _placed(trimmed: Trimmed) -> Iterator[Event]:
    """Give each event with its place in the document, and leave out what stands too deep to be of use."""
    steps: list[str] = []
    for number, (event, value) in enumerate(ijson.basic_parse(trimmed, use_float=True, buf_size=PIECE)):
        if number > MOST_VALUES:
            message = f"it holds more than {MOST_VALUES:,} values: save a part of its entries, which tells as much"
            raise WrongRowError(message, trimmed.line)
        if event == "map_key":
            steps[-1] = value
            continue
        if event in ("end_map", "end_array"):
            steps.pop()
        if len(steps) <= _DEEPEST:
            yield ".".join(steps), event, value
        if event in ("start_map", "start_array"):
            steps.append("item" if event == "start_array" else "")


def _entries(events: Iterator[Event], trimmed: Trimmed, found: _Found) -> Iterator[Entry]:
    tool = ""
    for place, event, value in events:
        if place == _TOOL and event == "string":
            tool = value
        elif place == _ENTRIES and event == "start_array":
            found.entries = True
        elif place == _ENTRY and event == "start_map":
            entry = _entry(events, Entry(found.complete + 1, tool))
            entry.line = trimmed.line
            found.complete += 1
            yield entry


def _entry(events: Iterator[Event], entry: Entry) -> Entry:
    """Read on to the entry's end."""
    record: dict[str, Any] = {}
    for place, event, value in events:
        if place == _ENTRY and event == "end_map":
            break
        inside = place[len(_ENTRY) + 1 :]
        above, _, key = inside.rpartition(".")
        if above in _HEADERS or above == _MESSAGE:
            record[key] = value
        elif event == "end_map":
            entry.take_record(inside, record)
            record = {}
        elif event != "end_array":
            entry.take(inside, {} if event in ("start_map", "start_array") else value)
    return entry


def _message_size(content: str, opcode: float) -> int:
    """Give the bytes of a message; a binary one is captured in base64."""
    if opcode == _BINARY:
        return len(content) * 3 // 4 - content[-2:].count("=")
    return len(content.encode("utf-8", "replace"))


def _damaged(line: int, found: _Found, reason: str) -> WrongRowError:
    """Say where a file is damaged; the parser's own words show what stands there, which may be secret."""
    where = f"in entry {found.complete + 1}" if found.entries else "before the first entry"
    if "premature EOF" in reason or "ncomplete" in reason:
        message = f"the file is cut off {where}: save it again"
    else:
        message = f"is not valid JSON near this line, {where}"
    return WrongRowError(message, line)
