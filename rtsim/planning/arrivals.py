"""Arrivals: when messages are born, and who sends them, up to a horizon.

Sources are the clients, the senders, or the server. A rate is that of each client when messages come from clients, and
of all sources together otherwise. Draws are made in an order that does not depend on the horizon, so that a longer run
begins with the same messages.
"""

from collections.abc import Callable
from math import ceil

import numpy as np
from numpy.random import Generator

from rtsim.chance import Array, Streams
from rtsim.plan import SERVER, Numbers
from rtsim.scenario import Scenario

Births = tuple[Array, Numbers]
_BLOCK = 1024  # gaps drawn at a time


def births(scenario: Scenario, streams: Streams, horizon: float) -> Births:
    """Give the births of all messages before `horizon`, sorted, and their origins: arrays of equal length."""
    return _PROCESSES[scenario.messages.process](scenario, streams, horizon)


def sources(scenario: Scenario) -> Numbers:
    """Give the endpoints that publish."""
    clients = scenario.clients.count
    match scenario.messages.origin:
        case "clients":
            return np.arange(clients)
        case "senders":
            return np.arange(clients, clients + scenario.messages.senders.count)
        case "server":
            return np.array([SERVER])


def _rate_each(scenario: Scenario, rate: float) -> float:
    """Give the rate of one source."""
    return rate if scenario.messages.origin == "clients" else rate / len(sources(scenario))


def _poisson(scenario: Scenario, streams: Streams, horizon: float) -> Births:
    """Independent Poisson sources together are one Poisson process whose messages come from any of them."""
    from_whom = sources(scenario)
    rate = _rate_each(scenario, scenario.messages.rate) * len(from_whom)
    times = _until(horizon, rate, streams.generator("birth"))
    return times, _any_of(from_whom, len(times), streams)


def _periodic(scenario: Scenario, streams: Streams, horizon: float) -> Births:
    """Each source keeps its own period, in a phase of its own."""
    from_whom = sources(scenario)
    period = 1 / _rate_each(scenario, scenario.messages.rate)
    phases = streams.generator("birth").uniform(0.0, period, len(from_whom))
    turns = np.arange(int(horizon / period) + 1)
    return _sorted((phases[:, None] + turns * period).ravel(), np.repeat(from_whom, len(turns)), horizon)


def _bursts(scenario: Scenario, streams: Streams, horizon: float) -> Births:
    """Bursts of messages at one instant each, from any of the sources, in a random phase."""
    bursts = scenario.messages.bursts
    assert bursts is not None, "the scenario has been validated"
    phase = float(streams.generator("birth").uniform(0.0, bursts.every))
    times = np.repeat(np.arange(phase, horizon, bursts.every), bursts.size)
    return times, _any_of(sources(scenario), len(times), streams)


def _on_off(scenario: Scenario, streams: Streams, horizon: float) -> Births:
    """Each source is on and off in turn, in a phase of its own, and Poisson while it is on."""
    cycle = scenario.messages.on_off
    assert cycle is not None, "the scenario has been validated"
    period, rate = cycle.on + cycle.off, _rate_each(scenario, cycle.rate)
    times, origins = [], []
    for place, source in enumerate(sources(scenario).tolist()):
        generator = streams.generator("birth", place)
        phase = float(generator.uniform(0.0, period))
        busy = _until(ceil((horizon + period) / period) * cycle.on, rate, generator)
        own = busy + np.floor(busy / cycle.on) * cycle.off - phase
        own = own[own >= 0]
        times.append(own)
        origins.append(np.full(len(own), source))
    return _sorted(np.concatenate(times), np.concatenate(origins), horizon)


def _trace(scenario: Scenario, streams: Streams, horizon: float) -> Births:
    """Messages come at the instants of a file."""
    trace = scenario.messages.trace
    assert trace is not None, "the scenario has been validated"
    times = trace.times[trace.times < horizon]
    return times, _any_of(sources(scenario), len(times), streams)


_PROCESSES: dict[str, Callable[[Scenario, Streams, float], Births]] = {
    "poisson": _poisson,
    "periodic": _periodic,
    "bursts": _bursts,
    "on-off": _on_off,
    "trace": _trace,
}


def _until(horizon: float, rate: float, generator: Generator) -> Array:
    """Add up gaps without memory, block by block, until the horizon is passed."""
    blocks, last = [], 0.0
    while last < horizon:
        block = last + np.cumsum(generator.exponential(1 / rate, _BLOCK))
        last = float(block[-1])
        blocks.append(block)
    times = np.concatenate(blocks)
    return times[times < horizon]


def _any_of(from_whom: Numbers, count: int, streams: Streams) -> Numbers:
    if len(from_whom) == 1:
        return np.full(count, from_whom[0])
    return np.asarray(from_whom[streams.generator("origin").integers(len(from_whom), size=count)])


def _sorted(times: Array, origins: Numbers, horizon: float) -> Births:
    order = np.argsort(times, kind="stable")
    order = order[times[order] < horizon]
    return times[order], origins[order]
