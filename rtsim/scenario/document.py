"""A document: the content of a YAML file, with the line on which each key stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rtsim.scenario.errors import InputError, InputErrors
from rtsim.scenario.files import read_bytes, reason
from rtsim.scenario.reading import NotYaml, parse
from rtsim.units import shown

Place = tuple[int | str, ...]
_MOST_BYTES = 5_000_000  # a scenario of more is a mistake, such as a data file


@dataclass(frozen=True)
class Document:
    """The content of a file, the line of each place in it, and which places the command line has set."""

    file: str
    content: dict[str, Any]
    lines: Mapping[tuple[str, ...], int]
    set: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def key(self, place: Place) -> Place:
        """Find the place that a user wrote for a place inside the validated value, which may have more steps.

        One of a list, for instance, is written without the list: `outages: {lasts: 8 s}`.
        """
        found: list[int | str] = []
        missing: list[int | str] = []
        here: Any = self.content
        for step in place:
            inside = _step(here, step)
            if inside is _NOTHING:
                missing.append(step)
            else:
                found.append(step)
                missing, here = [], inside
        return (*found, *(step for step in missing if isinstance(here, dict) and isinstance(step, str)))

    def where(self, key: Place) -> tuple[str, int]:
        """Say where a key was written: the file and its line, or the command line's option and 0."""
        steps = tuple(map(str, key))
        above = [steps[:length] for length in range(len(steps), 0, -1)]
        inside = [place for place in self.set if steps and place[: len(steps)] == steps and steps not in self.lines]
        for place in (*above, *inside):
            if place in self.set:
                return f"--set {self.set[place]}", 0
        written = next((place for place in above if place in self.lines), None)
        return self.file, min(self.lines.values(), default=0) if written is None else self.lines[written]


_NOTHING = object()


def _step(here: Any, step: int | str) -> Any:
    if isinstance(here, dict):
        return next((value for key, value in here.items() if step in (key, str(key))), _NOTHING)
    inside = isinstance(here, list) and isinstance(step, int) and step < len(here)
    return here[step] if inside else _NOTHING


def read_document(path: Path) -> Document:
    """Read a YAML file whose content is a mapping; raises `InputErrors` with one line on what it is instead."""
    try:
        content, lines = parse(_text(path))
    except NotYaml as error:
        raise _wrong(path, error.message, error.line) from None
    if content is None:
        raise _wrong(path, "the file is empty: 'rtsim init' writes a scenario to start from")
    if not isinstance(content, dict):
        raise _wrong(path, f"{shown(content)} stands where a mapping of keys to values is expected", 1)
    return Document(str(path), content, lines)


def _text(path: Path) -> str:
    try:
        return read_bytes(path, _MOST_BYTES).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise _wrong(path, f"cannot be read: {reason(error)}") from None


def _wrong(path: Path, message: str, line: int = 0) -> InputErrors:
    return InputErrors([InputError(str(path), line, "", message)])
