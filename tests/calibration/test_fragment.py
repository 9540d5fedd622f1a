import json
from pathlib import Path
from typing import Any

import pytest

from rtsim.calibration import Spread, fragment_document, fragment_text, learn, read_traffic, unknown_lines
from rtsim.calibration.fragment import WIDTH
from rtsim.experiments import run
from rtsim.results import measures
from rtsim.scenario import load_scenario, parse_scenario
from rtsim.scenario.reading import parse
from rtsim.techniques import settings_classes, techniques
from rtsim.techniques.catalogue import NOTED
from tests.calibration.captures import SECRET, column, har, http2, k6, polls, publish, stream, upgrade

MESSAGES = [{"type": "receive", "time": 1.0, "opcode": 1, "data": "x" * size} for size in range(40, 400)]
BASE = (
    "name=pasted",
    "clients.count=5",
    "clients.connect_over=1 s",
    "messages.room_size=5",
    "messages.rate=0.5 / s",
    "duration=20",
    "warmup=2",
    "replications=1",
)


def kinds(folder: Path) -> dict[str, list[Path]]:
    """Write files of every kind."""
    trips = column(folder, "rtt_ms", *[20 + number**2 / 1000 for number in range(400)])
    return {
        "http 1": [har(folder, [*polls(), publish(), stream(), upgrade(MESSAGES)], name="one.har")],
        "http 2": [har(folder, [http2() for _ in range(9)], name="two.har")],
        "k6": [k6(folder, [("http_reqs", 1.0), ("http_req_connecting", 22.0), ("http_req_waiting", 30.0)])],
        "column": [trips],
        "all": [har(folder, [*polls(), stream()], name="three.har"), trips],
    }


@pytest.mark.parametrize("spread", Spread)
@pytest.mark.parametrize("kind", ["http 1", "http 2", "k6", "column", "all"])
def test_a_fragment_loads_and_runs(tmp_path: Path, kind: str, spread: Spread) -> None:
    """What is printed is a scenario's part as it stands: with a name and a number of clients it runs."""
    traffic = read_traffic(kinds(tmp_path)[kind])
    pasted = tmp_path / "pasted.yaml"
    pasted.write_text(fragment_text(traffic, learn(traffic, spread)), encoding="utf-8")
    scenario = load_scenario(pasted, techniques=settings_classes(), overrides=BASE)
    assert list(scenario.techniques) == list(NOTED)
    outcome = run(scenario, {name: techniques()[name] for name in ("short-polling", "sse")})
    assert measures(outcome.recordings["sse"][0])["messages.delivered"] > 0


def test_a_run_of_the_fragment_has_the_latency_that_was_measured(tmp_path: Path) -> None:
    """Messages from the server take half of the mean round trip, and the server's and TLS's little more."""
    traffic = read_traffic(kinds(tmp_path)["column"])
    content = fragment_document(traffic, learn(traffic))["fragment"]
    content["clients"] |= {"count": 20, "connect_over": 1}
    content |= {"name": "x", "messages": {"from": "server", "to": "everyone", "rate": 5}, "duration": 60, "warmup": 2}
    scenario = parse_scenario(content | {"techniques": ["websocket"], "replications": 1}, techniques=settings_classes())
    latency = measures(run(scenario, techniques()).recordings["websocket"][0])["latency_s.mean"]
    assert traffic.round_trips.median / 2 < latency
    mean = sum(traffic.round_trips.kept) / traffic.round_trips.count
    assert latency == pytest.approx(mean / 2, rel=0.05)


@pytest.mark.parametrize("kind", ["http 1", "http 2", "k6", "column", "all"])
def test_text_and_document_say_the_same(tmp_path: Path, kind: str) -> None:
    """Read as YAML, the text is the document's fragment; the document is plain JSON."""
    traffic = read_traffic(kinds(tmp_path)[kind])
    lessons = learn(traffic)
    text, document = fragment_text(traffic, lessons), fragment_document(traffic, lessons)
    read = parse(text).value
    assert texts(read) == texts(json.loads(json.dumps(document["fragment"])))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert {one["key"] for one in document["unknown"]} == {lesson.key for lesson in lessons.unknown}


def texts(value: Any) -> Any:
    """Write every value as text, since YAML takes 1.1 for a number."""
    if isinstance(value, dict):
        return {key: texts(part) for key, part in value.items()}
    return [texts(part) for part in value] if isinstance(value, list) else str(value)


def test_each_value_stands_below_a_comment(tmp_path: Path) -> None:
    """Every value that was learned has a comment line right above."""
    traffic = read_traffic(kinds(tmp_path)["http 1"])
    lines = fragment_text(traffic, learn(traffic)).splitlines()
    for number, line in enumerate(lines):
        if line.endswith(" B") and ":" in line and "#" not in line:
            assert lines[number - 1].lstrip().startswith("#"), line


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    """No query string, cookie or value of a header field is in any output."""
    for files in kinds(tmp_path).values():
        traffic = read_traffic(files)
        lessons = learn(traffic)
        shown = [
            fragment_text(traffic, lessons),
            json.dumps(fragment_document(traffic, lessons)),
            *unknown_lines(lessons),
        ]
        for text in shown:
            for secret in (SECRET, "after=", "Mozilla", "session", "203.0.113"):
                assert secret not in text


def test_what_shares_a_reason_shares_a_line(tmp_path: Path) -> None:
    """Reasons are not repeated for each key."""
    lines = unknown_lines(learn(read_traffic(kinds(tmp_path)["column"])))
    reasons = [line.rpartition(": ")[2] for line in lines]
    assert len(reasons) == len(set(reasons))
    assert any("wire.headers.stream, wire.headers.stream_response" in line for line in lines)


def test_a_name_of_a_file_cannot_break_out_of_its_comment(tmp_path: Path) -> None:
    """A line end in a file's name does not start a line of YAML."""
    path = column(tmp_path, "rtt_ms", 20, name="a\nseed: 7")
    traffic = read_traffic([path])
    assert "seed" not in parse(fragment_text(traffic, learn(traffic))).value
