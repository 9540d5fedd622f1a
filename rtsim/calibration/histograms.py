"""Histograms: what HdrHistogram writes, as percentiles in text (wrk2, .hgrm, vegeta's hdrplot) or as intervals (.hlog).

HdrHistogram's outputPercentileDistribution and HistogramLogWriter. Times are taken for milliseconds in percentiles and
for nanoseconds in intervals, which is what its tools write unless told otherwise.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from rtsim.calibration.intake import Intake
from rtsim.calibration.summaries import Summary
from rtsim.calibration.tables import MOST_ROWS
from rtsim.chance import Array
from rtsim.scenario.rows import WrongRowError, read_lines

MOST_COUNTERS = 2_000_000_000
"""Counters of all intervals: some ten hours of one a second."""

_SPECTRUM = re.compile(r"\s*Value\S*\s+Percentile\s+TotalCount")
_LEGEND = '"StartTimestamp"'
_RUN = re.compile(r"Running .* test @ (\S+)")  # what wrk2 says first
_ROW = re.compile(r"\s*(\d+(?:\.\d+)?)\s+([01]\.\d+)\s+(\d{1,18})(?:\s+\S+)?\s*")
_TAG = re.compile(r"Tag=([^,]*),")
_MILLISECOND, _NANOSECOND = 1e-3, 1e-9
_DAMAGED = (ValueError, TypeError, ArithmeticError, LookupError, RuntimeError, AssertionError, zlib.error)


def read_percentiles(file: BinaryIO, intake: Intake) -> None:
    """Take in the first spectrum of a file; what it is between two percentiles is taken for a straight line."""
    urls, rows = _spectrum(read_lines(file, MOST_ROWS))
    if not rows:
        raise WrongRowError("it has no percentile spectrum: run wrk2 with --latency")
    if rows[-1].share < 1:
        raise WrongRowError("the spectrum is cut off behind this line", rows[-1].line)
    count = rows[-1].upto
    quantiles = {0.0: rows[0].time} | {row.upto / max(count, 1.0): row.time for row in rows}
    intake.add_summary(intake.traffic.durations, Summary.of_quantiles(count, quantiles), *urls)


class _Row(NamedTuple):
    """A row of a spectrum: the line that it is on, a time in seconds, the share and the number of those up to it."""

    line: int
    time: float
    share: float
    upto: float


def _spectrum(lines: Iterator[tuple[int, str]]) -> tuple[list[str], list[_Row]]:
    """Find the URL, if the file tells one, and the rows of the first spectrum."""
    urls, rows = list[str](), list[_Row]()
    for _, text in lines:
        if run := _RUN.match(text):
            urls = [run.group(1)]
        if _SPECTRUM.match(text):
            break
    for line, text in lines:
        if not (found := _ROW.fullmatch(text)):
            break
        time, share, count = map(float, found.groups())
        rows.append(_Row(line, time * _MILLISECOND, share, count))
    return urls, rows


def read_intervals(file: BinaryIO, intake: Intake) -> None:
    """Take in the histograms of all intervals, of those with a tag where it matches."""
    if find_spec("hdrh") is None:
        raise WrongRowError("is a log of HdrHistogram, which takes hdrhistogram: pip install 'rtsim[hdr]'")
    decode = import_module("hdrh.histogram").HdrHistogram.decode
    together = _Together()
    for line, text in read_lines(file, MOST_ROWS):
        tag = _TAG.match(text)
        if not text.startswith(_LEGEND):
            cells = text.removeprefix(tag.group() if tag else "").split(",")
            if len(cells) != 4:
                raise WrongRowError(f"the line is cut off, or no interval: {len(cells)} of 4 columns", line)
            histogram = _decoded(decode, cells[3], line)
            if intake.likes(tag.group(1) if tag else "", count=histogram.total_count):
                together.add(histogram, line)
    intake.add_summary(intake.traffic.durations, Summary.of_counts(together.times()))


def _decoded(decode: Callable[[str], Any], written: str, line: int) -> Any:
    codec = import_module("hdrh.codec")
    refused = (codec.HdrCookieException, codec.HdrLengthException, codec.HdrHistogramSettingsException)
    try:
        return decode(written)
    except (*_DAMAGED, *refused):
        raise WrongRowError("is no compressed histogram (V2, base64): is the line cut off?", line) from None


class _Together:
    """The counters of many histograms, added up for each way of counting."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, ...], tuple[Any, Array]] = {}
        self._read = 0

    def add(self, histogram: Any, line: int) -> None:
        """Add one; raises `WrongRowError` for more than can be read in some seconds."""
        counters = np.ctypeslib.as_array(histogram.counts).astype(np.float64)
        self._read += len(counters)
        if self._read > MOST_COUNTERS:
            raise WrongRowError("it holds more intervals than are read: a part of them tells as much", line)
        ways = (histogram.lowest_trackable_value, histogram.highest_trackable_value, histogram.significant_figures)
        first, before = self._found.get(ways, (histogram, np.zeros_like(counters)))
        self._found[ways] = first, before + counters

    def times(self) -> dict[float, float]:
        """Give how often each time came, in seconds, each the middle of those that one counter stands for."""
        found: defaultdict[float, float] = defaultdict(float)
        for histogram, counters in self._found.values():
            value = histogram.get_value_from_index
            for place in np.flatnonzero(counters).tolist():
                found[(value(place) + value(place + 1) - 1) / 2 * _NANOSECOND] += counters[place]
        return found
