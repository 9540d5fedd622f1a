"""Results: the measures of a recording, by the dotted paths of the JSON."""

from collections.abc import Callable, Mapping
from math import nan

import numpy as np

from rtsim.chance import Array
from rtsim.failures import Failures, Outcome
from rtsim.histogram import Histogram
from rtsim.recording import Recording

RESULTS_VERSION = 4
"""Raised by every change that the changelog marks **Results**: stored runs of another version are not used."""

Measure = Callable[[Recording], float]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else nan


def _quantile(share: float) -> Callable[[Histogram], float]:
    return lambda histogram: histogram.quantile(share)


_LATENCY: Mapping[str, Callable[[Histogram], float]] = {
    "mean": lambda histogram: histogram.mean,
    "p50": _quantile(0.5),
    "p90": _quantile(0.9),
    "p95": _quantile(0.95),
    "p99": _quantile(0.99),
    "p999": _quantile(0.999),
    "max": lambda histogram: histogram.maximum,
}
_PUBLISH: Mapping[str, Callable[[Histogram], float]] = {
    "mean": _LATENCY["mean"],
    "p50": _LATENCY["p50"],
    "p95": _LATENCY["p95"],
    "min": lambda histogram: histogram.minimum,
    "max": _LATENCY["max"],
}
_WAIT = {name: _LATENCY[name] for name in ("mean", "p95", "max")}


def _of(field: str, statistics: Mapping[str, Callable[[Histogram], float]], prefix: str) -> dict[str, Measure]:
    def measure(statistic: Callable[[Histogram], float]) -> Measure:
        return lambda recording: statistic(getattr(recording, field))

    return {f"{prefix}.{name}": measure(statistic) for name, statistic in statistics.items()}


MEASURES: Mapping[str, Measure] = {
    **_of("latency", _LATENCY, "latency_s"),
    "age_s.mean": lambda run: run.age,
    **_of("publish", _PUBLISH, "publish_s"),
    "messages.published": lambda run: run.published,
    "messages.expected": lambda run: run.expected,
    "messages.delivered": lambda run: run.delivered,
    "messages.undelivered": lambda run: run.undelivered,
    "messages.lost": lambda run: run.lost,
    "messages.duplicates": lambda run: run.duplicates,
    "messages.out_of_order": lambda run: run.out_of_order,
    "requests.total": lambda run: run.requests,
    "requests.per_second": lambda run: run.requests / run.duration,
    "requests.empty": lambda run: run.empty,
    "requests.empty_share": lambda run: _share(run.empty, run.empty + run.answered),
    "requests.messages_per_response": lambda run: _share(run.carried, run.answered),
    "connections.opened": lambda run: run.opened,
    "connections.open_mean": lambda run: run.open.mean,
    "connections.open_max": lambda run: run.open.peak,
    "connections.held_mean": lambda run: run.held.mean,
    "connections.refused": lambda run: run.refused,
    "connections.reconnects": lambda run: run.reconnects,
    "traffic.up_bytes": lambda run: run.total.up,
    "traffic.down_bytes": lambda run: run.total.down,
    "traffic.payload_bytes": lambda run: run.payload,
    "traffic.overhead_share": lambda run: 1 - _share(run.payload, run.total.up + run.total.down),
    "traffic.wire_up_bytes": lambda run: run.total.wire_up,
    "traffic.wire_down_bytes": lambda run: run.total.wire_down,
    "traffic.per_client_bit_s": lambda run: 8 * (run.total.up + run.total.down) / run.duration / run.clients,
    "server.utilisation": lambda run: run.utilisation,
    "server.cpu_s": lambda run: run.cpu_total,
    **_of("queue_wait", _WAIT, "server.queue_wait_s"),
    "server.memory_mean_bytes": lambda run: run.memory.mean,
    "server.memory_max_bytes": lambda run: run.memory.peak,
}
"""Every measure, by its dotted path into a technique's block of the JSON; not a number where it is undefined."""

SIGNED = ("traffic.overhead_share",)
"""The measures that may be below zero: compressed messages take fewer bytes than they hold."""


_BACK = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "all": 1.0}


def _back(of: Outcome) -> dict[str, float]:
    return {name: of.within(share) for name, share in _BACK.items()}


def _mean(seconds: Array) -> float:
    return float(seconds.mean()) if len(seconds) else nan


def _last(seconds: Array) -> float:
    return float(seconds[-1]) if len(seconds) else nan


def _failures(run: Recording) -> Failures:
    assert run.failures is not None
    return run.failures


def _within(share: float) -> Measure:
    return lambda run: _failures(run).within(share)


FAULT_MEASURES: Mapping[str, Measure] = {
    "faults.reconnects.attempts": lambda run: _failures(run).attempts,
    "faults.reconnects.succeeded": lambda run: _failures(run).succeeded,
    "faults.reconnects.peak_per_second": lambda run: int(_failures(run).tried.max(initial=0)),
    **{f"faults.recovery_s.{name}": _within(share) for name, share in _BACK.items()},
    "faults.detect_s.mean": lambda run: _mean(_failures(run).noticed),
    "faults.detect_s.max": lambda run: _last(_failures(run).noticed),
    "faults.dark_share": lambda run: _failures(run).dark_total / (run.clients * run.duration),
    "faults.dark_s.mean": lambda run: _mean(_failures(run).dark),
    "faults.dark_s.p95": lambda run: float(np.quantile(dark, 0.95)) if len(dark := _failures(run).dark) else nan,
    "faults.dark_s.max": lambda run: _last(_failures(run).dark),
    "faults.replayed": lambda run: _failures(run).replayed,
    "faults.waiting_for_connection": lambda run: _failures(run).waiting,
    "faults.cut_idle": lambda run: _failures(run).cut_idle,
    "faults.cut_lifetime": lambda run: _failures(run).cut_lifetime,
    "faults.fell_back": lambda run: _failures(run).fell_back,
    "faults.syns_dropped": lambda run: _failures(run).dropped,
    "traffic.thrown_away_bytes": lambda run: _failures(run).thrown_away,
}
"""The measures of runs in which something may fail, by their dotted paths."""


ENDLESS = tuple(f"faults.recovery_s.{name}" for name in _BACK)
"""The measures that are infinite where some client never comes back."""


def outcome_measures(outcome: Outcome) -> dict[str, float]:
    """Give the measures of what became of the clients after one fault, by their dotted paths."""
    recovery = {f"recovery_s.{name}": value for name, value in _back(outcome).items()}
    return {**recovery, "peak_per_second": outcome.peak, "busy_until_s": outcome.busy_until}


def measures(recording: Recording) -> dict[str, float]:
    """Give all measures of one run; those of faults only where something may fail."""
    found = {path: float(measure(recording)) for path, measure in MEASURES.items()}
    if recording.failures is not None:
        found |= {path: measure(recording) for path, measure in FAULT_MEASURES.items()}
    return found
