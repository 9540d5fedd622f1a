"""The stream of messages before anything runs: how many, for how many, and in which rhythm they reach one client."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from rtsim.chance import Array
from rtsim.plan import Numbers
from rtsim.planning.arrivals import sources
from rtsim.planning.audiences import channels
from rtsim.scenario import Scenario


class Rhythm(Protocol):
    """How messages for one client follow each other."""

    def empty_share(self, rate: float, cycles: Array) -> float:
        """Give the share of `cycles` (seconds, equally likely) in which none comes, at `rate` per second."""


@dataclass(frozen=True)
class Irregular:
    """Each message comes at a moment of its own: a Poisson process, or what comes closest to it."""

    def empty_share(self, rate: float, cycles: Array) -> float:
        """Give E[exp(-rate C)], the chance of no Poisson arrival.

        >>> round(Irregular().empty_share(0.2, np.array([5.0])), 5)
        0.36788
        """
        return float(np.exp(-rate * cycles).mean())


@dataclass(frozen=True)
class Regular:
    """All of `size` messages come at once, every `period` seconds, from one source to every client."""

    period: float
    size: float

    def empty_share(self, rate: float, cycles: Array) -> float:  # noqa: ARG002 - the period says it
        """Give E[max(0, 1 - C/P)], the chance that a moment every P is not within a cycle.

        >>> Regular(50.0, 1).empty_share(0.02, np.array([1.0]))
        0.98
        """
        return float(np.maximum(0.0, 1 - cycles / self.period).mean())


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The stream as averages; rates are per second.

    `rate` is that of all messages, `recipients` for how many clients one is, `channel` how many belong to its channel
    (with its sender), `clients` how many there are. `doubts` say in what the messages differ from what closed forms
    assume.
    """

    rate: float
    recipients: float
    channel: float
    clients: int
    sources: int
    payload: int
    rhythm: Rhythm
    doubts: tuple[str, ...]

    @property
    def per_client(self) -> float:
        """Messages per second for one client, its own left out where it does not get them back."""
        return self.rate * self.recipients / self.clients

    @property
    def per_source(self) -> float:
        """Messages per second of one source."""
        return self.rate / self.sources

    @property
    def burst(self) -> float:
        """How many messages come at once."""
        return self.rhythm.size if isinstance(self.rhythm, Regular) else 1.0

    def at(self, rate: float) -> "Stream":
        """Give the same stream at another rate."""
        return replace(self, rate=rate)


def stream(scenario: Scenario) -> Stream:
    """Give the scenario's stream; a closed loop's has no rate yet, for that depends on who carries it."""
    sizes = _sizes(scenario)
    own = scenario.messages.origin == "clients" and not scenario.messages.echo
    lone = scenario.messages.audience == "one"
    return Stream(
        rate=_rate(scenario),
        recipients=1.0 if lone else float(sizes.mean()) - own,
        channel=float(sizes.mean()),
        clients=scenario.clients.count,
        sources=len(publishers(scenario)),
        payload=_payload(scenario),
        rhythm=_rhythm(scenario),
        doubts=tuple(_doubts(scenario, sizes)),
    )


def publishers(scenario: Scenario) -> Numbers:
    """Give the endpoints that really publish: of a closed loop the first ones, if it has fewer workers."""
    everybody, loop = sources(scenario), scenario.messages.closed_loop
    return everybody if loop is None else everybody[: loop.concurrency]


def _sizes(scenario: Scenario) -> Numbers:
    """Give how many clients a message's channel has: an array of equally likely sizes."""
    home = channels(scenario)
    sizes = np.bincount(home)
    return sizes[home[publishers(scenario)]] if scenario.messages.origin == "clients" else sizes


def _rate(scenario: Scenario) -> float:
    """Give the messages per second of all sources together."""
    messages = scenario.messages
    times = scenario.clients.count if messages.origin == "clients" else 1
    if messages.bursts is not None:
        return messages.bursts.size / messages.bursts.every
    if messages.on_off is not None:
        cycle = messages.on_off
        return times * cycle.rate * cycle.on / (cycle.on + cycle.off)
    if messages.trace is not None:
        begin, end = np.searchsorted(messages.trace.times, [scenario.warmup, scenario.warmup + scenario.duration])
        return float(end - begin) / scenario.duration
    return times * messages.rate


def _payload(scenario: Scenario) -> int:
    trace = scenario.messages.trace
    if trace is not None and trace.payloads is not None:
        return round(float(trace.payloads.mean()))
    return round(scenario.messages.payload.mean)


def _rhythm(scenario: Scenario) -> Rhythm:
    messages = scenario.messages
    to_all = messages.origin != "clients" and (messages.audience == "everyone" or scenario.clients.count == 1)
    if to_all and messages.bursts is not None:
        return Regular(messages.bursts.every, messages.bursts.size)
    if to_all and messages.process == "periodic" and len(sources(scenario)) == 1:
        return Regular(1 / messages.rate, 1)
    return Irregular()


_UNLIKE_POISSON = {
    "periodic": "messages are periodic; each client gets a mix of them",
    "bursts": "messages come in bursts; each client gets some of each",
    "on-off": "messages come in busy periods",
    "closed-loop": "messages wait for acknowledgements",
    "trace": "messages come as traced",
}


def _doubts(scenario: Scenario, sizes: Numbers) -> list[str]:
    messages = scenario.messages
    doubts = []
    if isinstance(_rhythm(scenario), Irregular) and messages.process in _UNLIKE_POISSON:
        doubts.append(f"{_UNLIKE_POISSON[messages.process]}; taken for Poisson")
    if sizes.min() < sizes.max():
        doubts.append("rooms differ in size; taken for alike")
    if messages.closed_loop is not None and messages.origin == "clients" and messages.audience == "room":
        doubts.append("only some clients publish, to their own rooms; taken for spread over all")
    if messages.trace is not None and messages.trace.recipients is not None:
        doubts.append("the trace names recipients; taken for spread over all")
    return doubts
