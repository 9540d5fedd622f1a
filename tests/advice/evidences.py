"""Evidence that is made up, for tests of what is made of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from rtsim.advice.verdict import Evidence
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes
from tests.analysis.outcomes import SMALL

CALM = {
    "messages.published": 100.0,
    "messages.expected": 400.0,
    "messages.delivered": 400.0,
    "server.utilisation": 0.1,
    "server.memory_mean_bytes": 1e6,
    "traffic.up_bytes": 0.0,
}


def scenario(**changes: Any) -> Scenario:
    """Give the small scenario with changes."""
    return parse_scenario({**SMALL, **changes}, techniques=settings_classes())


def made(
    costs: Mapping[str, Mapping[str, Sequence[float]]], overloaded: Sequence[str] = (), **changes: Any
) -> Evidence:
    """Make evidence of latencies, CPU seconds and bytes down by replication; all the rest is the same for everyone."""
    samples = {}
    for name, of in costs.items():
        count = len(of["latency_s.mean"])
        samples[name] = {metric: (value,) * count for metric, value in CALM.items()} | of
    return Evidence(scenario(**changes), samples, {name: name in overloaded for name in costs})


def costing(latency: Sequence[float], cpu: Sequence[float], down: Sequence[float]) -> Mapping[str, Sequence[float]]:
    """Name the three costs that are measured."""
    return {"latency_s.mean": latency, "server.cpu_s": cpu, "traffic.down_bytes": down}
