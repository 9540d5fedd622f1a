import sys
from pathlib import Path

import pytest

from rtsim.calibration import histograms
from rtsim.calibration.reading import read_traffic
from rtsim.scenario import InputErrors
from tests.calibration.captures import SHIPPED, column

LOG = SHIPPED / "intervals.hlog"


def test_a_log_takes_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, one line says how to get it."""
    monkeypatch.setitem(sys.modules, "hdrh", None)
    with pytest.raises(InputErrors, match=r"takes hdrhistogram: pip install 'rtsim\[hdr\]'"):
        read_traffic([LOG])


def test_a_tag_is_a_label() -> None:
    """Of a log with tags those intervals count whose tag matches; without a pattern all do."""
    assert [read_traffic([LOG], pattern=tag).sources[0].used for tag in ("poll", "login", "")] == [12, 1, 13]


def test_a_log_is_not_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals are added up to a number of counters."""
    monkeypatch.setattr(histograms, "MOST_COUNTERS", 30_000)
    with pytest.raises(InputErrors, match=":6: it holds more intervals than are read"):
        read_traffic([LOG])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("0.000,4.000,35.000", ":2: the line is cut off, or no interval: 3 of 4 columns"),
        ("0.000,4.000,35.000,HISTFAAA", ":2: is no compressed histogram"),
        ("0.000,4.000,35.000,", ":2: is no compressed histogram"),
        ("0.000,4.000,35.000,AAAA!", ":2: is no compressed histogram"),
    ],
)
def test_wrong_intervals(tmp_path: Path, line: str, message: str) -> None:
    """One line says which line is wrong."""
    legend = '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"'
    with pytest.raises(InputErrors, match=message):
        read_traffic([column(tmp_path, legend, line)])


def test_the_first_spectrum_counts(tmp_path: Path) -> None:
    """wrk2 prints an uncorrected one below it when asked to."""
    text = (SHIPPED / "wrk2.txt").read_text(encoding="utf-8")
    path = tmp_path / "wrk2.txt"
    path.write_text(text + text.partition("Latency Distribution")[2].replace("35.039", "99.071"), encoding="utf-8")
    assert read_traffic([path]).durations.most == pytest.approx(0.035039)
