"""Warnings: what a reader should know before believing a comparison."""

from collections.abc import Iterator, Mapping
from math import inf, isnan

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.analysis.warmup import too_short
from rtsim.analysis.words import counted
from rtsim.forecast.fallback import without_fallback
from rtsim.forecast.forecast import forecast
from rtsim.forecast.premises import premise_warnings
from rtsim.forecast.storms import endless_storm
from rtsim.forecast.streams import WAITS
from rtsim.planning.planner import carry
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.units import share_text, significant

WIDE = 0.1  # a half interval beyond this share of the mean says too little
FEW = 100  # deliveries from which a 95th percentile can be read
OF_CORES = "fewer clients, more cores or nodes, or cheaper settings"
OF_BANDWIDTH = "fewer or smaller messages, or more bandwidth"


def warnings(comparison: Comparison) -> list[str]:
    """Give all warnings, in words."""
    found = list(_of_the_run(comparison))
    for name in comparison.estimates:
        found += [f"{name}: {text}" for text in _of_technique(comparison, name)]
    return found + [f"{name}: {text}" for name, text in too_short(comparison)]


def _of_the_run(comparison: Comparison) -> Iterator[str]:
    scenario = comparison.scenario
    if scenario.replications == 1:
        yield "one replication gives no interval: set replications to 5 or more"
    if scenario.clients.connect_over >= scenario.warmup:
        yield (
            f"clients connect over {scenario.clients.connect_over:g} s, but the warm-up is {scenario.warmup:g} s: "
            "it has to be longer"
        )
    yield from premise_warnings(scenario)
    if not any(estimates["messages.published"].mean for estimates in comparison.estimates.values()):
        yield f"no message was published in the window of {scenario.duration:g} s: take a longer duration"


def _of_technique(comparison: Comparison, name: str) -> Iterator[str]:
    estimates = comparison.estimates[name]
    if comparison.overloaded[name]:
        yield _of_overload(comparison, name)
    yield from _of_shortfall(estimates)
    yield from _of_silence(comparison, name)
    if blocked := without_fallback(comparison.scenario, techniques()[name]):
        yield (
            f"the upgrades of {share_text(blocked)} of the clients do not pass, and these never have a path: let them "
            f"fall back, as in techniques.{name}.fallback: {{to: long-polling}}"
        )
    if storm := endless_storm(comparison.scenario, carry(comparison.scenario, techniques()[name])):
        yield storm
    yield from _of_streams(comparison.scenario, name)
    latency = estimates["latency_s.mean"]
    wide = latency.half_width
    if not isnan(wide) and wide > WIDE * latency.mean and not comparison.overloaded[name]:
        known = f"±{significant(100 * wide / latency.mean, 2)} %"
        yield f"the mean latency is known to {known} only: take a longer duration or more replications"


def _of_overload(comparison: Comparison, name: str) -> str:
    """Say what cannot keep up, and what would help it."""
    limits = tuple(dict.fromkeys(limit for run in comparison.outcome.recordings[name] for limit in run.limits))
    busy = f"cores {share_text(comparison.estimates[name]['server.utilisation'].mean)} busy"
    what = busy if limits == ("cores",) else f"{', '.join(limits)} cannot keep up, {busy}"
    helps = dict.fromkeys(OF_CORES if limit == "cores" else OF_BANDWIDTH for limit in limits)
    return (
        f"overloaded ({what}): latencies grow as long as the run lasts and are no steady answer; "
        f"use {'; or '.join(helps)}"
    )


def _of_shortfall(estimates: Mapping[str, Estimate]) -> Iterator[str]:
    """Say what went missing, and what too little can be said of."""
    lost, owed = estimates["messages.lost"].mean, estimates["messages.undelivered"].mean
    refused = estimates["connections.refused"].mean
    if lost:
        yield f"each run loses {counted(lost, 'message')}"
    if owed:
        yield f"each run ends with {counted(owed, 'message')} not delivered"
    if refused:
        yield f"each run refuses {counted(refused, 'connection')}"
    yield from _of_cuts(estimates)
    if "faults.recovery_s.all" in estimates and estimates["faults.recovery_s.all"].mean == inf:
        yield "some clients had not come back when the run ended: let it go on for longer (drain), or see why"
    if estimates["messages.published"].mean and estimates["messages.delivered"].mean < FEW:
        yield "fewer than 100 deliveries in each run: percentiles say little, take a longer duration"


def _of_streams(scenario: Scenario, name: str) -> Iterator[str]:
    """Say that messages wait for a stream of the connection that their client's requests share."""
    expected = forecast(scenario, techniques()[name]).rows if scenario.wire.http != "1.1" else ()
    if any(WAITS in row.doubts for row in expected):
        yield (
            f"messages wait for a stream of their connection, which takes {scenario.wire.streams} requests at a time: "
            "let it take more (wire.streams), or send fewer"
        )


def _of_silence(comparison: Comparison, name: str) -> Iterator[str]:
    """Say that a technique's clients do not look whether their connections are there, where some are cut silently."""
    scenario, dark = comparison.scenario, comparison.estimates[name].get("faults.dark_share")
    notices = [one.notice for one in scenario.faults.outages] + [one.notice for one in scenario.path]
    looks = carry(scenario, comparison.outcome.techniques[name]).mechanism.detect < inf
    if "silent" in notices and not looks and dark is not None and dark.mean:
        yield f"who only listens never notices a silent cut of its path: let clients look (techniques.{name}.detect)"


def _of_cuts(estimates: Mapping[str, Estimate]) -> Iterator[str]:
    """Say what intermediaries cut, and what would keep it."""
    for measure, why, instead in (
        (
            "cut_idle",
            "nothing passes for its idle time",
            "heartbeats, or answers to held requests, more often",
        ),
        ("cut_lifetime", "they are older than its lifetime", "a longer one"),
    ):
        cut = estimates.get(f"faults.{measure}")
        if cut is not None and cut.mean:
            yield f"an intermediary cuts {counted(cut.mean, 'connection')} in each run, as {why}: take {instead}"
