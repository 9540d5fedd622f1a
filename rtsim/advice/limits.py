"""Limits of a verdict: what the simulation behind it left out, so that it cannot count.

First what this scenario leaves out and another one could have; then what rtsim models for nobody, which
docs/explanation/assumptions.md says in full.
"""

from collections.abc import Callable

from rtsim.scenario import Scenario

NEVER = (
    "proxies and load balancers between clients and server",
    "clients too slow for what they are sent",
    "the clients' CPU and battery",
)
"""What no scenario can have."""


def _faults(scenario: Scenario) -> str:
    return "" if scenario.faults else "faults: nothing restarts, breaks or reconnects (faults is empty)"


def _browsers(scenario: Scenario) -> str:
    limits = "browsers' limits: six connections per host over HTTP/1.1, slowed timers in hidden tabs"
    return f"{limits} (clients.browser is not written)" if scenario.clients.browser is None else ""


def _encryption(scenario: Scenario) -> str:
    return "encryption (wire.tls is none)" if scenario.wire.tls.version == "none" else ""


def _loss(scenario: Scenario) -> str:
    return "" if any(link.loss_rate for _, link in scenario.clients.mix) else "packet loss (no client's link loses any)"


def _compression(scenario: Scenario) -> str:
    return "compression of messages (wire.compression is not written)" if scenario.wire.compression is None else ""


def _nodes(scenario: Scenario) -> str:
    return "more than one server process (server.nodes is 1)" if scenario.server.nodes == 1 else ""


def _way_up(scenario: Scenario) -> str:
    silent = scenario.needs.direction == "bidirectional" and scenario.messages.origin != "clients"
    origin = scenario.messages.origin
    return f"what clients send, which needs.direction says they do (messages.from is {origin})" if silent else ""


_LEFT_OUT: tuple[Callable[[Scenario], str], ...] = (
    _way_up,
    _faults,
    _browsers,
    _encryption,
    _compression,
    _loss,
    _nodes,
)


def not_modelled(scenario: Scenario) -> tuple[str, ...]:
    """Give what the simulation of a scenario leaves out, in words."""
    found = (left_out(scenario) for left_out in _LEFT_OUT)
    return (*(text for text in found if text), *NEVER)
