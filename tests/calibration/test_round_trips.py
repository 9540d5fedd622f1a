from pathlib import Path

import pytest

from rtsim.calibration.reading import read_traffic
from rtsim.scenario import InputErrors
from rtsim.scenario.rows import LONGEST_LINE
from tests.calibration.captures import K6_HEADER, SECRET, column


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("rtt_ms", 0.02),
        ("latency_s", 20.0),
        ("round_trip_us", 20e-6),
        ("ping (ms)", 0.02),
        ("RTT [µs]", 20e-6),
        ("rtt ns", 20e-9),
        ("ms", 0.02),
        ("Latency.ms", 0.02),
    ],
)
def test_a_header_tells_the_unit(tmp_path: Path, header: str, seconds: float) -> None:
    """The unit ends the column's name."""
    assert read_traffic([column(tmp_path, header, 20)]).round_trips.median == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text", ["at,rtt_ms\n1,20\n2,30\n", "host;rtt_ms\na;20\n\nb;30\n", "#ping\nrtt_ms\tn\n20\t1\n30\t2"]
)
def test_one_column_of_several(tmp_path: Path, text: str) -> None:
    """Commas, semicolons and tabs part columns; comments and empty lines are passed over."""
    path = tmp_path / "trips.csv"
    path.write_text(text, encoding="utf-8")
    assert list(read_traffic([path]).round_trips.kept) == pytest.approx([0.020, 0.030])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["latency", 20], r":1: no column's name tells its unit \('latency'\): name one rtt_ms"),
        (["rtt_minutes", 20], ":1: no column's name tells its unit"),
        (["timestamp_ms", 1718185287], ":1: no column's name tells its unit"),
        ([20, 21, 22], ":1: a number stands where the header is expected"),
        (["rtt_ms,wait_ms", "1,2"], ":1: several columns could be the round trips: keep one of 'rtt_ms', 'wait_ms'"),
        (["rtt_ms", 20, "fast"], ":3: rtt_ms: 'fast' is not a number"),
        (["rtt_ms", 20, -1], ":3: rtt_ms: '-1' is not a number of at least 0"),
        (["rtt_ms", "nan"], ":2: rtt_ms: 'nan' is not a number"),
        (["rtt_ms", "inf"], ":2: rtt_ms: 'inf' is not a number"),
        (["rtt_ms;n", "12,5;1"], ":2: rtt_ms: '12,5' is not a number"),
        (["rtt_s", 20, 650], ":3: rtt_s: '650' is more than ten minutes: is the unit in the header right"),
        (["n,rtt_ms", "1,20", "2"], ":3: the line is cut off: 1 of 2 columns"),
        (["rtt_ms"], "it has a header, and no round trip below it"),
        (["rtt_ms", '"20'], ":2: is not CSV"),
        (["rtt_ms", "9" * LONGEST_LINE], r":2: the line is longer than 65,536 bytes"),
        ([K6_HEADER], "none of its 0 requests was answered"),
        ([K6_HEADER, "http_req_waiting,17,24.0,,"], ":2: the line is cut off: 5 of 19 columns"),
        ([K6_HEADER, "http_req_waiting,17,soon" + "," * 16], ":2: metric_value: 'soon' is not a number"),
    ],
)
def test_wrong_tables(tmp_path: Path, lines: list[object], message: str) -> None:
    """One line names the file, the line, and what is wrong or could be written."""
    with pytest.raises(InputErrors, match=message) as raised:
        read_traffic([column(tmp_path, *lines)])
    assert len(raised.value.errors) == 1
    assert len(str(raised.value).splitlines()) == 1
    assert SECRET not in str(raised.value)


def test_a_table_that_is_not_text(tmp_path: Path) -> None:
    """The line with bytes of another encoding is named."""
    path = tmp_path / "trips.csv"
    path.write_bytes(b"rtt_ms\n20\n\xff\xfe\n")
    with pytest.raises(InputErrors, match=r"trips.csv:3: is not text \(UTF-8\)"):
        read_traffic([path])
