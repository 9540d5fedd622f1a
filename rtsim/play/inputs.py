"""Inputs: what can be moved on the page, each with its values in order, and where in a scenario they stand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isnan, nan
from typing import Any, get_args

from rtsim.chance import Constant
from rtsim.play.bases import Base
from rtsim.scenario import Scenario, networks, reconnects, stacks
from rtsim.scenario.needs import Needs
from rtsim.scenario.pricing import books
from rtsim.scenario.wire import Tls, Wire
from rtsim.units import rate_text, size_text, time_text

AS_WRITTEN = "as in the scenario"
STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)  # of a decade
NOTHING = "{}"  # that fails
NO_PRICES = "null"
_NOTHING = {"faults": NOTHING, "prices": NO_PRICES}
_AS_TYPED = {"faults", "prices", "clients.reconnect", "clients.network", "server.stack"}  # whose names stand for more


@dataclass(frozen=True)
class Choice:
    """A value as YAML has it, empty for what the scenario says itself, and how it reads."""

    value: str
    text: str


@dataclass(frozen=True)
class Input:
    """An input: `path` is where its value stands in a scenario, `own` the place among `choices` of the scenario's own.

    An ordered one is moved along its choices; of the others one is picked.
    """

    path: str
    label: str
    group: str
    choices: tuple[Choice, ...]
    own: int
    ordered: bool


@dataclass(frozen=True)
class _Range:
    """A number from `low` to `high`; `of` gives it, None where it has no meaning, nan where it is not one number."""

    path: str
    label: str
    group: str
    low: float
    high: float
    of: Callable[[Scenario], float | None]
    text: Callable[[float], str] = "{:,.0f}".format
    unit: str = ""


def _setting(technique: str, name: str) -> Callable[[Scenario], float | None]:
    """Give how a setting of a technique is found; None where the scenario leaves the technique out."""

    def of(scenario: Scenario) -> float | None:
        settings = scenario.techniques.get(technique)
        value = getattr(settings, name) if settings else None
        return None if settings is None else _constant(value)

    return of


def _rate(scenario: Scenario) -> float | None:
    return scenario.messages.rate if scenario.messages.process in ("poisson", "periodic") else None


def _constant(value: Any) -> float:
    """Give the number that a value always has; nan if it has none."""
    fixed = value.value if isinstance(value, Constant) else value
    return float(fixed) if isinstance(fixed, int | float) else nan


WHO, HOW, WHERE, WHAT_IF = "Clients and messages", "Techniques", "Network and server", "When something fails"
NEEDS = "What is needed"
_RANGES = (
    _Range("clients.count", "Clients", WHO, 1, 100_000, lambda s: s.clients.count),
    _Range("messages.rate", "Messages", WHO, 1 / 3600, 1_000, _rate, rate_text, " / s"),
    _Range("messages.on-off.rate", "Messages while on", WHO, 1 / 60, 1_000,
           lambda s: s.messages.on_off.rate if s.messages.on_off else None, rate_text, " / s"),
    _Range("messages.bursts.every", "From burst to burst", WHO, 0.1, 600,
           lambda s: s.messages.bursts.every if s.messages.bursts else None, time_text, " s"),
    _Range("messages.closed-loop.concurrency", "Messages under way", WHO, 1, 1_000,
           lambda s: s.messages.closed_loop.concurrency if s.messages.closed_loop else None),
    _Range("messages.payload", "Payload", WHO, 10, 100_000, lambda s: _constant(s.messages.payload), size_text, " B"),
    _Range("messages.room_size", "People in a room", WHO, 2, 1_000,
           lambda s: s.messages.room_size if s.messages.audience == "room" else None),
    _Range("techniques.short-polling.interval", "Polling interval", HOW, 0.1, 300,
           _setting("short-polling", "interval"), time_text, " s"),
    _Range("techniques.long-polling.timeout", "A long poll is held for", HOW, 1, 300,
           _setting("long-polling", "timeout"), time_text, " s"),
    _Range("techniques.websocket.heartbeat", "WebSocket heartbeat", HOW, 1, 300, _setting("websocket", "heartbeat"),
           time_text, " s"),
    _Range("techniques.sse.heartbeat", "SSE heartbeat", HOW, 1, 300, _setting("sse", "heartbeat"), time_text, " s"),
    _Range("server.cores", "Cores of each node", WHERE, 1, 64, lambda s: s.server.cores),
)  # fmt: skip


@cache
def inputs(base: Base) -> tuple[Input, ...]:
    """Give what can be moved of a scenario, in the order of the page."""
    found = [(given, given.of(base.scenario)) for given in _RANGES]
    ranged = [_along(given, value) for given, value in found if value is not None]
    groups = [WHO, HOW, WHERE, WHAT_IF, NEEDS]
    return tuple(sorted((*ranged, *_named(base)), key=lambda one: groups.index(one.group)))


def _along(given: _Range, own: float) -> Input:
    """Give the input of a range; what the scenario says itself is one of its values."""
    steps = [value for value in _ladder(given.low, given.high, whole=not given.unit) if value != own]
    places = [*steps, nan] if isnan(own) else sorted([*steps, own])
    choices = [Choice(f"{value:.12g}{given.unit}", given.text(value)) for value in places]
    at = len(steps) if isnan(own) else places.index(own)
    choices[at] = Choice("", AS_WRITTEN if isnan(own) else choices[at].text)
    return Input(given.path, given.label, given.group, tuple(choices), at, ordered=True)


def _ladder(low: float, high: float, *, whole: bool) -> list[float]:
    """Give round numbers from `low` to `high`.

    >>> _ladder(1, 10, whole=True), _ladder(0.5, 2, whole=False)
    ([1.0, 2.0, 3.0, 5.0, 7.0, 10.0], [0.5, 0.7, 1.0, 1.5, 2.0])
    """
    found = [step * 10.0**power for power in range(-4, 6) for step in STEPS]
    rounded = [float(f"{value:.3g}") for value in found]
    return [value for value in rounded if low <= value <= high and (not whole or value.is_integer())]


def _named(base: Base) -> Iterator[Input]:
    needs, wire = Needs.model_fields, Wire.model_fields
    yield _picked(base, "clients.network", "Network", WHERE, _same(networks()))
    yield _picked(base, "server.stack", "Server software", WHERE, _same(stacks()))
    versions = _literals(wire["http"].annotation)
    yield _picked(base, "wire.http", "HTTP", WHERE, {name: f"HTTP/{name}" for name in versions})
    yield _picked(base, "wire.tls", "TLS", WHERE, _same(_literals(Tls.model_fields["version"].annotation)))
    yield _picked(base, "prices", "Prices", WHERE, {NO_PRICES: "none"} | _same(books()))
    yield _picked(base, "faults", "What fails", WHAT_IF, dict(_failures(base.scenario)))
    yield _picked(base, "clients.reconnect", "How clients come back", WHAT_IF, _same(reconnects()))
    words = {"true": "yes", "false": "no"}
    yield _picked(base, "needs.real_time", "Real time", NEEDS, words)
    directions = {name: name.replace("-", " ") for name in get_args(needs["direction"].annotation)}
    yield _picked(base, "needs.direction", "Direction", NEEDS, directions)
    yield _picked(base, "needs.simple", "Simple to build", NEEDS, words)


def _same(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}


def _picked(base: Base, path: str, label: str, group: str, names: Mapping[str, str]) -> Input:
    """Give an input of names; what the scenario says itself comes first where it is not one of them."""
    own = _own(base, path)
    choices = [Choice(name, text) for name, text in names.items()]
    at = next((place for place, choice in enumerate(choices) if choice.value == own), None)
    if at is None:
        choices, at = [Choice("", AS_WRITTEN), *choices], 0
    else:
        choices[at] = Choice("", choices[at].text)
    return Input(path, label, group, tuple(choices), at, ordered=False)


def _own(base: Base, path: str) -> str | None:
    """Give what a scenario says at a path as a word; None where it is more than a word."""
    if path in _NOTHING and not base.document.content.get(path):
        return _NOTHING[path]
    value: Any = base.scenario
    for step in path.split("."):
        value = getattr(value, step)
    if path in _AS_TYPED:
        value = base.document.content
        for step in path.split("."):
            value = (value or {}).get(step) if isinstance(value, dict) else None
    if isinstance(value, Tls):
        value = value.version if value == Tls(version=value.version) else None
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else None


def _literals(annotation: Any) -> Sequence[str]:
    """Give the words of a literal, inside whatever stands around it."""
    words = [word for inner in get_args(annotation) for word in (_literals(inner) or [inner])]
    return [word for word in words if isinstance(word, str)]


def _failures(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Give what may fail, as YAML has it and in words; a restart comes when a third of the window is over."""
    at = f"{scenario.warmup + scenario.duration / 3:.12g} s"
    yield NOTHING, "nothing fails"
    yield f"{{restarts: [{{at: {at}, kind: crash, down: 2 s}}]}}", "the server crashes and is back after 2 s"
    yield f"{{restarts: [{{at: {at}, kind: drain, over: 10 s}}]}}", "the server closes its connections over 10 s"
    outages = "every: {dist: exponential, mean: 2 min}, lasts: {dist: exponential, mean: 8 s}"
    yield f"{{outages: {{{outages}, notice: silent}}}}", "phones drop out for 8 s every 2 min"
