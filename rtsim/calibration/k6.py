"""k6: a metric and its value in each row or line, times in milliseconds (`k6 run --out csv=…`, `--out json=…`).

Grafana k6 documentation, Results output: CSV and JSON; built-in metrics.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np

from rtsim.calibration.documents import columns, number, part, read_records, text
from rtsim.calibration.intake import Intake
from rtsim.calibration.requests import Requests
from rtsim.calibration.tables import measured
from rtsim.chance import Array
from rtsim.scenario.rows import Table

TITLES = ("metric_name", "metric_value")
"""Columns that its tables have."""

_TLS_VERSIONS = {"tls1.2": "1.2", "tls1.3": "1.3"}
_HTTP_VERSIONS = {"HTTP/1.1": "1.1", "HTTP/2.0": "2", "HTTP/2": "2", "HTTP/3": "3"}
_TAGS = ("status", "proto", "tls_version", "url", "name")
_MILLISECOND = 1e-3


def read_table(table: Table, intake: Intake) -> None:
    """Take in what a table of metrics says."""
    for rows in table.blocks:
        values = measured(rows, rows.header.titles.index("metric_value"))
        tags = {tag: rows.texts(tag) for tag in _TAGS}
        intake.add_requests(_requests(rows.texts("metric_name"), values, tags))


def read_points(file: BinaryIO, intake: Intake) -> None:
    """Take in what lines of JSON say, of which those of type Point have a metric's value."""
    for values, metrics, *tags in columns(_points(file)):
        intake.add_requests(_requests(metrics, np.array(values), dict(zip(_TAGS, tags, strict=True))))


def _points(file: BinaryIO) -> Iterator[tuple[Any, ...]]:
    """Give the value, the metric and the tags of each point."""
    for line, found in read_records(file):
        if found.get("type") == "Point":
            data = part(found, "data")
            tags = part(data, "tags")
            yield number(data, "value", line), text(found, "metric"), *(text(tags, tag) for tag in _TAGS)


def _requests(metrics: Sequence[str], values: Array, tags: Mapping[str, Sequence[str]]) -> Requests:
    named = np.array(metrics, np.str_)
    waits, durations, connects, opened = (
        np.where(named == metric, values * _MILLISECOND, np.nan)
        for metric in ("http_req_waiting", "http_req_duration", "http_req_connecting", "ws_connecting")
    )
    trips = np.array([3.0 if url.startswith("wss:") else 2.0 for url in tags["url"]])
    return Requests(
        urls=tags["url"],
        names=tags["name"],
        answered=np.array([status != "0" for status in tags["status"]], np.bool_),
        whole=named == "http_reqs",
        waits=waits,
        durations=durations,
        connects=connects,
        set_ups=connects,
        handshakes=opened / trips,
        versions=[_HTTP_VERSIONS.get(protocol, "") for protocol in tags["proto"]],
        tls_versions=[_TLS_VERSIONS.get(version, "") for version in tags["tls_version"]],
    )
