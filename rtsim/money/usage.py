"""The usage of one run: what a provider would meter, per second and as levels."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rtsim.chance import Array, Constant, Streams
from rtsim.plan import Pull, Push, Socket
from rtsim.scenario import Scenario
from rtsim.scenario.pricing import Prices
from rtsim.techniques import Carriage

_DRAWS = 1 << 16  # payloads from which the mean number of increments is taken where sizes are random

EGRESS = {"connection": "traffic.down_bytes", "wire": "traffic.wire_down_bytes"}
"""The measure of the bytes that are charged, by the key that chooses it."""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a run used. Per second: cores, bits on the wire (the busier way), bytes, connections, requests, messages.

    Levels: `memory` and `most_connections` are the most at a time, `open` and `sockets` are means.
    """

    cores: float
    memory: float
    network: float
    most_connections: float
    egress: float
    processed: float
    opened: float
    open: float
    requests: float
    messages: float
    sockets: float


def usage(measures: Mapping[str, float], carriage: Carriage, scenario: Scenario, *, prices: Prices) -> Usage:
    """Take from a run's measures, by path, what a provider would meter."""
    second = {path: value / scenario.duration for path, value in measures.items()}
    published = _published(second, scenario)
    socket = isinstance(carriage.carrier, Socket)
    posts = 0.0 if socket else published
    return Usage(
        cores=second["server.cpu_s"],
        memory=measures["server.memory_max_bytes"],
        network=8 * max(second["traffic.wire_up_bytes"], second["traffic.wire_down_bytes"]),
        most_connections=measures["connections.open_max"],
        egress=second[EGRESS[prices.egress_bytes]],
        processed=second["traffic.up_bytes"] + second["traffic.down_bytes"],
        opened=second["connections.opened"],
        open=measures["connections.open_mean"],
        requests=second["requests.total"] + posts,
        messages=_messages(measures, carriage, scenario, prices=prices) if socket else 0.0,
        sockets=measures["connections.open_mean"] if socket else 0.0,
    )


def _published(measures: Mapping[str, float], scenario: Scenario) -> float:
    """Give what is published from outside; what the server itself publishes is sent by nobody."""
    return 0.0 if scenario.messages.origin == "server" else measures["messages.published"]


def _messages(measures: Mapping[str, float], carriage: Carriage, scenario: Scenario, *, prices: Prices) -> float:
    """Give messages per second on all WebSockets: up, acknowledged, down, and heartbeats if they count."""
    mechanism = carriage.mechanism
    published = _published(measures, scenario)
    counted = increments(payloads(scenario) + scenario.wire.body.each, prices.message_increment)
    data = counted * (published + measures["messages.delivered"]) + published
    beats = measures["connections.open_mean"] / mechanism.heartbeat if isinstance(mechanism, Push) else 0.0
    return data / scenario.duration + prices.heartbeat_messages * beats


def payloads(scenario: Scenario) -> Array:
    """Give payloads of a scenario's messages in bytes: all of a trace, one that is constant, or many that are drawn."""
    messages = scenario.messages
    if messages.trace is not None and messages.trace.payloads is not None:
        return messages.trace.payloads.astype(np.float64)
    if isinstance(messages.payload, Constant):
        return np.array([messages.payload.value])
    return messages.payload.sample(Streams(scenario.seed, 0).generator("payload"), _DRAWS)


def increments(sizes: Array, increment: float) -> float:
    """Give as how many messages one counts in the mean, a larger one than the increment counting as several.

    >>> increments(np.array([0.0, 32768.0, 32769.0, 100_000.0]), 32768)  # 1, 1, 2 and 4
    2.0
    """
    return float(np.maximum(np.ceil(sizes / increment), 1).mean())


def is_event_stream(carriage: Carriage) -> bool:
    """Tell whether messages come down on a response that does not end."""
    return isinstance(carriage.mechanism, Push) and not isinstance(carriage.carrier, Socket)


def longest_hold(carriage: Carriage) -> float:
    """Give for how long a request may be held: seconds."""
    return carriage.mechanism.hold if isinstance(carriage.mechanism, Pull) else 0.0
