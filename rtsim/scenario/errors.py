"""What is wrong with an input: errors that name file, line, key, value and the valid choices, one line each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import accumulate
from typing import Any, TypeVar

from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError, ValidationError

from rtsim.printable import one_line
from rtsim.units import shown

T = TypeVar("T")
_ROOM = 160  # characters that the names of choices take


@dataclass(frozen=True, order=True)
class InputError:
    """One thing that is wrong: in which file, on which line (from 1; 0 when there is none), at which dotted key.

    >>> print(InputError("chat.yaml", 3, "clients.count", "'abc' is not a whole number"))
    chat.yaml:3: clients.count: 'abc' is not a whole number
    """

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return one_line(": ".join(part for part in (place, self.key, self.message) if part))


class InputErrors(Exception):  # noqa: N818 - it holds errors, and is raised for all of them
    """All that is wrong with an input, in the order of its lines."""

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(sorted(set(errors), key=lambda error: (error.line, error.key, error.message)))
        super().__init__(self.errors)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


class Refusals:
    """Errors that are collected, at places inside the value under validation, to be raised at once."""

    def __init__(self) -> None:
        self._lines: list[InitErrorDetails] = []

    def add(self, message: str, *place: int | str) -> None:
        """Note that what stands at `place` is refused."""
        self._lines.append(InitErrorDetails(type=refusal(message), loc=place, input=None))

    def add_all(self, error: ValidationError, *place: int | str) -> None:
        """Note all the errors of a value that stands at `place`."""
        for line in error.errors():
            self.add(wording(line), *place, *line["loc"])

    def error(self) -> ValidationError:
        """Make one error of all that was noted."""
        return ValidationError.from_exception_data("scenario", self._lines)

    def raise_any(self) -> None:
        """Raise what was noted, if anything."""
        if self._lines:
            raise self.error()


def refusal(message: str) -> PydanticCustomError:
    """Make the error that a validator raises."""
    return PydanticCustomError("refused", "{message}", {"message": message})


def refused_at(message: str, *place: int | str) -> ValidationError:
    """Make the error about what stands at `place` inside the value under validation."""
    refusals = Refusals()
    refusals.add(message, *place)
    return refusals.error()


def choices_text(name: object, choices: Iterable[str]) -> str:
    """List the choices, and name the nearest one.

    >>> choices_text("wfi", ["lan", "wifi"])
    "choose from lan, wifi; did you mean 'wifi'?"
    """
    known = list(choices)
    near = nearest(str(name).lower(), known)
    return f"choose from {_listed(known)}" + (f"; {near}" if near else "")


def nearest(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Ask whether the nearest of some names is meant; say something else where none is near.

    >>> nearest("wfi", ["lan", "wifi"]), nearest("5g", ["lan", "wifi"], "write a link")
    ("did you mean 'wifi'?", 'write a link')
    """
    return next((f"did you mean '{near}'?" for near in get_close_matches(name, list(known), n=1)), otherwise)


def chosen(name: Any, known: Mapping[str, T], kind: str) -> T:
    """Give what a name stands for; the refusal of another one says that it is not this `kind` of thing, and the names.

    >>> chosen("lan", {"lan": 1, "wifi": 2}, "a network: ")
    1
    """
    if not isinstance(name, str) or name not in known:
        raise refusal(f"{shown(name)} is not {kind}{choices_text(name, known)}")
    return known[name]


def _listed(names: Sequence[str]) -> str:
    """List names, as many as one line has room for."""
    ends = accumulate(len(name) + 2 for name in names)
    shown_ones = [name for name, end in zip(names, ends, strict=True) if end <= _ROOM]
    rest = f", ... ({len(names)} in all)" if len(shown_ones) < len(names) else ""
    return ", ".join(shown_ones) + rest


def unknown_key(key: object, choices: Iterable[str]) -> str:
    """Say that a key is not known, with the nearest one, or else all of them.

    >>> unknown_key("cuont", ["count", "network"])
    "unknown key 'cuont'; did you mean 'count'?"
    """
    known = list(choices)
    hint = nearest(str(key).lower(), known, f"choose from {_listed(known) or 'none'}")
    return f"unknown key {shown(str(key))}; {hint}"


_WORDINGS = {
    "missing": "is required",
    "int": "{} is not a whole number",
    "float": "{} is not a number",
    "finite": "{} is not a finite number",
    "bool": "{} is neither true nor false",
    "string": "{} is not text: put it in quotes",
    "model": "{} is not a mapping of keys to values",
    "dict": "{} is not a mapping of keys to values",
    "list": "{} is not a list",
    "tuple": "{} is not a list",
}
_LIMITS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


_LENGTHS = {"too_short": ("min_length", "write at least"), "too_long": ("max_length", "at most")}


def wording(error: ErrorDetails) -> str:
    """Say in house words what a validation error means."""
    kind, written, context = error["type"], shown(error["input"]), error.get("ctx", {})
    if kind in ("literal_error", "enum"):
        choices = re.findall(r"'([^']*)'", str(context["expected"]))
        return f"{written} is not known: {choices_text(error['input'], choices)}"
    if kind in _LIMITS:
        limit, words = _LIMITS[kind]
        return f"{written} is out of range: it must be {words} {context[limit]}"
    if kind in _LENGTHS:
        limit, words = _LENGTHS[kind]
        return f"holds {context['actual_length']} values: {words} {context[limit]}"
    if kind in ("refused", "value_error", "assertion_error"):
        return str(context.get("message") or context.get("error") or error["msg"])
    if kind == "invalid_key":
        return f"unknown key {written}: a key is text"
    return _WORDINGS.get(kind.split("_")[0], "{} is not accepted here").format(written)
