from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rtsim.calibration import Traffic, learn, read_traffic
from tests.calibration.captures import entry, har, http2, k6, polls, publish, stream, upgrade

MESSAGES = [{"type": "receive", "time": 1.0, "opcode": 1, "data": "x" * size} for size in (40, 50, 90)]


def learned(traffic: Traffic) -> Mapping[str, Any]:
    """Give the values that are learned, by key."""
    return {finding.key: finding.value for finding in learn(traffic).findings}


def unknown(traffic: Traffic) -> Mapping[str, str]:
    """Give the reasons why values are not learned, by key."""
    return {lesson.key: lesson.reason for lesson in learn(traffic).unknown}


def test_a_whole_capture(tmp_path: Path) -> None:
    """Every head and body that the capture has comes out as it was counted."""
    traffic = read_traffic([har(tmp_path, [*polls(), publish(), stream(), upgrade(MESSAGES)])])
    values = learned(traffic)
    assert {key.rpartition(".")[2]: value for key, value in values.items() if key.startswith("wire.headers.")} == {
        "poll": "560 B",
        "poll_response": "237 B",
        "poll_empty": "235 B",
        "publish": "640 B",
        "publish_response": "210 B",
        "stream": "586 B",
        "stream_response": "178 B",
        "upgrade": "502 B",
        "upgrade_response": "129 B",
    }
    assert (values["wire.http"], values["wire.tls"]) == ("1.1", "1.3")
    assert (values["wire.body.empty"], values["wire.body.publish_ack"]) == ("2 B", "11 B")
    assert values["messages.payload"] == {"dist": "empirical", "values": ["40 B", "50 B", "90 B"]}
    assert values["server.keep_alive"] == "5 s"
    assert values["techniques.short-polling.connection"] == "keep-alive"


def test_every_value_says_how_many_exchanges_it_stands_on(tmp_path: Path) -> None:
    """A note names the number, the median and the range."""
    lessons = learn(read_traffic([har(tmp_path, [*polls(), publish(), upgrade(MESSAGES)])]))
    notes = {finding.key: finding.note for finding in lessons.findings}
    assert notes["wire.headers.poll"] == "12 polls of /api/messages: all 560 B"
    assert notes["wire.headers.poll_empty"] == "9 polls answered without news: all 235 B"
    assert notes["messages.payload"].startswith("3 WebSocket messages received")
    assert notes["messages.payload"].endswith("median 50 B, from 40 B to 90 B")


def test_several_paths_are_named_with_their_numbers(tmp_path: Path) -> None:
    """So that a user can choose with --match; a step that looks like a token is not shown."""
    hook = "/hook/T0A1B2C3D4E5F6G7H8I9J0K1L2"
    other = [entry(request__url=f"https://app.example.com{hook}?x=1") for _ in range(2)]
    lessons = learn(read_traffic([har(tmp_path, [*polls(), *other])]))
    note = next(finding.note for finding in lessons.findings if finding.key == "wire.headers.poll")
    assert note.startswith("14 polls of /api/messages (12), /hook/… (2)")


def test_a_sample_says_of_how_many(tmp_path: Path) -> None:
    """Where not every poll is kept, the note says how many there were."""
    lessons = learn(read_traffic([har(tmp_path, [entry()] * 700)]))
    note = next(finding.note for finding in lessons.findings if finding.key == "wire.headers.poll")
    assert note.startswith("500 of 700 polls")


def test_sizes_are_of_the_main_version_only(tmp_path: Path) -> None:
    """A capture of both versions gives the heads of the one seen more often."""
    values = learned(read_traffic([har(tmp_path, [*polls(), *[http2() for _ in range(30)]])]))
    assert values["wire.http"] == "2"
    assert int(values["wire.headers.poll"].removesuffix(" B")) < 100
    assert values["techniques.short-polling.connection"] == "keep-alive"


def test_http_3_has_tls_in_it(tmp_path: Path) -> None:
    """Whatever else tells the version of TLS: over QUIC it is 1.3."""
    lessons = learn(read_traffic([har(tmp_path, [entry(response__httpVersion="h3")] * 3)]))
    http, tls = lessons.findings[:2]
    assert (http.key, http.value, tls.key, tls.value) == ("wire.http", "3", "wire.tls", "1.3")
    assert "HTTP/3" in http.note


@pytest.mark.parametrize(("tls", "version"), [(25.0, "1.3"), (44.0, "1.2")])
def test_tls_takes_one_round_trip_or_two(tmp_path: Path, tls: float, version: str) -> None:
    """Next to TCP's own round trip, TLS tells its version by its time."""
    made = entry(timings__connect=22.0 + tls, timings__ssl=tls, time=48.0 + tls)
    assert learned(read_traffic([har(tmp_path, [made] * 6)]))["wire.tls"] == version


def test_plain_traffic_has_no_tls(tmp_path: Path) -> None:
    """The URL's scheme tells."""
    plain = entry(request__url="http://a.example/x")
    assert learned(read_traffic([har(tmp_path, [plain] * 2)]))["wire.tls"] == "none"


def test_polls_on_new_connections(tmp_path: Path) -> None:
    """Polls that connect each time are not kept alive; all techniques are named, so that none is left out."""
    made = [entry(timings__connect=20.0, _connectionId=str(number), time=46.0) for number in range(4)]
    values = learned(read_traffic([har(tmp_path, made)]))
    assert values["techniques.short-polling.connection"] == "close"
    named = {key.split(".")[1] for key in values if key.startswith("techniques.")}
    assert named == {"short-polling", "long-polling", "websocket", "sse"}


def test_what_cannot_be_learned_has_its_reason(tmp_path: Path) -> None:
    """CPU time above all; where both are known, the server's time is given as an upper limit."""
    slow = [entry(timings__connect=20.0, timings__wait=31.0, time=60.0)] * 6
    reasons = unknown(read_traffic([har(tmp_path, slow)]))
    assert "11 ms beyond a round trip, an upper limit" in reasons["server.costs"]
    assert reasons["wire.headers.stream"] == "no answer of type text/event-stream"
    assert "alike" in reasons["wire.headers.poll_response"] or "empty" in reasons["wire.headers.poll_response"]
    assert {"wire.body.around", "wire.body.each", "clients.network.up", "clients.network.loss"} <= reasons.keys()


def test_heads_of_which_nothing_is_told(tmp_path: Path) -> None:
    """Polls without sizes or fields are counted and said to tell nothing."""
    bare = {"request": {"method": "GET", "url": "http://a.example/x"}, "response": {"status": 200}}
    reason = unknown(read_traffic([har(tmp_path, [bare] * 3)]))["wire.headers.poll"]
    assert reason.startswith("3 polls of /x, but the size of its head is not told")


def test_each_key_is_either_learned_or_not(tmp_path: Path) -> None:
    """No key is in both lists, and none is there twice."""
    files = [har(tmp_path, [*polls(), stream()]), k6(tmp_path, [("http_reqs", 1.0), ("http_req_waiting", 30.0)])]
    lessons = learn(read_traffic(files))
    keys = [finding.key for finding in lessons.findings] + [lesson.key for lesson in lessons.unknown]
    assert len(keys) == len(set(keys))
