"""Audiences: whom each message is for."""

from functools import partial

import numpy as np
from numpy.random import Generator

from rtsim.plan import Audience, Numbers
from rtsim.scenario import Scenario


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
    """Give the rule by which messages find their channel: any of them, that of their sender's room, or another's."""
    messages, home = scenario.messages, channels(scenario)
    if messages.audience == "everyone":
        return lambda _generator, origins: np.zeros(len(origins), dtype=np.int64)
    if messages.origin != "clients":
        return partial(_any, int(home.max()) + 1)
    if messages.audience == "room":
        return lambda _generator, origins: home[origins]
    return partial(_any if messages.echo else _another, scenario.clients.count)


def _any(count: int, generator: Generator, origins: Numbers) -> Numbers:
    return generator.integers(count, size=len(origins))


def _another(clients: int, generator: Generator, origins: Numbers) -> Numbers:
    drawn = generator.integers(clients - 1, size=len(origins))
    return drawn + (drawn >= origins)
