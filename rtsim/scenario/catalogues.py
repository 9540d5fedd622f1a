"""Catalogues with provenance: networks, stacks, prices and reconnects, each number with its source.

The numbers live in YAML files beside this module. What nobody has published is marked as assumed, with the reason or
with the stack it is borrowed from.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeVar

import yaml
from pydantic import ValidationError

from rtsim import units
from rtsim.scenario.costs import Costs, Memory
from rtsim.scenario.errors import InputError, InputErrors, chosen, wording
from rtsim.scenario.fields import PositiveTime
from rtsim.scenario.links import Link
from rtsim.scenario.retries import Reconnect
from rtsim.scenario.values import Value

Confidence = Literal["high", "medium", "low", "assumed"]
T = TypeVar("T", bound=Value)

_BORROWED = "borrowed from"


class _Unit(NamedTuple):
    """The unit in which numbers that are worked out are written."""

    name: str
    worth: float
    read: Callable[[object], float]


_MICROSECONDS = _Unit("us", 1e-6, units.time)
_KILOBYTES = _Unit("kB", 1e3, units.size)


class Sourced(Value):
    """What a catalogue holds, and where its numbers come from."""

    source: str
    """Who published or measured them, or where they were read."""
    date: str
    """When, or of which version; `undated` when the source does not say."""
    confidence: Confidence
    """How far they can be trusted."""
    note: str = ""
    """What a reader should know before using them, and what is not modelled."""
    assumed: str = ""
    """Why they are assumed, or from which stack they are borrowed; empty for published ones."""


class Number(Sourced):
    """A number of a catalogue."""

    value: str | float
    """As a user would write it, with its unit."""


class Network(Sourced):
    """A link of the catalogue."""

    title: str
    """What it is, in a few words."""
    link: Link
    """The link; a published round-trip time is split evenly."""
    written: dict[str, Any]
    """The link as a user would write it."""


class Stack(Value):
    """A server stack of the catalogue: its CPU costs and memory, each number with its source."""

    title: str
    """What it is, in a few words."""
    model: Literal["event-loop", "threads"] = "event-loop"
    """How the stack waits."""
    answers: Literal["at-once", "end-of-turn"] = "at-once"
    """When the stack's event loop writes answers."""
    threads: int | None = None
    """How many threads, where the stack has a fixed number of them."""
    costs: dict[str, Number]
    """CPU of one core per operation."""
    memory: dict[str, Number]
    """Resident memory per connection."""


class Price(Sourced):
    """A list price."""

    title: str
    """What is paid for."""
    value: float
    """In the unit that follows."""
    unit: str
    """Currency and quantity."""


class Pings(Sourced):
    """How the two sides of a library find out that a connection is dead."""

    by: Literal["client", "server"]
    """Who pings."""
    every: PositiveTime | None = None
    """From ping to ping, in seconds; null where it is not known."""
    answer: PositiveTime | None = None
    """How long after a ping is due it, or its answer, may be missing, in seconds; null where it is not known."""


class Library(Sourced):
    """When the clients of a library or browser come back."""

    title: str
    """What it is, in a few words."""
    also: tuple[str, ...] = ()
    """Other names of it."""
    policy: Reconnect
    """When its clients come back."""
    written: dict[str, Any]
    """The policy as a user would write it."""
    pings: Pings | None = None
    """How a dead connection is found."""


@cache
def networks() -> Mapping[str, Network]:
    """Give the networks by name."""
    entries = read_catalogue("networks.yaml")
    written = {name: {**entry, "written": entry["link"]} for name, entry in entries.items()}
    return validated(Network, written, "networks.yaml")


@cache
def stacks() -> Mapping[str, Stack]:
    """Give the stacks by name, each with all its numbers: those it does not state itself are borrowed."""
    entries = read_catalogue("stacks.yaml")
    found = validated(Stack, {name: _complete(name, entries) for name in entries}, "stacks.yaml")
    validated(Costs, {f"{name}.costs": as_written(stack.costs) for name, stack in found.items()}, "stacks.yaml")
    validated(Memory, {f"{name}.memory": as_written(stack.memory) for name, stack in found.items()}, "stacks.yaml")
    return found


@cache
def prices() -> Mapping[str, Price]:
    """Give the prices by name."""
    return validated(Price, read_catalogue("prices.yaml"), "prices.yaml")


@cache
def reconnects() -> Mapping[str, Library]:
    """Give the libraries that reconnect by name."""
    entries = read_catalogue("reconnects.yaml")
    written = {name: {**entry, "written": entry["policy"]} for name, entry in entries.items()}
    return validated(Library, written, "reconnects.yaml")


@cache
def reconnects_by_any_name() -> Mapping[str, Library]:
    """Give them by their names and by all others that they are known by."""
    others = {other: library for library in reconnects().values() for other in library.also}
    return MappingProxyType({**reconnects(), **others})


def read_catalogue(name: str) -> dict[str, Any]:
    """Read a file of this package: a mapping of names to entries."""
    text = (files("rtsim.scenario") / name).read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    content.pop("sources", None)  # anchors that the numbers refer to
    return content


def as_written(numbers: Mapping[str, Number]) -> dict[str, str | float]:
    """Give numbers as a user would write them."""
    return {name: number.value for name, number in numbers.items()}


def validated(kind: type[T], entries: Mapping[str, Any], file: str) -> Mapping[str, T]:
    """Give the entries of a catalogue as values of one kind; raises `InputErrors` with all that is wrong in `file`."""
    found, wrong = {}, []
    for name, entry in entries.items():
        try:
            found[name] = kind.model_validate(entry)
        except ValidationError as error:
            wrong += [_located(file, (name, *line["loc"]), wording(line)) for line in error.errors()]
    if wrong:
        raise InputErrors(wrong)
    return MappingProxyType(found)


def _located(file: str, place: Iterable[int | str], message: str) -> InputError:
    return InputError(file, 0, ".".join(map(str, place)), message)


def _complete(name: str, entries: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what a stack does not state from the one it borrows from, and say so at each number."""
    entry = dict(chosen(name, entries, "a stack to borrow from: "))
    lender = entry.pop("borrows", None)
    if lender is None:
        return entry
    lent = _complete(lender, entries)
    for part, unit in (("costs", _MICROSECONDS), ("memory", _KILOBYTES)):
        borrowed = {key: _borrowed(number, lender) for key, number in lent[part].items()}
        own = dict(entry.get(part) or {})
        entry[part] = borrowed | _encrypted(own, borrowed, unit) | own
    return entry


def _borrowed(number: Mapping[str, Any], lender: str) -> dict[str, Any]:
    """Mark a number as borrowed: from the stack that it was borrowed from first."""
    first = number.get("assumed", "")
    reason = first if first.startswith(_BORROWED) else f"{_BORROWED} {lender}"
    return {**number, "confidence": "assumed", "assumed": reason}


def _encrypted(own: Mapping[str, Any], borrowed: Mapping[str, Any], unit: _Unit) -> dict[str, Any]:
    """Borrow what encryption adds to a number that a stack states without its encrypted twin."""
    twins = {}
    for key, number in own.items():
        twin = borrowed.get(f"{key}_tls")
        if twin is not None:
            added = unit.read(twin["value"]) - unit.read(borrowed[key]["value"])
            value = f"{(unit.read(number['value']) + added) / unit.worth:.6g} {unit.name}"
            twins[f"{key}_tls"] = {**twin, "value": value, "assumed": f"what encryption adds is {twin['assumed']}"}
    return twins
