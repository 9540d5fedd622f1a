"""The trial: a scenario in one size, what it came to, and which limits it does not keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from rtsim.analysis.comparison import Check, compare
from rtsim.analysis.estimates import Estimate
from rtsim.analysis.warnings import warnings
from rtsim.experiments import run
from rtsim.scenario import Scenario
from rtsim.techniques import Technique

FULL = 0.95  # share of a network card's bandwidth from which it is what limits
SATURATED = 0.9  # utilisation from which an overload is the cores'

KINDS: Mapping[str, str] = {
    "latency_s": "latency",
    "age_s": "latency",
    "publish_s": "latency",
    "server.queue_wait_s": "latency",
    "server.utilisation": "CPU",
    "server.cpu_s": "CPU",
    "server.memory": "memory",
    "connections": "connections",
    "messages": "deliveries",
    "requests": "requests",
    "traffic": "traffic",
    "faults": "recovery",
}
"""What a limit on a measure limits, by the beginning of the measure's path."""


Resized = Callable[[Scenario, int], Scenario]
"""Gives a scenario in another size."""


@dataclass(frozen=True)
class Miss:
    """One thing that a size does not keep: of which kind, in words, and by which measure with which limit."""

    kind: str
    text: str
    metric: str
    limit: float


@dataclass(frozen=True)
class Trial:
    """One size that was tried: its estimates over so many replications, and what it does not keep.

    `warnings` are what a reader should know before believing it; only a trial of all replications has any.
    """

    size: int
    replications: int
    estimates: Mapping[str, Estimate]
    overloaded: bool
    misses: tuple[Miss, ...]
    warnings: tuple[str, ...] = ()

    @property
    def meets(self) -> bool:
        """Whether everything is kept."""
        return not self.misses


def with_clients(scenario: Scenario, count: int) -> Scenario:
    """Give the scenario with so many clients; whatever goes by client grows with them."""
    return scenario.model_copy(update={"clients": scenario.clients.model_copy(update={"count": count})})


def with_nodes(scenario: Scenario, count: int) -> Scenario:
    """Give the scenario with so many nodes."""
    return scenario.model_copy(update={"server": scenario.server.model_copy(update={"nodes": count})})


def attempt(scenario: Scenario, technique: Technique[Any], resized: Resized, size: int, replications: int) -> Trial:
    """Run a scenario in a size, in so many replications; what a worker does.

    In all of the scenario's replications a limit is kept by the whole interval, in fewer ones by the mean.
    """
    changed = resized(scenario, size).model_copy(update={"replications": replications})
    found = compare(run(changed, {technique.name: technique}))
    estimates, overloaded = found.estimates[technique.name], found.overloaded[technique.name]
    sure = replications >= scenario.replications
    misses = [_missed(check) for check in found.checks if not (check.met if sure else _likely(check))]
    misses = [*_of_server(changed, estimates, overloaded), *misses]
    told = tuple(warnings(found)) if sure else ()
    return Trial(size, replications, estimates, overloaded, tuple(misses), told)


def _likely(check: Check) -> bool:
    """Tell whether a limit is kept by the mean: a few replications have no interval worth the name."""
    return check.steady and check.value.known and check.limit.met_by(check.value.mean)


def _missed(check: Check) -> Miss:
    metric = check.limit.metric
    kind = next(kind for beginning, kind in KINDS.items() if metric.startswith(beginning))
    return Miss(kind, f"{metric} {check.limit.text}", metric, check.limit.value)


def _of_server(scenario: Scenario, estimates: Mapping[str, Estimate], overloaded: bool) -> list[Miss]:  # noqa: FBT001
    """Say which of the server's own limits are missed: cores, network card, links, connections."""
    misses = []
    if overloaded:
        misses.append(_bottleneck(scenario, estimates))
    if scenario.server.max_connections is not None and estimates["connections.refused"].mean > 0:
        text = "max_connections refuses clients"
        misses.append(Miss("connections", text, "connections.refused", 0.0))
    return misses


def _bottleneck(scenario: Scenario, estimates: Mapping[str, Estimate]) -> Miss:
    """Name what is overloaded: the cores if they are busy, else the network card if it is full, else clients' links."""
    server = scenario.server
    egress = inf if server.egress is None else server.egress * server.nodes
    sent = estimates["traffic.wire_down_bytes"].mean * 8 / scenario.duration
    if estimates["server.utilisation"].mean < SATURATED and sent >= FULL * egress:
        limit = egress * scenario.duration / 8
        return Miss("egress", "the network card is overloaded", "traffic.wire_down_bytes", limit)
    if estimates["server.utilisation"].mean < SATURATED:
        return Miss("links", "a link is overloaded", "latency_s.mean", inf)
    return Miss("CPU", "the cores are overloaded", "server.utilisation", 1.0)
