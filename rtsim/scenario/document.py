"""A document: the content of a YAML file, with the line on which each key stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from rtsim.scenario.errors import InputError, InputErrors
from rtsim.scenario.files import reason
from rtsim.units import shown

Place = tuple[int | str, ...]
_MOST_PLACES = 100_000  # aliases of aliases can stand for more places than there are bytes in the file
_MOST_BYTES = 5_000_000  # a scenario of more is a mistake, such as a data file


@dataclass(frozen=True)
class Document:
    """The content of a file, the line of each place in it, and which places the command line has set."""

    file: str
    content: dict[str, Any]
    lines: Mapping[tuple[str, ...], int]
    set: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def key(self, place: Place) -> Place:
        """Find the place that a user wrote for a place inside the validated value, which may have more steps."""
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
        return (*found, *(missing if isinstance(here, dict) and all(isinstance(step, str) for step in missing) else ()))

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
    text = _text(path)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        content = YAML(typ="safe", pure=True).load(text)
        lines = dict(islice(_lines(root, ()), _MOST_PLACES))
    except MarkedYAMLError as error:
        raise _wrong(path, _syntax(error), _line(error)) from None
    except YAMLError as error:
        raise _wrong(path, f"it is not a YAML file: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise _wrong(path, "its values are nested too deeply, or contain themselves") from None
    except (ValueError, OverflowError) as error:
        raise _wrong(
            path, f"it holds a number or a date that is out of range: {str(error).partition(';')[0]}"
        ) from None
    if content is None:
        raise _wrong(path, "the file is empty: 'rtsim init' writes a scenario to start from")
    if not isinstance(content, dict):
        raise _wrong(path, f"{shown(content)} stands where a mapping of keys to values is expected", 1)
    return Document(str(path), content, lines)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _wrong(path, "the file is too large for a scenario")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise _wrong(path, f"cannot be read: {reason(error)}") from None


def _lines(node: Node | None, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give each place with its line, counted from 1."""
    if len(place) > 100:
        raise RecursionError
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield (*place, str(key.value)), key.start_mark.line + 1
            yield from _lines(value, (*place, str(key.value)))
    if isinstance(node, SequenceNode):
        for number, value in enumerate(node.value):
            yield (*place, str(number)), value.start_mark.line + 1
            yield from _lines(value, (*place, str(number)))


def _syntax(error: MarkedYAMLError) -> str:
    if isinstance(error, DuplicateKeyError):
        return f"{error.problem.splitlines()[0].partition(' with value')[0].removeprefix('found ')}: write it once"
    problem = error.problem or error.context or "it is not YAML"
    if "chomping" in problem or "indentation indicators" in problem:
        return "a value that starts with '>' needs quotes, as in \">= 0.9\""
    return f"not valid YAML: {problem.splitlines()[0]}"


def _line(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 0


def _wrong(path: Path, message: str, line: int = 0) -> InputErrors:
    return InputErrors([InputError(str(path), line, "", message)])
