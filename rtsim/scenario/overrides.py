"""Overrides: `PATH=VALUE` texts of the command line, laid over a document before it is validated."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rtsim.scenario.catalogues import networks, reconnects_by_any_name
from rtsim.scenario.document import Document, Place
from rtsim.scenario.errors import InputError, InputErrors
from rtsim.scenario.intermediaries import intermediaries
from rtsim.scenario.reading import DEEPEST, NotYaml, parse
from rtsim.units import shown


def apply(document: Document, overrides: Sequence[str], techniques: Sequence[str] = ()) -> Document:
    """Lay overrides over a document; the document itself stays as it is.

    A path goes through keys that the document leaves out, through the names of a list of techniques, and through a
    network of the catalogue; `techniques` are those of a document that names none. Raises `InputErrors` for a text that
    is no `PATH=VALUE`, or whose path goes through a plain value.
    """
    content: Any = document.content
    places, errors = dict(document.set), []
    for text in overrides:
        try:
            place, value = _split(text)
            content = _laid(content, place, value, (), techniques)
            places[tuple(map(str, place))] = text
        except ValueError as error:
            errors.append(InputError(f"--set {text}", 0, "", str(error)))
    if errors:
        raise InputErrors(errors)
    return replace(document, content=content, set=places)


def _split(text: str) -> tuple[Place, Any]:
    path, equals, written = text.partition("=")
    steps = path.strip().split(".")
    if not equals or not all(steps):
        raise ValueError("write PATH=VALUE, as in clients.count=500")
    if len(steps) > DEEPEST:
        raise ValueError(f"the path has more than {DEEPEST} steps")
    if steps[0] == "slo" and len(steps) > 1:  # a measure's name has dots of its own
        steps = ["slo", ".".join(steps[1:])]
    return tuple(int(step) if step.isdecimal() else step for step in steps), _value(written)


def _value(written: str) -> Any:
    if written.strip().startswith(">"):  # a limit, not the block text that it would be in YAML
        return written.strip()
    try:
        return parse(written).value
    except NotYaml as error:
        raise ValueError(f"{shown(written)} is not a value in YAML") from error


def _laid(here: Any, place: Place, value: Any, above: Place, techniques: Sequence[str]) -> Any:
    """Give a copy of `here` in which `value` stands at `place`."""
    if not place:
        return value
    step, rest = place[0], place[1:]
    here = _opened(here, above, techniques)
    if isinstance(here, list) and isinstance(step, int):
        if step >= len(here):
            raise ValueError(f"{'.'.join(map(str, above))} has only {len(here)} entries, counted from 0")
        changed = _laid(here[step], rest, value, (*above, step), techniques)
        return [changed if number == step else part for number, part in enumerate(here)]
    if not isinstance(here, dict):
        raise ValueError(  # noqa: TRY004 - what is wrong is the user's text
            f"{'.'.join(map(str, above))} is {shown(here)}, which has no key '{step}'"
        )
    return {**here, str(step): _laid(here.get(str(step)), rest, value, (*above, step), techniques)}


def _opened(here: Any, above: Place, techniques: Sequence[str]) -> Any:
    """Make a mapping of what stands for one: nothing, names of techniques, a network, a library, a price book."""
    if above == ("techniques",) and (here is None or isinstance(here, list)):
        return dict.fromkeys(techniques if here is None else here)
    if here is None:
        return {}
    if above == ("prices",) and isinstance(here, str):
        return {"book": here}
    return _numbers(here, above) if isinstance(here, str) else here


def _numbers(name: str, above: Place) -> Any:
    """Give what a name of a catalogue stands for."""
    if above and above[-1] == "network" and name in networks():
        return networks()[name].written
    if above == ("clients", "reconnect") and name in reconnects_by_any_name():
        return reconnects_by_any_name()[name].written
    if above[:1] == ("path",) and name in intermediaries():
        return {"name": name}
    return name
