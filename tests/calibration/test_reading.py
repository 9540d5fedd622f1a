import gzip
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rtsim.calibration.reading import read_traffic
from rtsim.scenario import InputErrors
from tests.calibration.captures import K6_HEADER, SHIPPED, column, entry, har, polls, upgrade

LARGE = 12_000_000  # bytes
ALLOWED = 6_000_000  # bytes of memory, whatever the file's size


def test_the_content_tells_the_kind(tmp_path: Path) -> None:
    """Names do not matter, and a byte order mark does not either."""
    path = har(tmp_path, polls(), name="capture.txt")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    trips = column(tmp_path, "rtt_ms", 20, name="trips.har")
    trips.write_bytes(b"\xef\xbb\xbf" + trips.read_bytes())
    traffic = read_traffic([path, trips])
    assert [source.kind for source in traffic.sources] == ["HAR", "round trips"]


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    """Exchanges are not counted double."""
    path = column(tmp_path, "rtt_ms", 20)
    assert read_traffic([path, path]).round_trips.count == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (gzip.compress(b"rtt_ms\n20\n", mtime=0), r"is packed \(gzip\): unpack it first"),
        (b"PK\x03\x04....", r"is packed \(zip\)"),
        (b"r\0t\0t\0", "is not text"),
        (b"# nothing but comments\n", "the file is empty"),
    ],
)
def test_what_is_neither(tmp_path: Path, content: bytes, message: str) -> None:
    """Files that are neither JSON nor a table are refused in one line."""
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(InputErrors, match=message):
        read_traffic([path])


GOB = b"\x7f\xff\x83\x03\x01\x01\x06Result\x01\xff\x84\x00\x01\x0a\x01\x06Attack\x01\x0c\x00\x01\x07Latency"
BINARY = b"\0\0\0\0\x063.13.5\0\0\0\0\x13chat.PollSimulation\0"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOB, r"is vegeta's binary encoding \(gob\): vegeta encode -to json makes lines of JSON of it"),
        (BINARY, "is a binary log of Gatling, newer than 3.11"),
        (b'var stats = {\n    type: "GROUP",', "is the script of a report of Gatling: give stats.json"),
        (b"<html><body>no</body></html>", "none of its 0 requests was answered"),
        (b'{"metrics": {}}', "k6's summary"),
        (b'{"aggregate": {"summaries": {}}}', "a report of Artillery without http.response_time"),
        (b'{"x": {"latency": 1}}', "of no tool that is known|no HAR file"),
        (b'{"latency": 1}\n[2]\n', ":2: is no object of JSON"),
        (b'{"latency": 1, "code": 200}\n' + b" " * (1 << 20), ":2: the line is longer than 1,048,576 bytes"),
        (b'[{"response_times": 7}]', "none of its 0 requests"),
        (b'[{"response_times": {"1e9": 3}}]', "a time that is none, below zero, or of more than ten minutes"),
        (b'[{"response_times": {"12": 1e300}}]', "its numbers of requests are none"),
        (b'{"latencies": {"50th": 1e6}}', "its numbers of requests are none"),
        (b"1772445600000000000,200,21000000,0,2,,,x\n", "vegeta's CSV does, but has 8 columns: 12 are expected"),
        (b"Running 10s test @ http://a.example/\n  2 threads and 10 connections\n", "run wrk2 with --latency"),
        (b"RUN\tx\ty\t17\t \t2.1\nREQUEST\ta\t1\t\tb\t1\t2\t3\t4\tOK\t \n", ":2: is no request as Gatling 2.2 to 3.11"),
        (b"RUN\tx\ty\t17\t \t3.9\nREQUEST\t\tb\t20\t10\tOK\t \n", ":2: ends before it starts"),
    ],
)
def test_what_a_tool_writes_and_is_of_no_use(tmp_path: Path, content: bytes, message: str) -> None:
    """Each is called what it is, in one line that says what to do where something can be done."""
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(InputErrors, match=message) as raised:
        read_traffic([path])
    assert len(str(raised.value).splitlines()) == 1


def test_every_wrong_file_has_its_line(tmp_path: Path) -> None:
    """Errors of several files come at once, and name them."""
    good, bad = column(tmp_path, "rtt_ms", 20), column(tmp_path, "rtt", 20, name="bad.csv")
    with pytest.raises(InputErrors) as raised:
        read_traffic([good, bad, tmp_path / "none.har", tmp_path])
    lines = str(raised.value).splitlines()
    assert len(lines) == 3
    assert any("bad.csv:1: " in line for line in lines)
    assert any("none.har: cannot be read: no such file or directory" in line for line in lines)


def many_exchanges(path: Path) -> None:
    """Write a HAR file of many entries, each with the body that it answered."""
    one = entry()
    one["response"]["content"]["text"] = '{"\u00e9": "\\"' + "x" * 8_000
    _write(path, json.dumps(one))


BARE: dict[str, Any] = {
    name: [] for name in ("request__headers", "request__queryString", "request__cookies", "response__cookies")
}
"""No more about each exchange than it takes to tell its path."""


def many_paths(path: Path) -> None:
    """Write a HAR file in which every entry is of another path, connection and host."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log": {"entries": [')
        for number in range(LARGE // 5_000):
            made = entry(
                response__content={"size": 9, "mimeType": "application/json", "text": "x" * 4_000},
                request__url=f"https://h{number}.example/p/{number}",
                _connectionId=str(number),
                **BARE,
            )
            file.write(("," if number else "") + json.dumps(made))
        file.write("]}}")


def one_body(path: Path) -> None:
    """Write a HAR file with one body that is nearly the whole of it."""
    one = entry()
    one["response"]["content"]["text"] = "A" * LARGE
    path.write_text(json.dumps({"log": {"entries": [one]}}), encoding="utf-8")


def one_websocket(path: Path) -> None:
    """Write a HAR file with one WebSocket that nearly all of it is messages of."""
    text = json.dumps({"log": {"entries": [upgrade([{"type": "receive", "opcode": 1, "data": "MESSAGE"}])]}})
    before, after = text.split('{"type": "receive", "opcode": 1, "data": "MESSAGE"}')
    message = json.dumps({"type": "receive", "time": 1.0, "opcode": 1, "data": "x" * 900})
    with path.open("w", encoding="utf-8") as file:
        file.write(before + message)
        for _ in range(LARGE // len(message)):
            file.write("," + message)
        file.write(after)


def many_metrics(path: Path) -> None:
    """Write a CSV file as k6 does, of many requests."""
    cells = {
        "metric_name": "http_req_waiting",
        "metric_value": "24.1",
        "status": "200",
        "url": "http://a.example/x" * 30,
    }
    row = ",".join(cells.get(title, "") for title in K6_HEADER.split(","))
    path.write_text("\n".join([K6_HEADER, *[row] * (LARGE // len(row))]), encoding="utf-8")


def many_results(path: Path) -> None:
    """Write lines of JSON as vegeta does, of many requests, each with its answer."""
    text = (SHIPPED / "vegeta.json").read_text(encoding="utf-8")
    _repeat(path, "", text.replace('"body":"', '"body":"' + "A" * 4_000), "")


def many_samples(path: Path) -> None:
    """Write an XML file as JMeter does, of many samples, each with its answer."""
    lines = (SHIPPED / "jmeter.xml").read_text(encoding="utf-8").splitlines(keepends=True)
    answer = f"<responseData>{'x' * 4_000}</responseData></httpSample>"
    _repeat(path, "".join(lines[:2]), "".join(lines[2:-1]).replace("</httpSample>", answer), lines[-1])


def _repeat(path: Path, before: str, text: str, after: str) -> None:
    path.write_text(before + text * (LARGE // len(text)) + after, encoding="utf-8")


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log": {"entries": [' + text)
        for _ in range(LARGE // len(text)):
            file.write("," + text)
        file.write("]}}")


@pytest.mark.parametrize(
    "write", [many_exchanges, many_paths, one_body, one_websocket, many_metrics, many_results, many_samples]
)
def test_memory_does_not_grow_with_the_file(tmp_path: Path, write: Callable[[Path], None]) -> None:
    """A file of 12 MB is read in less than half of that, be it many exchanges or a few huge ones."""
    path = tmp_path / "large"
    write(path)
    assert path.stat().st_size > LARGE * 0.9
    tracemalloc.start()
    try:
        read_traffic([path])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < ALLOWED


@pytest.mark.parametrize("pattern", ["[", "(?P<", "a{99999999999999}", "[[a]", "(" * 5_000, "*"])
def test_a_pattern_that_is_no_regular_expression_is_a_text(tmp_path: Path, pattern: str) -> None:
    """Whatever is no regular expression is looked for as it is, and nothing is said of it."""
    path = tmp_path / "a.har"
    content = {"log": {"entries": [entry(request__url=f"https://a.example/?{pattern}")]}}
    path.write_text(json.dumps(content), encoding="utf-8")
    assert read_traffic([path], pattern=pattern).sources[0].used > 0
