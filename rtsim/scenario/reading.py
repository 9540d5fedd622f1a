"""Reading YAML 1.2: one pass over a fast parser's events gives the values and the lines on which they stand."""

import re
from collections.abc import Callable, Iterator
from math import nan
from typing import Any, NamedTuple

import yaml
from yaml import events

Steps = tuple[str, ...]
_MOST_VALUES = 250_000  # aliases of aliases can stand for more values than there are bytes in the file
_MOST_SIGNS = 5_000_000
DEEPEST = 100
"""Steps of a place inside a document."""

_MERGE = "<<"
_Begun = events.ScalarEvent | events.SequenceStartEvent | events.MappingStartEvent
_VALUES = (events.ScalarEvent, events.SequenceStartEvent, events.MappingStartEvent)
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NotYaml(Exception):  # noqa: N818 - it is what the text is
    """A text that is not YAML, or more than a reader takes: why, and on which line from 1 (0 when on none)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class Parsed(NamedTuple):
    """The value of a text, and the line of each place inside it, counted from 1; a key's line is its value's."""

    value: Any
    lines: dict[Steps, int]


def parse(text: str) -> Parsed:
    """Read one document; raises `NotYaml`.

    Tags are refused, and dates are texts: what a value is follows from how it is written (YAML 1.2, core schema).

    >>> parse("a: {b: 1e3, c: yes}")
    Parsed(value={'a': {'b': 1000.0, 'c': 'yes'}}, lines={('a',): 1, ('a', 'b'): 1, ('a', 'c'): 1})
    """
    try:
        return _Reader(yaml.parse(text, Loader=_PARSER)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYaml(_syntax(error), mark.line + 1 if mark else 0) from None
    except yaml.YAMLError as error:
        raise NotYaml(f"it is not a YAML file: {str(error).splitlines()[0]}") from None
    except UnicodeEncodeError:
        raise NotYaml("it is not a YAML file: it holds half of a character") from None


class _Anchored(NamedTuple):
    """A value that an alias may repeat, how much it holds, and which of the reader's places are inside it."""

    value: Any
    values: int
    signs: int
    places: slice
    above: int


class _Reader:
    """The document under construction: what was read so far, and how much of it there is with aliases expanded."""

    def __init__(self, stream: Iterator[events.Event]) -> None:
        self._stream = stream
        self._anchors: dict[str, _Anchored | None] = {}
        self._places: list[tuple[Steps, int]] = []
        self._values = 0
        self._signs = 0

    def document(self) -> Parsed:
        """Read to the end of the text."""
        next(self._stream)
        first = next(self._stream)
        if isinstance(first, events.StreamEndEvent):
            return Parsed(None, {})
        value = self._value(next(self._stream), ())
        next(self._stream)
        second = next(self._stream)
        if not isinstance(second, events.StreamEndEvent):
            raise NotYaml("not valid YAML: another document starts here, and a file holds one", _line(second))
        return Parsed(value, dict(self._places))

    def _value(self, event: events.Event, place: Steps) -> Any:
        """Read the value that an event begins."""
        if isinstance(event, events.AliasEvent):
            return self._repeated(event, place)
        if not isinstance(event, _VALUES):
            raise NotYaml("not valid YAML: a value is missing", _line(event))
        if event.tag is not None:
            raise NotYaml(f"not valid YAML: write the value without the tag {_shown(event.tag)}", _line(event))
        if event.anchor is None:
            return self._own(event, place)
        self._anchors[event.anchor] = None
        values, signs, began = self._values, self._signs, len(self._places)
        value = self._own(event, place)
        inside = slice(began, len(self._places))
        self._anchors[event.anchor] = _Anchored(value, self._values - values, self._signs - signs, inside, len(place))
        return value

    def _own(self, event: _Begun, place: Steps) -> Any:
        if isinstance(event, events.ScalarEvent):
            self._count(1, len(event.value), event)
            return _scalar(event) if event.implicit[0] else event.value
        self._count(1, 0, event)
        if len(place) > DEEPEST:
            raise NotYaml("its values are nested too deeply", _line(event))
        return self._mapping(place) if isinstance(event, events.MappingStartEvent) else self._sequence(place)

    def _repeated(self, event: events.AliasEvent, place: Steps) -> Any:
        """Give the value of an alias, counted as if it were written out."""
        if event.anchor not in self._anchors:
            raise NotYaml(f"not valid YAML: found undefined alias {_shown(event.anchor)}", _line(event))
        anchored = self._anchors[event.anchor]
        if anchored is None:
            raise NotYaml(f"the value of {_shown(event.anchor)} contains itself", _line(event))
        self._count(anchored.values, anchored.signs, event)
        self._places += [((*place, *steps[anchored.above :]), line) for steps, line in self._places[anchored.places]]
        return anchored.value

    def _sequence(self, place: Steps) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._stream), events.SequenceEndEvent):
            inside = (*place, str(len(found)))
            self._places.append((inside, _line(event)))
            found.append(self._value(event, inside))
        return found

    def _mapping(self, place: Steps) -> dict[Any, Any]:
        """Read keys and values; what is merged stands behind what is written."""
        found: dict[Any, Any] = {}
        merged: dict[Any, Any] = {}
        while not isinstance(event := next(self._stream), events.MappingEndEvent):
            key = self._key(event)
            if key in found:
                raise NotYaml(f"duplicate key {_shown(key)}: write it once", _line(event))
            inside = (*place, str(key))
            self._places.append((inside, _line(event)))
            began = len(self._places)
            value = self._value(next(self._stream), inside)
            if key == _MERGE:
                merged = self._merged(value, inside, began, event) | merged
            else:
                found[key] = value
        return {**merged, **found} if merged else found

    def _key(self, event: events.Event) -> Any:
        if not isinstance(event, events.ScalarEvent | events.AliasEvent):
            raise NotYaml("not valid YAML: a list or a mapping stands where a key is expected", _line(event))
        key = self._value(event, ())
        if isinstance(key, list | dict):
            raise NotYaml("not valid YAML: a list or a mapping stands where a key is expected", _line(event))
        return key

    def _merged(self, value: Any, place: Steps, began: int, event: events.Event) -> dict[Any, Any]:
        """Give the keys that are merged, from the first mapping that has each; lines are where they are written."""
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, dict) for part in parts):
            raise NotYaml("not valid YAML: '<<' takes a mapping, or a list of mappings", _line(event))
        self._count(sum(map(len, parts)), 0, event)
        above = len(place)
        skipped = above + isinstance(value, list)
        for steps, line in self._places[began:]:
            if len(steps) > skipped:
                self._places.append(((*place[:-1], *steps[skipped:]), line))
        return {key: part for mapping in reversed(parts) for key, part in mapping.items()}

    def _count(self, values: int, signs: int, event: events.Event) -> None:
        self._values += values
        self._signs += signs
        if self._values > _MOST_VALUES:
            raise NotYaml(f"it holds more than {_MOST_VALUES:,} values: put many values into a CSV file", _line(event))
        if self._signs > _MOST_SIGNS:
            raise NotYaml(f"it holds more than {_MOST_SIGNS:,} characters, with its aliases written out", _line(event))


_WORDS: dict[str, Any] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_WORDS |= {sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")}
_WORDS |= dict.fromkeys((".nan", ".NaN", ".NAN"), nan)
_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...] = (
    (re.compile(r"[-+]?[0-9][0-9_]*"), lambda text: int(text.replace("_", ""))),
    (re.compile(r"[-+]?0o[0-7]+"), lambda text: int(text, 8)),
    (re.compile(r"[-+]?0x[0-9a-fA-F]+"), lambda text: int(text, 16)),
    (re.compile(r"[-+]?0b[01]+"), lambda text: int(text, 2)),
    (
        re.compile(r"[-+]?(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?"),
        lambda text: float(text.replace("_", "")),
    ),
)
_MOST_DIGITS = 1_000
_FIRSTS = frozenset("+-.0123456789")


def _scalar(event: events.ScalarEvent) -> Any:
    """Give the value of a plain scalar by the core schema, with the underscores that YAML 1.1 had."""
    text: str = event.value
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRSTS:
        return text
    read = next((read for pattern, read in _NUMBERS if pattern.fullmatch(text)), str)
    if len(text) > _MOST_DIGITS and read is not str:
        raise NotYaml(f"it holds a number that is out of range: it has more than {_MOST_DIGITS:,} digits", _line(event))
    return read(text)


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "it is not YAML"
    if "block scalar" in (error.context or ""):
        return "a value that starts with '>' needs quotes, as in \">= 0.9\""
    return f"not valid YAML: {problem.splitlines()[0]}"


def _line(event: events.Event) -> int:
    """Give the line of an event, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 0


def _shown(value: Any) -> str:
    text = str(value)
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
