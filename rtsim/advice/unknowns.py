"""Unknowns: what a scenario takes for granted and its user did not say, each with the range in which it is tried.

That is each cost and each size that comes from a catalogue, by how far its source can be trusted; each network that the
catalogue assumes; and what is left to a default though every application has its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from rtsim.advice.levers import slower, stretched
from rtsim.scenario import Scenario
from rtsim.scenario.catalogues import Confidence, Number, networks, stacks
from rtsim.scenario.clients import USUAL_NETWORK
from rtsim.units import rate_text, significant, size_text, time_text

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
    text: Callable[[float], str]
    at: Callable[[Scenario, float], Scenario]


def unknowns(scenario: Scenario, written: Mapping[str, Any]) -> list[Unknown]:
    """Give what is not known of a scenario, of which its user has `written` this."""
    found = [*_costs(scenario, written), *_memory(scenario, written), *_networks(scenario, written)]
    return [one for one in (*found, *_defaults(scenario, written)) if one.now > 0 and one.low < one.high]


def _inside(written: Mapping[str, Any], *path: str) -> Any:
    """Give what is written at a place; nothing where nothing is."""
    here: Any = written
    for step in path:
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


@dataclass(frozen=True)
class _Place:
    """Where an unknown is: its path, how its values are written, and the scenario with another one."""

    path: str
    text: Callable[[float], str]
    at: Callable[[Scenario, float], Scenario]

    def around(self, now: float, factor: float, why: str) -> Unknown:
        """Give the unknown, tried by a factor down and up."""
        return Unknown(self.path, now, now / factor, now * factor, why, self.text, self.at)


def _costs(scenario: Scenario, written: Mapping[str, Any]) -> Iterator[Unknown]:
    said = _inside(written, "server", "costs") or {}
    for key, number in _used(stacks()[scenario.server.stack].costs, scenario):
        if key not in said and key.removesuffix(TLS) not in said:
            now = getattr(scenario.server.costs, key)
            place = _Place(f"server.costs.{key}", time_text, partial(_with_cost, key))
            yield place.around(now, FACTORS[number.confidence], _trust(number))
    if not said:
        yield _Place("server.costs", _times, _on_machine).around(1.0, MACHINE, "another machine")


def _memory(scenario: Scenario, written: Mapping[str, Any]) -> Iterator[Unknown]:
    said = _inside(written, "server", "memory") or {}
    for key, number in _used(stacks()[scenario.server.stack].memory, scenario):
        if key not in said and key.removesuffix(TLS) not in said:
            now = getattr(scenario.server.memory, key)
            place = _Place(f"server.memory.{key}", size_text, partial(_with_memory, key))
            yield place.around(now, FACTORS[number.confidence], _trust(number))


def _used(numbers: Mapping[str, Number], scenario: Scenario) -> Iterator[tuple[str, Number]]:
    """Give those of a stack's numbers that the scenario uses: the encrypted ones, or the plain ones."""
    encrypted = scenario.wire.tls.version != "none"
    for key, number in numbers.items():
        if f"{key}{TLS}" in numbers and encrypted:
            continue
        if key.endswith(TLS) and not encrypted:
            continue
        yield key, number


def _trust(number: Number) -> str:
    return number.assumed or f"{number.confidence} confidence"


def _networks(scenario: Scenario, written: Mapping[str, Any]) -> Iterator[Unknown]:
    """Give the latencies of the networks that the catalogue assumes."""
    said = _inside(written, "clients", "network") or USUAL_NETWORK
    mix = said if isinstance(said, list) else [{"network": said}]
    for place, portion in enumerate(mix):
        name = portion.get("network", USUAL_NETWORK) if isinstance(portion, dict) else ""
        known = networks().get(name) if isinstance(name, str) else None
        if known is not None and known.confidence == "assumed":
            now = scenario.clients.network[place].network.latency_up.mean
            there = _Place(f"clients.network.{name}.latency", time_text, partial(_with_latency, place, now))
            yield there.around(now, FACTORS["assumed"], "assumed")


def _defaults(scenario: Scenario, written: Mapping[str, Any]) -> Iterator[Unknown]:
    """Give what is left to a default though every application has its own."""
    said, messages = _inside(written, "messages") or {}, scenario.messages
    if "rate" not in said:
        place = _Place("messages.rate", rate_text, partial(_with_message, "rate"))
        yield place.around(messages.rate, DEFAULT, NOT_GIVEN)
    if "payload" not in said:
        place = _Place("messages.payload", size_text, _with_payload)
        yield place.around(messages.payload.mean, DEFAULT, NOT_GIVEN)
    if _inside(written, "server", "keep_alive") is None:
        now = scenario.server.keep_alive
        low, high = KEEP_ALIVE
        yield Unknown("server.keep_alive", now, min(now, low), max(now, high), NOT_GIVEN, time_text, _with_keep_alive)


def _times(factor: float) -> str:
    return f"{significant(factor)} times"


def _with_server(scenario: Scenario, **changes: Any) -> Scenario:
    return scenario.model_copy(update={"server": scenario.server.model_copy(update=changes)})


def _with_cost(key: str, scenario: Scenario, value: float) -> Scenario:
    return _with_server(scenario, costs=scenario.server.costs.model_copy(update={key: value}))


def _on_machine(scenario: Scenario, factor: float) -> Scenario:
    costs = scenario.server.costs
    return _with_server(
        scenario,
        costs=costs.model_copy(update={key: factor * getattr(costs, key) for key in type(costs).model_fields}),
    )


def _with_memory(key: str, scenario: Scenario, value: float) -> Scenario:
    return _with_server(scenario, memory=scenario.server.memory.model_copy(update={key: value}))


def _with_keep_alive(scenario: Scenario, value: float) -> Scenario:
    return _with_server(scenario, keep_alive=value)


def _with_message(key: str, scenario: Scenario, value: Any) -> Scenario:
    return scenario.model_copy(update={"messages": scenario.messages.model_copy(update={key: value})})


def _with_payload(scenario: Scenario, mean: float) -> Scenario:
    payload = scenario.messages.payload
    return _with_message("payload", scenario, stretched(payload, mean / payload.mean))


def _with_latency(place: int, before: float, scenario: Scenario, mean: float) -> Scenario:
    """Give the scenario with the network at a place of the mix slower or faster as a whole."""
    clients = scenario.clients
    portions: Sequence[Any] = [
        one.model_copy(update={"network": slower(one.network, mean / before)}) if at == place else one
        for at, one in enumerate(clients.network)
    ]
    return scenario.model_copy(update={"clients": clients.model_copy(update={"network": tuple(portions)})})
