from pathlib import Path

import pytest

from rtsim.calibration.reading import read_traffic
from rtsim.scenario import InputErrors
from rtsim.scenario.rows import LONGEST_LINE
from tests.calibration.captures import K6_HEADER, SECRET, column, k6

REQUEST = [
    ("http_reqs", 1.0),
    ("http_req_duration", 26.0),
    ("http_req_blocked", 23.0),
    ("http_req_connecting", 22.0),
    ("http_req_tls_handshaking", 40.0),
    ("http_req_sending", 0.5),
    ("http_req_waiting", 25.0),
    ("http_req_receiving", 0.5),
    ("http_req_failed", 0.0),
]
REUSED = [("http_reqs", 1.0), ("http_req_duration", 26.0), ("http_req_connecting", 0.0), ("http_req_waiting", 24.0)]


def test_k6_tells_set_ups_and_waits_in_milliseconds(tmp_path: Path) -> None:
    """A time to connect above 0 is a new connection's round trip; 0 is a connection that was open."""
    traffic = read_traffic([k6(tmp_path, [*REQUEST, *REUSED, *REUSED, ("iteration_duration", 1000.0)])])
    assert list(traffic.connects.kept) == pytest.approx([0.022])
    assert sorted(traffic.waits.kept) == pytest.approx([0.024, 0.024, 0.025])
    assert (traffic.connections.opened, traffic.connections.reused) == (1, 2)
    assert (traffic.sources[0].kind, traffic.sources[0].used) == ("k6 CSV", 3)


@pytest.mark.parametrize(
    ("tags", "version", "encrypted", "tls"),
    [
        ({"proto": "HTTP/1.1"}, "1.1", False, ""),
        ({"proto": "HTTP/2.0", "tls_version": "tls1.3", "url": "https://a.example/"}, "2", True, "1.3"),
        ({"proto": "HTTP/1.1", "tls_version": "tls1.2", "url": "https://a.example/"}, "1.1", True, "1.2"),
        ({"proto": "", "url": "https://a.example/"}, "", True, ""),
    ],
)
def test_k6_tells_protocols(tmp_path: Path, tags: dict[str, str], version: str, encrypted: bool, tls: str) -> None:  # noqa: FBT001
    """Its tags name the versions of HTTP and TLS."""
    traffic = read_traffic([k6(tmp_path, REQUEST, **tags)])
    assert traffic.versions == {version: 1}
    assert traffic.encrypted == {encrypted: 1}
    assert traffic.tls_versions == ({tls: 1} if tls else {})


def test_requests_without_an_answer_do_not_count(tmp_path: Path) -> None:
    """Status 0 is k6's for none."""
    good, bad = k6(tmp_path, REQUEST), k6(tmp_path, REQUEST, "bad.csv", status="0")
    good.write_text(good.read_text() + bad.read_text().partition("\n")[2])
    traffic = read_traffic([good])
    assert (traffic.sources[0].used, traffic.sources[0].left_out, traffic.waits.count) == (1, 1, 1)


@pytest.mark.parametrize(("url", "trips"), [("ws://a.example/", 2), ("wss://a.example/", 3)])
def test_k6_opens_websockets_in_two_or_three_round_trips(tmp_path: Path, url: str, trips: int) -> None:
    """TCP and the handshake are one each, and TLS 1.3 one more."""
    traffic = read_traffic([k6(tmp_path, [("ws_connecting", 60.0)], url=url, status="101")])
    assert traffic.handshakes.median == pytest.approx(0.060 / trips)


def test_durations_stand_in_for_waits(tmp_path: Path) -> None:
    """A file of nothing but durations is of use."""
    traffic = read_traffic([k6(tmp_path, [("http_req_duration", 26.0), ("http_req_duration", 25_000.0)])])
    assert list(traffic.durations.kept) == pytest.approx([0.026])


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
