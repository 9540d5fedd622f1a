"""Unknowns: what a scenario takes for granted and its user did not say, each with the range in which it is tried.

That is each cost and each size that comes from a catalogue, by how far its source can be trusted; each network that the
catalogue assumes; and what is left to a default though every application has its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from rtsim.advice.levers import placed, slower, with_payload
from rtsim.scenario import Scenario
from rtsim.scenario.catalogues import Confidence, Number, networks, stacks
from rtsim.scenario.clients import USUAL_NETWORK
from rtsim.units import Text, rate_text, significant, size_text, time_text

FACTORS: Mapping[Confidence, float] = {"high": 1.1, "medium": 1.25, "low": 2.0, "assumed": 2.0}
"""By how much a number is tried down and up, by how far its source can be trusted."""
MACHINE = 1.5  # all costs together, on a machine slower or faster than the one that was measured (assumed)
DEFAULT = 2.0  # what every application has its own of (assumed)
KEEP_ALIVE = (5.0, 75.0)  # seconds: Node's and Apache's own, and nginx's
TLS = "_tls"
NOT_GIVEN = "not given"


@dataclass(frozen=True)
class Unknown:
    """One input: its path, its value now in base units, the range, and the scenario with another value.

    `why` it is not known; `text` writes a value.
    """

    path: str
    now: float
    low: float
    high: float
    why: str
    text: Text
    at: Callable[[Scenario, float], Scenario]

    @property
    def range(self) -> str:
        """The range in words."""
        return f"{self.text(self.low)} to {self.text(self.high)}"


def unknowns(scenario: Scenario, written: Mapping[str, Any]) -> list[Unknown]:
    """Give what is not known of a scenario, of which its user has `written` this."""
    machine = Unknown("server.costs", *_around(1.0, MACHINE), "another machine", _times, _on_machine)
    found = (
        *_of_stack("costs", time_text, scenario, written),
        *(() if _inside(written, "server", "costs") else [machine]),
        *_of_stack("memory", size_text, scenario, written),
        *_networks(scenario, written),
        *_defaults(scenario, written),
    )
    return [one for one in found if one.now > 0 and one.low < one.high]


def _inside(written: Mapping[str, Any], *path: str) -> Any:
    """Give what is written at a place; nothing where nothing is."""
    here: Any = written
    for step in path:
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


def _around(now: float, factor: float) -> tuple[float, float, float]:
    """Give a value that is tried by a factor down and up, with its range."""
    return now, now / factor, now * factor


def _of_stack(group: str, text: Text, scenario: Scenario, written: Mapping[str, Any]) -> Iterator[Unknown]:
    """Give what the server takes from its stack: the numbers of one group, costs or memory."""
    said = _inside(written, "server", group) or {}
    for key, number in _used(getattr(stacks()[scenario.server.stack], group), scenario):
        if key not in said and key.removesuffix(TLS) not in said:
            path, now = f"server.{group}.{key}", getattr(getattr(scenario.server, group), key)
            why = number.assumed or f"{number.confidence} confidence"
            yield Unknown(path, *_around(now, FACTORS[number.confidence]), why, text, partial(placed, path))


def _used(numbers: Mapping[str, Number], scenario: Scenario) -> Iterator[tuple[str, Number]]:
    """Give those of a stack's numbers that the scenario uses: the encrypted ones, or the plain ones."""
    encrypted = scenario.wire.tls.version != "none"
    for key, number in numbers.items():
        if not (f"{key}{TLS}" in numbers if encrypted else key.endswith(TLS)):
            yield key, number


def _networks(scenario: Scenario, written: Mapping[str, Any]) -> Iterator[Unknown]:
    said = _inside(written, "clients", "network") or USUAL_NETWORK
    mix = said if isinstance(said, list) else [{"network": said}]
    for place, portion in enumerate(mix):
        name = portion.get("network", USUAL_NETWORK) if isinstance(portion, dict) else ""
        known = networks().get(name) if isinstance(name, str) else None
        if known is not None and known.confidence == "assumed":
            now = scenario.clients.network[place].network.latency.up.mean
            path, around = f"clients.network.{name}.latency", _around(now, FACTORS["assumed"])
            yield Unknown(path, *around, "assumed", time_text, partial(_with_latency, place, now))


def _defaults(scenario: Scenario, written: Mapping[str, Any]) -> Iterator[Unknown]:
    """Give what is left to a default though every application has its own."""
    said, messages = _inside(written, "messages") or {}, scenario.messages
    if "rate" not in said:
        path, around = "messages.rate", _around(messages.rate, DEFAULT)
        yield Unknown(path, *around, NOT_GIVEN, rate_text, partial(placed, path))
    if "payload" not in said:
        around = _around(messages.payload.mean, DEFAULT)
        yield Unknown("messages.payload", *around, NOT_GIVEN, size_text, with_payload)
    if _inside(written, "server", "keep_alive") is None:
        path, now, (low, high) = "server.keep_alive", scenario.server.keep_alive, KEEP_ALIVE
        yield Unknown(path, now, min(now, low), max(now, high), NOT_GIVEN, time_text, partial(placed, path))


def _times(factor: float) -> str:
    return f"{significant(factor)} times"


def _on_machine(scenario: Scenario, factor: float) -> Scenario:
    costs = scenario.server.costs
    changes = {key: factor * getattr(costs, key) for key in type(costs).model_fields}
    return placed("server.costs", scenario, costs.model_copy(update=changes))


def _with_latency(place: int, before: float, scenario: Scenario, mean: float) -> Scenario:
    """Give the scenario with the network at a place of the mix slower or faster as a whole."""
    portions = list(scenario.clients.network)
    portions[place] = placed("network", portions[place], slower(portions[place].network, mean / before))
    return placed("clients.network", scenario, tuple(portions))
