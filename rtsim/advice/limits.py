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

LEFT_OUT: tuple[tuple[Callable[[Scenario], bool], str], ...] = (
    (
        lambda scenario: scenario.needs.direction == "bidirectional" and scenario.messages.origin != "clients",
        "what clients send, which needs.direction says they do (messages.from is {scenario.messages.origin})",
    ),
    (lambda scenario: not scenario.faults, "faults: nothing restarts, breaks or reconnects (faults is empty)"),
    (
        lambda scenario: scenario.clients.browser is None,
        (
            "browsers' limits: six connections per host over HTTP/1.1, slowed timers in hidden tabs "
            "(clients.browser is not written)"
        ),
    ),
    (lambda scenario: scenario.wire.tls.version == "none", "encryption (wire.tls is none)"),
    (
        lambda scenario: scenario.wire.compression is None,
        "compression of messages (wire.compression is not written)",
    ),
    (
        lambda scenario: not any(link.loss_rate for _, link in scenario.clients.mix),
        "packet loss (no client's link loses any)",
    ),
    (lambda scenario: scenario.server.nodes == 1, "more than one server process (server.nodes is 1)"),
)
"""What a scenario may leave out: how to tell that it does, and what is said then."""


def not_modelled(scenario: Scenario) -> tuple[str, ...]:
    """Give what the simulation of a scenario leaves out, in words."""
    return (*(text.format(scenario=scenario) for is_left_out, text in LEFT_OUT if is_left_out(scenario)), *NEVER)
