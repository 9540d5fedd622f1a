"""`rtsim list`: what the catalogues hold, with the source of each number."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from rtsim.cli.inputs import refuse
from rtsim.cli.streams import say
from rtsim.report.policies import policy_words
from rtsim.report.text.layout import Hanging, Screen
from rtsim.scenario.catalogues import Number, Pings, Sourced, networks, prices, reconnects, stacks
from rtsim.scenario.document import read_document
from rtsim.scenario.errors import InputErrors, choices_text
from rtsim.scenario.intermediaries import intermediaries
from rtsim.scenario.links import Link
from rtsim.scenario.pricing import Term, books, shared_terms
from rtsim.techniques import techniques
from rtsim.units import bandwidth_text, share_text, shown, time_text
from rtsim.wire import header_sets

WIDTH = 80  # columns at most, however wide the terminal is: prose is not read across 200


KINDS = "techniques, networks, stacks, prices, reconnects, intermediaries, configs or headers"
BOOK = "A price book, for a scenario's prices."


@dataclass(frozen=True)
class Entry:
    """One entry of a listing: its name, what it is, and lines about its numbers and their sources, some maybe empty."""

    name: str
    title: str
    lines: tuple[str, ...]


def list_catalogue(
    kind: Annotated[str, typer.Argument(help=KINDS)],
) -> None:
    """List what a catalogue holds, each entry with its numbers and their sources."""
    if kind not in LISTINGS:
        refuse([f"{shown(kind)} is not a catalogue: {choices_text(kind, LISTINGS)}"])
    width = min(WIDTH, Screen().width)
    screen = Screen(width=width)
    entries = list(LISTINGS[kind]())
    if not entries:
        say(f"no {kind} here: these are the YAML files in a folder '{kind}' below the current one")
    for entry in entries:
        fits = len(entry.name) + 2 + len(entry.title) <= width
        screen.print(Text(entry.name, style="bold").append(f"  {entry.title}" if fits else "", style="not bold"))
        for line in filter(None, entry.lines if fits else (entry.title, *entry.lines)):
            screen.print(Hanging(Text(f"  {line}")))


def _techniques() -> Iterator[Entry]:
    """Give what stands of each in the notes' comparison table, or would stand there, as words."""
    for technique in techniques().values():
        words = ((name, value) for name, value in vars(technique.traits).items() if isinstance(value, str))
        told = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in words)
        yield Entry(technique.name, technique.title, (told,))


def _networks() -> Iterator[Entry]:
    for name, network in networks().items():
        origin = f"assumed: {network.assumed}" if network.assumed else _origin(network)
        yield Entry(name, network.title, (_numbers(network.link), network.note, origin))


def _numbers(link: Link) -> str:
    ways = f"one way {time_text(link.latency.up.mean)}, up {bandwidth_text(link.up)}, down {bandwidth_text(link.down)}"
    jitter = sqrt(link.jitter.up.variance)
    noise = f", jitter {time_text(jitter)} (standard deviation)" if jitter else ""
    return f"{ways}{noise}, loss {share_text(link.loss_rate)}"


def _origin(entry: Sourced) -> str:
    return f"{entry.source} ({entry.date}, {entry.confidence})"


def _stacks() -> Iterator[Entry]:
    for name, stack in stacks().items():
        numbers = {**stack.costs, **{f"memory.{key}": number for key, number in stack.memory.items()}}
        yield Entry(name, stack.title, tuple(_sources(numbers)))


def _sources(numbers: Mapping[str, Number]) -> Iterator[str]:
    """Write numbers source by source, then those that are assumed, reason by reason."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name, number in sorted(numbers.items(), key=lambda item: bool(item[1].assumed)):
        why = (number.assumed, "" if number.assumed else _origin(number))
        groups.setdefault(why, []).append(f"{name} {number.value}")
    for (assumed, source), listed in groups.items():
        yield f"assumed, {assumed}: {', '.join(listed)}" if assumed else f"{', '.join(listed)}: {source}"


def _prices() -> Iterator[Entry]:
    for name, price in prices().items():
        yield Entry(name, price.title, (f"{price.value:g} {price.unit}", price.note, _origin(price)))
    for name, book in books().items():
        own = {key: term for key, term in book.terms.items() if term != shared_terms()[key]}
        yield Entry(name, book.title, (BOOK, book.note, *_terms(own)))
    yield Entry("every book", "What a book begins with", tuple(_terms(shared_terms())))


def _terms(terms: Mapping[str, Term]) -> Iterator[str]:
    """Write the terms of a book; a price of nothing is left out."""
    return (f"{name}: {_term(term)}" for name, term in terms.items() if term.value != 0 or term.note)


def _term(term: Term) -> str:
    """Write a term with the price that it is from, or with its source."""
    steps = [f"{step.price} up to {step.up_to}" if step.up_to else f"then {step.price}" for step in term.steps]
    known = ", ".join(filter(None, (term.note, term.source)))
    written = "null" if term.value is None else str(term.value)
    return term.price or ", ".join(steps) or (f"{written} ({known})" if known else written)


def _reconnects() -> Iterator[Entry]:
    for name, library in reconnects().items():
        names = f"also: {', '.join(library.also)}" if library.also else ""
        assumed = f"assumed: {library.assumed}" if library.assumed else ""
        numbers = (policy_words(library.policy), library.note, assumed, _origin(library))
        yield Entry(name, library.title, (names, *numbers, *_pings(library.pings)))


def _pings(pings: Pings | None) -> Iterator[str]:
    """Write how a dead connection is found, where that is known."""
    if pings is not None:
        every = "" if pings.every is None else f" every {time_text(pings.every)}"
        answer = "" if pings.answer is None else f", given up {time_text(pings.answer)} later"
        note = f" ({pings.note})" if pings.note else ""
        yield f"the {pings.by} pings{every}{answer}{note}: {_origin(pings)}"


def _intermediaries() -> Iterator[Entry]:
    for name, one in intermediaries().items():
        yield Entry(name, one.title, (*_sources(one.numbers), one.note))


def _configs() -> Iterator[Entry]:
    for path in sorted(Path("configs").glob("*.yaml")):
        yield Entry(str(path), _title(path), ())


def _title(path: Path) -> str:
    try:
        return str(read_document(path).content.get("title", ""))
    except InputErrors:
        return "(cannot be read: rtsim run says why)"


def _headers() -> Iterator[Entry]:
    for headers in header_sets().values():
        yield Entry(headers.name, headers.title, (headers.source,))


LISTINGS: Mapping[str, Callable[[], Iterator[Entry]]] = {
    "techniques": _techniques,
    "networks": _networks,
    "stacks": _stacks,
    "prices": _prices,
    "reconnects": _reconnects,
    "intermediaries": _intermediaries,
    "configs": _configs,
    "headers": _headers,
}
"""The catalogues by name."""
