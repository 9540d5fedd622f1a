"""Results: the measures of a recording, by the dotted paths of the JSON."""

from collections.abc import Callable, Mapping
from math import nan

import numpy as np

from rtsim.failures import Failures, Outcome
from rtsim.histogram import Histogram
from rtsim.recording import Recording

RESULTS_VERSION = 3
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


def _back(of: Failures | Outcome) -> dict[str, float]:
    return {name: of.within(share) for name, share in _BACK.items()}


def _fault_measures(recording: Recording, failures: Failures) -> dict[str, float]:
    dark, present = failures.dark, recording.clients * recording.duration
    return {
        "faults.reconnects.attempts": failures.attempts,
        "faults.reconnects.succeeded": failures.succeeded,
        "faults.reconnects.peak_per_second": int(failures.tried.max(initial=0)),
        **{f"faults.recovery_s.{name}": value for name, value in _back(failures).items()},
        "faults.detect_s.mean": float(failures.noticed.mean()) if len(failures.noticed) else nan,
        "faults.detect_s.max": float(failures.noticed[-1]) if len(failures.noticed) else nan,
        "faults.dark_share": failures.dark_total / present,
        "faults.dark_s.mean": float(dark.mean()) if len(dark) else nan,
        "faults.dark_s.p95": float(np.quantile(dark, 0.95)) if len(dark) else nan,
        "faults.dark_s.max": float(dark[-1]) if len(dark) else nan,
        "faults.replayed": failures.replayed,
        "faults.waiting_for_connection": failures.waiting,
        "faults.cut_idle": failures.cut_idle,
        "faults.cut_lifetime": failures.cut_lifetime,
        "faults.fell_back": failures.fell_back,
        "faults.syns_dropped": failures.dropped,
        "traffic.thrown_away_bytes": failures.thrown_away,
    }


_OF_FAULTS = (
    *(f"reconnects.{name}" for name in ("attempts", "succeeded", "peak_per_second")),
    *(f"recovery_s.{name}" for name in _BACK),
    "detect_s.mean", "detect_s.max", "dark_share", "dark_s.mean", "dark_s.p95", "dark_s.max", "replayed",
    "waiting_for_connection", "cut_idle", "cut_lifetime", "fell_back", "syns_dropped",
)  # fmt: skip

FAULT_MEASURES = (*(f"faults.{name}" for name in _OF_FAULTS), "traffic.thrown_away_bytes")
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
        found |= _fault_measures(recording, recording.failures)
    return found
