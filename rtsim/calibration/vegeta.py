"""vegeta: its results as lines of JSON or as CSV (`vegeta encode`), and its report as JSON, times in nanoseconds.

`vegeta encode -h` lists the columns of its CSV, which has no header; vegeta before 12.8 wrote fewer.
"""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np

from rtsim.calibration.documents import columns, number, part, quantiles, read_document, read_records, text
from rtsim.calibration.intake import Intake
from rtsim.calibration.requests import Requests
from rtsim.calibration.summaries import Summary
from rtsim.calibration.tables import MOST_ROWS, measured
from rtsim.chance import Array
from rtsim.scenario.rows import WrongRowError, read_untitled

TITLES = (
    "timestamp", "code", "latency", "bytes_out", "bytes_in", "error", "body", "attack", "seq", "method", "url",
    "headers",
)  # fmt: skip
"""Columns of its CSV, of which there may be the first six, the first nine or all."""

_WIDTHS = (6, 9, 12)
_NUMBERS = ("code", "latency", "bytes_out", "bytes_in")
_SHARES = {"min": 0.0, "50th": 0.5, "90th": 0.9, "95th": 0.95, "99th": 0.99, "max": 1.0}
_NANOSECOND = 1e-9


def read_csv(file: BinaryIO, intake: Intake) -> None:
    """Take in results as CSV."""
    header, blocks = read_untitled(file, TITLES, MOST_ROWS)
    if len(header.titles) not in _WIDTHS:
        raise WrongRowError(f"begins as vegeta's CSV does, but has {len(header.titles)} columns: 12 are expected", 1)
    for rows in blocks:
        numbers = [measured(rows, TITLES.index(title)) for title in _NUMBERS]
        intake.add_requests(_requests(numbers, rows.texts("method"), rows.texts("url")))


def read_results(file: BinaryIO, intake: Intake) -> None:
    """Take in results as lines of JSON."""
    for methods, urls, *numbers in columns(_results(file)):
        intake.add_requests(_requests([np.array(column) for column in numbers], methods, urls))


def _results(file: BinaryIO) -> Iterator[tuple[Any, ...]]:
    """Give the method, the URL and the numbers of each result."""
    for line, found in read_records(file):
        yield text(found, "method"), text(found, "url"), *(number(found, title, line) for title in _NUMBERS)


def read_report(file: BinaryIO, intake: Intake) -> None:
    """Take in the percentiles of a report (`vegeta report -type=json`), which has neither URLs nor labels."""
    found = part(read_document(file))
    times = quantiles(part(found, "latencies"), _SHARES, _NANOSECOND)
    intake.add_summary(intake.traffic.durations, Summary.of_quantiles(number(found, "requests"), times))


def _requests(numbers: Sequence[Array], methods: Sequence[str], urls: Sequence[str]) -> Requests:
    """Make columns of what was told; bodies are counted as the client had them, unpacked."""
    codes, latencies, sent, received = numbers
    return Requests(
        urls=urls,
        answered=codes > 0,  # nan is no answer
        durations=latencies * _NANOSECOND,
        methods=methods if any(methods) else (),
        statuses=codes,
        request_bodies=sent,
        response_bodies=received,
    )
