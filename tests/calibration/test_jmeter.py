from pathlib import Path

import pytest

from rtsim.calibration.reading import read_traffic
from rtsim.scenario import InputErrors
from tests.calibration.captures import column

HEADER = "timeStamp,elapsed,label,responseCode,responseMessage,URL,Latency,Connect"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("url", "cells", "waits", "connects"),
    [
        ("http://a.example/", "41,20", [0.021], [0.020]),
        ("https://a.example/", "82,61", [0.021], []),  # TLS is in the time to connect
        ("", "41,20", [0.021], []),  # and may be
        ("http://a.example/", "0,20", [], [0.020]),  # the latency was not measured
        ("http://a.example/", "41,", [0.041], []),
        ("http://a.example/", "10,20", [], [0.020]),
    ],
)
def test_the_time_to_connect_is_no_wait(
    tmp_path: Path, url: str, cells: str, waits: list[float], connects: list[float]
) -> None:
    """It is taken off the latency, and is a round trip where TLS cannot be in it."""
    traffic = read_traffic([column(tmp_path, HEADER, f"1772445600000,90,poll,200,OK,{url},{cells}")])
    assert list(traffic.waits.kept) == pytest.approx(waits)
    assert list(traffic.connects.kept) == pytest.approx(connects)
    assert traffic.connections.opened == (not cells.endswith(","))


def test_a_table_without_latencies_has_durations(tmp_path: Path) -> None:
    """What is not saved is not known."""
    traffic = read_traffic([column(tmp_path, "timeStamp,elapsed,label,responseCode", "1772445600000,23,poll,204")])
    assert (list(traffic.durations.kept), traffic.waits.count) == ([0.023], 0)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([HEADER, "1,x,poll,200,OK,,20,0"], ":2: elapsed: 'x' is not a number"),
        ([HEADER, "1,20,poll,200,OK,,-1,0"], ":2: Latency: '-1' is not a number of at least 0"),
        ([HEADER, "1,20,poll,200"], ":2: the line is cut off: 4 of 8 columns"),
        ([HEADER, "1,20,poll,,OK,,20,0"], "none of its 1 requests was answered"),
        (["<testResults>", "<httpSample/>"], ":3: is not valid XML .*: is it cut off"),
        ([LAUGHS, "<testResults>&b;</testResults>"], ":1: has a document type"),
        (["<testResults>", '<httpSample t="x" rc="200"/>', "</testResults>"], ":2: elapsed: 'x' is not a number"),
        (["<t>", '<sample t="1">' * 60], "samples stand too deep in samples"),
        (["<t>", f'<sample t="{"1" * 4_000_000}"/>'], "a tag is longer than 1,048,576 bytes"),
    ],
)
def test_wrong_results(tmp_path: Path, lines: list[str], message: str) -> None:
    """One line names the file, the line, and what is wrong."""
    with pytest.raises(InputErrors, match=message) as raised:
        read_traffic([column(tmp_path, *lines)])
    assert len(str(raised.value).splitlines()) == 1
