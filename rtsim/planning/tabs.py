"""Tabs: which browser each client is a tab of, and which are hidden."""

from math import inf

import numpy as np

from rtsim.chance import Array, Streams
from rtsim.faults import Tabs
from rtsim.plan import Numbers
from rtsim.scenario import Scenario
from rtsim.scenario.clients import Browser
from rtsim.techniques import Carriage

MINUTE = 60.0  # seconds: the longest period that a browser's clock fires timers by


def browsers(scenario: Scenario) -> Numbers:
    """Give the number of each client's browser: so many clients one after the other are the tabs of one."""
    return np.arange(scenario.clients.count) // _written(scenario).tabs


def tabs(scenario: Scenario, carriage: Carriage, streams: Streams) -> Tabs:
    """Give the tabs of the clients; nothing is limited where no browser is written."""
    count = scenario.clients.count
    return Tabs(
        connections=connections(scenario, carriage),
        browser=browsers(scenario),
        since=_hidden_since(scenario, streams),
        phase=streams.generator("browser clock").uniform(0.0, MINUTE, count),
    )


def connections(scenario: Scenario, carriage: Carriage) -> float:
    """Give how many connections of a technique a browser opens to the server at most."""
    browser = scenario.clients.browser
    counted = browser is not None and carriage.counted and scenario.wire.http == "1.1"
    return _written(scenario).connections if counted else inf


def _hidden_since(scenario: Scenario, streams: Streams) -> Array:
    """Give since when each client's tab is hidden: from its start on, or never."""
    count, hidden = scenario.clients.count, _written(scenario).hidden
    if not hidden:
        return np.full(count, inf)
    chosen = streams.generator("hidden").permutation(count) < round(hidden * count)
    return np.where(chosen, starts(scenario, streams), inf)


def starts(scenario: Scenario, streams: Streams) -> Array:
    """Give when each client connects or polls first."""
    return streams.generator("start").uniform(0.0, scenario.clients.connect_over, scenario.clients.count)


def _written(scenario: Scenario) -> Browser:
    return scenario.clients.browser or Browser()
