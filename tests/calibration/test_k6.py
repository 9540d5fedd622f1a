from pathlib import Path

import pytest

from rtsim.calibration.reading import read_traffic
from rtsim.scenario import InputErrors
from tests.calibration.captures import k6

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


@pytest.mark.parametrize("pattern", ["nothing", "of_this"])
def test_metrics_without_a_url_are_none_that_match(tmp_path: Path, pattern: str) -> None:
    """A pattern chooses by URL or name, all metrics of a request alike."""
    here, there = k6(tmp_path, REQUEST), k6(tmp_path, REUSED * 2, "there.csv", url="http://b.example/of_this")
    here.write_text(here.read_text() + there.read_text().partition("\n")[2])
    if pattern == "nothing":
        with pytest.raises(InputErrors, match="none of its 3 requests is an answered one whose URL or label matches"):
            read_traffic([here], pattern=pattern)
    else:
        traffic = read_traffic([here], pattern=pattern)
        assert (traffic.sources[0].used, traffic.sources[0].left_out) == (2, 1)
        assert (traffic.connects.count, traffic.waits.count) == (0, 2)


def test_a_summary_is_refused(tmp_path: Path) -> None:
    """What k6 prints at its end has no requests; one line says what to do."""
    path = tmp_path / "summary.json"
    path.write_text('{"root_group": {}, "metrics": {"http_req_waiting": {"avg": 21.3, "p(95)": 30.1}}}')
    with pytest.raises(InputErrors, match="k6's summary, which has no single request: run k6 with --out json=FILE"):
        read_traffic([path])
