from math import isnan
from pathlib import Path
from typing import Any

import pytest

from rtsim.calibration.exchange import Part
from rtsim.calibration.reading import read_traffic
from rtsim.calibration.traffic import Traffic
from rtsim.scenario import InputErrors
from tests.calibration.captures import FIREFOX, MITMPROXY, SECRET, entry, har, http2, polls, publish, stream, upgrade


def read(folder: Path, *entries: dict[str, Any], tool: str = "WebInspector", pattern: str = "") -> Traffic:
    """Read a HAR file of these entries."""
    return read_traffic([har(folder, entries, tool)], pattern=pattern)


def test_chrome_over_http_1(tmp_path: Path) -> None:
    """The sizes are those that Chrome counted, and every exchange plays its part."""
    traffic = read(tmp_path, *polls(), publish(), stream(), upgrade([]))
    assert {part: rows.count for part, rows in traffic.rows.items()} == dict.fromkeys(traffic.rows, 1)
    rows = traffic.paths.repeated()["/api/messages"].kept
    assert len(rows) == 12
    assert {(row.request_head, row.response_head, row.response_body) for row in rows} == {
        (560, 235, 2),
        (560, 237, 214),
    }
    assert traffic.rows[Part.STREAM].kept[0][2:4] == (586, 178)
    assert traffic.rows[Part.UPGRADE].kept[0][2:4] == (502, 129)
    assert traffic.rows[Part.PUBLISH].kept[0][2:] == (640, 210, 120, 11)
    assert traffic.keep_alive.median == 5


def test_heads_without_a_size_are_counted_from_their_fields(tmp_path: Path) -> None:
    """HAR's -1 means that the tool did not count: the fields are then written as HTTP/1.1 writes them."""
    traffic = read(tmp_path, *[entry(request__headersSize=-1, response__headersSize=-1)] * 2)
    row = traffic.paths.repeated()["/api/messages"].kept[0]
    target = f"/api/messages?after=1042&token={SECRET}"
    request = f"GET {target} HTTP/1.1\r\nHost: app.example.com\r\nCookie: session={SECRET}\r\nAccept: */*\r\n\r\n"
    response = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nKeep-Alive: timeout=5\r\n\r\n"
    assert (row.request_head, row.response_head) == (len(request), len(response))


def test_chrome_over_http_2(tmp_path: Path) -> None:
    """Heads are compressed one after the other, and a body is its content less what compression saved."""
    first, *others = read(tmp_path, *[http2() for _ in range(5)]).paths.repeated()["/api/messages"].kept
    assert first.version == "2"
    assert first.response_body == 50
    assert all(row.request_head < 50 < first.request_head for row in others)


def test_firefox_over_http_2_counts_text_that_was_never_sent(tmp_path: Path) -> None:
    """A number for the head of an HTTP/2 request is the size of its text: it is not used."""
    made = [http2() for _ in range(2)]
    for one in made:
        one["request"]["headersSize"], one["request"]["httpVersion"] = 512, "HTTP/2"
    rows = read(tmp_path, *made, tool=FIREFOX).paths.repeated()["/api/messages"].kept
    assert all(row.request_head < 200 for row in rows)


def test_mitmproxy_gives_the_length_of_a_picture_of_the_fields(tmp_path: Path) -> None:
    """Its headersSize is left aside for what the fields come to."""
    rows = read(tmp_path, entry(), entry(), tool=f"{MITMPROXY} exporthar").paths.repeated()["/api/messages"].kept
    assert all(row.request_head != 560 for row in rows)


@pytest.mark.parametrize(
    ("timings", "time"),
    [
        ({"connect": 62.0, "ssl": 40.0}, 62.0 + 26.0),  # Chrome: HAR 1.2, TLS is a part of connect
        ({"connect": 22.0, "ssl": 40.0}, 22.0 + 40.0 + 26.0),  # Firefox, mitmproxy: TLS stands beside it
        ({"connect": 22.0, "ssl": 15.0}, 22.0 + 15.0 + 26.0),
        ({"connect": 62.0, "ssl": 40.0}, 62.0 + 26.0 + 1.5),  # where times are rounded, whichever way
        ({"connect": 22.0, "ssl": 15.0}, 22.0 + 15.0 + 26.0 - 1.5),
        ({"connect": 22.0, "ssl": -1}, 22.0 + 26.0),  # no TLS
        ({"connect": 22.0}, 22.0 + 26.0),
    ],
)
def test_a_connection_takes_one_round_trip_whatever_the_tool_adds(tmp_path: Path, timings: Any, time: float) -> None:
    """TCP's own time is found, where TLS is counted in and where it stands beside."""
    changes = {f"timings__{key}": value for key, value in timings.items()}
    assert read(tmp_path, entry(**changes, time=time)).connects.median == pytest.approx(0.022)


def test_times_of_firefox_with_an_offset(tmp_path: Path) -> None:
    """Idle time is from one answer's end to the next request, with time zones written as Z or as an offset."""
    first = entry(startedDateTime="2024-06-12T11:41:27.000+02:00", time=100.0)
    second = entry(startedDateTime="2024-06-12T09:41:32.100Z")
    assert read(tmp_path, first, second).connections.idle.median == pytest.approx(5.0)


def test_what_was_not_on_the_network_is_left_out(tmp_path: Path) -> None:
    """Caches, service workers, requests without an answer, and data: URLs say nothing about a network."""
    traffic = read(
        tmp_path,
        entry(),
        entry(_fromCache="disk"),
        entry(response___fetchedViaServiceWorker=True),
        entry(response__status=0),
        entry(request__url="data:image/png;base64,AAAA"),
        entry(request__url="chrome-extension://abc/x.js"),
    )
    assert (traffic.sources[0].used, traffic.sources[0].left_out) == (1, 5)


@pytest.mark.parametrize("pattern", ["messages", "after=1042", r"/api/\w+\?", "[0-9]{4}", "messages?after"])
def test_a_pattern_is_text_or_a_regular_expression(tmp_path: Path, pattern: str) -> None:
    """Only entries whose URL has it are used, be it found as text or as an expression."""
    traffic = read(tmp_path, entry(), stream(), pattern=pattern)
    assert [traffic.sources[0].used, traffic.rows[Part.STREAM].count] == [1, 0]


def test_a_pattern_that_is_no_expression_is_text(tmp_path: Path) -> None:
    """An unclosed bracket is looked for as it stands."""
    assert read(tmp_path, entry(request__url="https://a.example/x[1"), pattern="x[").sources[0].used == 1


def test_versions_are_read_however_they_are_written(tmp_path: Path) -> None:
    """Browsers and proxies have many names for the same three versions."""
    written = ["HTTP/1.1", "http/1.1", "HTTP/2.0", "http/2.0", "h2", "HTTP/2", "h3", "h3-29", "HTTP/3", "unknown", ""]
    traffic = read(tmp_path, *[entry(response__httpVersion=name, request__httpVersion="") for name in written])
    assert traffic.versions == {"1.1": 2, "2": 4, "3": 3, "": 2}


def test_what_is_missing_is_not_known(tmp_path: Path) -> None:
    """An entry with no more than method, URL and status is used, and its sizes and times are unknown."""
    bare = {"request": {"method": "GET", "url": "http://a.example/x"}, "response": {"status": 200}}
    traffic = read(tmp_path, bare, bare)
    row = traffic.paths.repeated()["/x"].kept[0]
    assert all(isnan(size) for size in row[2:])
    assert (traffic.waits.count, traffic.connections.opened, traffic.connections.reused) == (0, 0, 0)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("request__url", 5, "request.url: is not text"),
        ("request__url", "http://[::1/x", "request.url: is not a URL"),
        ("request__method", ["GET"], "request.method: is not text"),
        ("request__headersSize", "many", "request.headersSize: is not a number"),
        ("response__status", "200", "response.status: is not a number"),
        ("response__bodySize", True, "response.bodySize: is not a number"),
        ("timings__wait", {}, "timings.wait: is not a number"),
        ("timings__connect", SECRET, "timings.connect: is not a number"),
        ("startedDateTime", "yesterday", "startedDateTime: is not a date"),
        ("startedDateTime", 17, "startedDateTime: is not text"),
    ],
)
def test_values_of_the_wrong_type(tmp_path: Path, place: str, value: Any, message: str) -> None:
    """One line names the file, the line, the entry and the place, and does not show the value."""
    with pytest.raises(InputErrors, match=f"entry 2: {message}") as raised:
        read(tmp_path, entry(), entry(**{place: value}))
    assert SECRET not in str(raised.value)
    assert "capture.har:" in str(raised.value)
    assert len(raised.value.errors) == 1


def test_entries_that_lack_what_is_needed(tmp_path: Path) -> None:
    """A request without URL is an error."""
    broken = entry()
    del broken["request"]["url"]
    with pytest.raises(InputErrors, match=r"entry 1: request\.url: is missing"):
        read(tmp_path, broken)


@pytest.mark.parametrize(
    ("entries", "pattern", "message"),
    [
        ([], "", "none of its 0 requests"),
        ([entry(response__status=0)], "", "answered over the network"),
        ([entry()], "nowhere", "none of its 1 requests is an answered one whose URL or label matches"),
    ],
)
def test_nothing_to_use(tmp_path: Path, entries: list[Any], pattern: str, message: str) -> None:
    """A file that has nothing to offer is an error."""
    with pytest.raises(InputErrors, match=message):
        read(tmp_path, *entries, pattern=pattern)
