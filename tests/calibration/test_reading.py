import gzip
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from rtsim.calibration.reading import read_traffic
from rtsim.scenario import InputErrors
from tests.calibration.captures import K6_HEADER, column, entry, har, polls, upgrade

LARGE = 20_000_000  # bytes
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


def many_paths(path: Path) -> None:
    """Write a HAR file in which every entry is of another path, connection and host."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log": {"entries": [')
        for number in range(LARGE // 5_000):
            made = entry(
                response__content={"size": 9, "mimeType": "application/json", "text": "x" * 4_000},
                request__url=f"https://h{number}.example/p/{number}",
                _connectionId=str(number),
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


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log": {"entries": [' + text)
        for _ in range(LARGE // len(text)):
            file.write("," + text)
        file.write("]}}")


@pytest.mark.parametrize("write", [many_exchanges, many_paths, one_body, one_websocket, many_metrics])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, write: Callable[[Path], None]) -> None:
    """A file of 20 MB is read in less than a third of that, be it many exchanges or a few huge ones."""
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
