"""Warnings: what a reader should know before believing a comparison."""

from collections.abc import Iterator
from math import isnan

from rtsim.analysis.comparison import Comparison

WIDE = 0.1  # a half interval beyond this share of the mean says too little
FEW = 100  # deliveries from which a 95th percentile can be read


def warnings(comparison: Comparison) -> list[str]:
    """Give all warnings, in words."""
    found = list(_of_the_run(comparison))
    for name in comparison.estimates:
        found += [f"{name}: {text}" for text in _of_technique(comparison, name)]
    return found


def _of_the_run(comparison: Comparison) -> Iterator[str]:
    scenario = comparison.scenario
    if scenario.replications == 1:
        yield "one replication gives no interval: set replications to 5 or more"
    if scenario.clients.connect_over >= scenario.warmup:
        yield (
            f"clients connect over {scenario.clients.connect_over:g} s, which is not within the warm-up of "
            f"{scenario.warmup:g} s: messages from before a connection is open count too"
        )


def _of_technique(comparison: Comparison, name: str) -> Iterator[str]:
    estimates = comparison.estimates[name]
    if comparison.overloaded[name]:
        used = estimates["server.utilisation"].mean
        yield (
            f"overloaded (cores {used:.0%} busy): latencies grow as long as the run lasts and are no steady answer; "
            "use fewer clients, more cores or nodes, or cheaper settings"
        )
    if estimates["messages.lost"].mean:
        yield f"{estimates['messages.lost'].mean:,.0f} messages are lost in each run"
    if estimates["messages.undelivered"].mean:
        yield f"{estimates['messages.undelivered'].mean:,.0f} messages in each run were not delivered when it ended"
    if estimates["connections.refused"].mean:
        yield f"{estimates['connections.refused'].mean:,.0f} connections are refused in each run"
    if estimates["messages.delivered"].mean < FEW:
        yield "fewer than 100 deliveries in each run: percentiles say little, take a longer duration"
    latency = estimates["latency_s.mean"]
    wide = latency.half_width
    if not isnan(wide) and wide > WIDE * latency.mean and not comparison.overloaded[name]:
        known = f"{wide / latency.mean:.0%}"
        yield f"the mean latency is known to {known} only: take a longer duration or more replications"
