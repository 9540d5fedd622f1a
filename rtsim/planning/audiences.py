"""Audiences: whom each message is for."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from rtsim.plan import Audience, Numbers
from rtsim.scenario import Scenario


@dataclass(frozen=True)
class Everyone:
    """All clients make one channel."""

    def choose(self, _generator: Generator, origins: Numbers) -> Numbers:
        """Give the only channel there is."""
        return np.zeros(len(origins), dtype=np.int64)


@dataclass(frozen=True)
class OwnRoom:
    """A message is for the room of its sender; `rooms` has the room of each client."""

    rooms: Numbers

    def choose(self, _generator: Generator, origins: Numbers) -> Numbers:
        """Give the senders' rooms."""
        return self.rooms[origins]


@dataclass(frozen=True)
class AnyChannel:
    """A message is for one of `channels`, all alike."""

    channels: int

    def choose(self, generator: Generator, origins: Numbers) -> Numbers:
        """Draw a channel for each."""
        return generator.integers(self.channels, size=len(origins))


@dataclass(frozen=True)
class AnotherClient:
    """A message is for one of the other `clients`, all alike."""

    clients: int

    def choose(self, generator: Generator, origins: Numbers) -> Numbers:
        """Draw a client other than the sender for each."""
        drawn = generator.integers(self.clients - 1, size=len(origins))
        return drawn + (drawn >= origins)


def channels(scenario: Scenario) -> Numbers:
    """Give the channel of each client."""
    everybody = np.arange(scenario.clients.count)
    match scenario.messages.audience:
        case "everyone":
            return np.zeros_like(everybody)
        case "room":
            return everybody // scenario.messages.room_size
        case "one":
            return everybody


def audience(scenario: Scenario) -> Audience:
    """Give the rule by which messages find their channel."""
    messages, home = scenario.messages, channels(scenario)
    if messages.audience == "everyone":
        return Everyone()
    if messages.origin != "clients":
        return AnyChannel(int(home.max()) + 1)
    if messages.audience == "room":
        return OwnRoom(home)
    return AnyChannel(scenario.clients.count) if messages.echo else AnotherClient(scenario.clients.count)
