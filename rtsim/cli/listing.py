"""`rtsim list`: what the catalogues hold, with the source of each number."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from rtsim.scenario.catalogues import Number, networks, prices, stacks
from rtsim.scenario.errors import choices_text
from rtsim.techniques.catalogue import techniques
from rtsim.units import bandwidth_text, share_text, shown, time_text
from rtsim.wire import header_sets

WIDTH = 80  # columns, however wide the terminal is: prose is not read across 200


@dataclass(frozen=True)
class Entry:
    """One entry of a listing: its name, what it is, and lines about its numbers and where they come from."""

    name: str
    title: str
    lines: tuple[str, ...]


def list_catalogue(
    kind: Annotated[str, typer.Argument(help="techniques, networks, stacks, prices, configs or headers")],
) -> None:
    """List what a catalogue holds, each entry with its numbers and their sources."""
    if kind not in LISTINGS:
        typer.echo(f"{shown(kind)} is not a catalogue: {choices_text(kind, LISTINGS)}", err=True)
        raise typer.Exit(2)
    console = Console(width=WIDTH, highlight=False)
    for entry in LISTINGS[kind]():
        console.print(Text(entry.name, style="bold").append(f"  {entry.title}", style="not bold"))
        for line in entry.lines:
            console.print(Padding(Text(line), (0, 0, 0, 2)))


def _techniques() -> Iterator[Entry]:
    for technique in techniques().values():
        yield Entry(technique.name, technique.title, (_traits(technique.traits),))


def _traits(traits: Any) -> str:
    """Write traits, which are a value or a dataclass, as words."""
    return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in vars(traits).items())


def _networks() -> Iterator[Entry]:
    for name, network in networks().items():
        link = network.link
        numbers = (
            f"one way {time_text(link.latency_up.mean)}, up {bandwidth_text(link.up)},"
            f" down {bandwidth_text(link.down)}, loss {share_text(link.loss)}"
        )
        source = f"{network.source} ({network.date}, {network.confidence})"
        yield Entry(name, network.title, tuple(filter(None, (numbers, network.note, network.assumed or source))))


def _stacks() -> Iterator[Entry]:
    for name, stack in stacks().items():
        numbers = {**stack.costs, **{f"memory.{key}": number for key, number in stack.memory.items()}}
        yield Entry(name, stack.title, (*_own(numbers), *_borrowed(numbers)))


def _own(numbers: Mapping[str, Number]) -> Iterator[str]:
    """Write the numbers that somebody published or measured, source by source."""
    sources: dict[str, list[str]] = {}
    for name, number in numbers.items():
        if not number.assumed:
            source = f"{number.source} ({number.date}, {number.confidence})"
            sources.setdefault(source, []).append(f"{name} {number.value}")
    for source, listed in sources.items():
        yield f"{', '.join(listed)}: {source}"


def _borrowed(numbers: Mapping[str, Number]) -> Iterator[str]:
    """Write the numbers that are assumed, reason by reason."""
    reasons: dict[str, list[str]] = {}
    for name, number in numbers.items():
        if number.assumed:
            value = number.value if isinstance(number.value, str) else f"{number.value:g}"
            reasons.setdefault(number.assumed, []).append(f"{name} {value}")
    for reason, listed in reasons.items():
        yield f"assumed, {reason}: {', '.join(listed)}"


def _prices() -> Iterator[Entry]:
    for name, price in prices().items():
        source = f"{price.source} ({price.date}, {price.confidence})"
        yield Entry(name, price.title, tuple(filter(None, (f"{price.value:g} {price.unit}", price.note, source))))


def _configs() -> Iterator[Entry]:
    for path in sorted(Path("configs").glob("*.yaml")):
        yield Entry(str(path), _title(path), ())


def _title(path: Path) -> str:
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, YAMLError, RecursionError):
        return "(cannot be read: rtsim run says why)"
    return str(content.get("title", "")) if isinstance(content, dict) else ""


def _headers() -> Iterator[Entry]:
    for headers in header_sets().values():
        yield Entry(headers.name, headers.title, (headers.source,))


LISTINGS: Mapping[str, Callable[[], Iterator[Entry]]] = MappingProxyType(
    {
        "techniques": _techniques,
        "networks": _networks,
        "stacks": _stacks,
        "prices": _prices,
        "configs": _configs,
        "headers": _headers,
    }
)
"""The catalogues by name."""
