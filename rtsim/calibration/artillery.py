"""Artillery: the report of `artillery run --output FILE`, of version 2 or 1, times in milliseconds.

Artillery documentation, Reported metrics: `http.response_time` is from the request's end to the answer's first byte
(packages/core/lib/engine_http.js). Version 1 counts from the request's beginning, so with the time to connect.
"""

from collections.abc import Mapping
from typing import Any, BinaryIO

from rtsim.calibration.documents import number, part, quantiles, read_document
from rtsim.calibration.intake import Intake
from rtsim.calibration.summaries import Summary
from rtsim.scenario.rows import WrongRowError

_RESPONSE_TIME = "http.response_time"
_BY_ENDPOINT = "plugins.metrics-by-endpoint.response_time."
_SHARES = {
    "min": 0.0, "median": 0.5, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999,
    "max": 1.0,
}  # fmt: skip
_MILLISECOND = 1e-3


def read_report(file: BinaryIO, intake: Intake) -> None:
    """Take in the percentiles of the whole run: those of each endpoint where the plug-in tells them, or else all."""
    aggregate = part(read_document(file), "aggregate")
    if "latency" in aggregate:
        count = number(aggregate, "requestsCompleted")
        intake.add_summary(intake.traffic.durations, _summary(count, part(aggregate, "latency")))
        return
    for endpoint, found in _summaries(part(aggregate, "summaries") or part(aggregate, "histograms")):
        intake.add_summary(intake.traffic.waits, _summary(number(found, "count"), found), *endpoint)


def _summaries(found: Mapping[str, Any]) -> list[tuple[list[str], Mapping[str, Any]]]:
    """Give what is told of each endpoint with its name, or of all requests without one."""
    endpoints = [([key.removeprefix(_BY_ENDPOINT)], part(found, key)) for key in found if key.startswith(_BY_ENDPOINT)]
    if not endpoints and not part(found, _RESPONSE_TIME):
        raise WrongRowError(f"is a report of Artillery without {_RESPONSE_TIME}: its scenarios made no HTTP request")
    return endpoints or [([], part(found, _RESPONSE_TIME))]


def _summary(count: float, found: Mapping[str, Any]) -> Summary:
    return Summary.of_quantiles(count, quantiles(found, _SHARES, _MILLISECOND))
