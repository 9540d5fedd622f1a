"""Results: the measures of a recording, by the dotted paths of the JSON."""

from collections.abc import Callable, Mapping
from math import nan

from rtsim.recording import Histogram, Recording

RESULTS_VERSION = 2
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


def measures(recording: Recording) -> dict[str, float]:
    """Give all measures of one run."""
    return {path: float(measure(recording)) for path, measure in MEASURES.items()}
