"""Catalogues with provenance: networks, stacks and prices, each number with its source.

The numbers live in YAML files beside this module. What nobody has published is marked as assumed, with the reason or
with the stack it is borrowed from.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from rtsim import units
from rtsim.scenario.costs import Costs, Memory
from rtsim.scenario.links import Link
from rtsim.scenario.values import Value

Confidence = Literal["high", "medium", "low", "assumed"]


class Number(Value):
    """A number of a catalogue, and where it comes from."""

    value: str | float
    """As a user would write it, with its unit."""
    source: str
    """Who published or measured it."""
    date: str
    """When, or of which version; `undated` when the source does not say."""
    confidence: Confidence
    """How far it can be trusted."""
    assumed: str = ""
    """Why it is assumed, or from which stack it is borrowed; empty for a number of its own."""


class Network(Value):
    """A link of the catalogue, and where its numbers come from."""

    title: str
    """What it is, in a few words."""
    link: Link
    """The link; a published round-trip time is split evenly."""
    written: dict[str, Any]
    """The link as a user would write it."""
    source: str
    """Who published the numbers."""
    date: str
    """When, or of which version."""
    confidence: Confidence
    """How far the numbers can be trusted."""
    note: str = ""
    """What a reader should know before using it."""
    assumed: str = ""
    """Why the numbers are assumed; empty when they are published."""


class Stack(Value):
    """A server stack of the catalogue: its CPU costs and memory, each number with its source."""

    title: str
    """What it is, in a few words."""
    model: Literal["event-loop", "threads"] = "event-loop"
    """How the stack waits."""
    threads: int | None = None
    """How many threads, where the stack has a fixed number of them."""
    costs: dict[str, Number]
    """CPU of one core per operation."""
    memory: dict[str, Number]
    """Resident memory per connection."""

    def cost_numbers(self) -> dict[str, str | float]:
        """Give the costs as a user would write them."""
        return {name: number.value for name, number in self.costs.items()}

    def memory_numbers(self) -> dict[str, str | float]:
        """Give the memory as a user would write it."""
        return {name: number.value for name, number in self.memory.items()}


class Price(Value):
    """A list price, and where it was read."""

    title: str
    """What is paid for."""
    value: float
    """In the unit that follows."""
    unit: str
    """Currency and quantity."""
    source: str
    """Where the price was read."""
    date: str
    """When, or `undated`."""
    confidence: Confidence
    """How far it can be trusted."""
    note: str = ""
    """Tiers and conditions."""


@cache
def networks() -> Mapping[str, Network]:
    """Give the networks by name."""
    entries = {name: {**entry, "written": entry["link"]} for name, entry in _read("networks.yaml").items()}
    return MappingProxyType(TypeAdapter(dict[str, Network]).validate_python(entries))


@cache
def stacks() -> Mapping[str, Stack]:
    """Give the stacks by name, each with all its numbers: those it does not state itself are borrowed."""
    entries = _read("stacks.yaml")
    entries.pop("sources")  # anchors that the numbers refer to
    complete = {name: _complete(name, entries) for name in entries}
    found = TypeAdapter(dict[str, Stack]).validate_python(complete)
    for stack in found.values():
        Costs.model_validate(stack.cost_numbers())
        Memory.model_validate(stack.memory_numbers())
    return MappingProxyType(found)


@cache
def prices() -> Mapping[str, Price]:
    """Give the prices by name."""
    return MappingProxyType(TypeAdapter(dict[str, Price]).validate_python(_read("prices.yaml")))


def _read(name: str) -> dict[str, Any]:
    text = (files("rtsim.scenario") / name).read_text(encoding="utf-8")
    content: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return content


def _complete(name: str, entries: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what a stack does not state from the one it borrows from, and say so at each number."""
    entry = dict(entries[name])
    lender = entry.pop("borrows", None)
    if lender is None:
        return entry
    lent = _complete(lender, entries)
    for part in ("costs", "memory"):
        borrowed = {key: _borrowed(number, lender) for key, number in lent[part].items()}
        entry[part] = _own_over(borrowed, entry.get(part) or {})
    return entry


def _own_over(borrowed: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Put a stack's own numbers over the borrowed ones; what encryption adds is borrowed where it is not stated."""
    complete = borrowed | dict(own)
    for key, number in own.items():
        twin = f"{key}_tls"
        if twin in borrowed and twin not in own:
            added = _plain(borrowed[twin]) - _plain(borrowed[key])
            complete[twin] = {**borrowed[twin], "value": float(f"{_plain(number) + added:.6g}")}
    return complete


def _plain(number: Mapping[str, Any]) -> float:
    """Read a number whatever its kind: seconds or bytes."""
    try:
        return units.time(number["value"])
    except ValueError:
        return units.size(number["value"])


def _borrowed(number: Mapping[str, Any], lender: str) -> dict[str, Any]:
    return {**number, "confidence": "assumed", "assumed": number.get("assumed") or f"borrowed from {lender}"}
