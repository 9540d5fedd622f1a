import json
from math import inf

import h11
import pytest
from pydantic import ValidationError

from rtsim.experiments import run
from rtsim.plan import Post, Push
from rtsim.results import measures
from rtsim.scenario import TechniqueSettings, parse_scenario
from rtsim.techniques import settings_classes, techniques
from rtsim.techniques.catalogue import NOTED
from rtsim.techniques.http_streaming import HttpStreaming, HttpStreamingSettings
from rtsim.theory import framing
from rtsim.wire import header_sets
from tests.techniques.terms import terms

HEAD = [
    ("X-Powered-By", "Express"),
    ("Content-Type", "application/x-ndjson"),
    ("Cache-Control", "no-cache"),
    ("Connection", "keep-alive"),
    ("Date", "Wed, 12 Jun 2024 09:41:27 GMT"),
    ("Transfer-Encoding", "chunked"),
]


def push(**settings: object) -> Push:
    """Give the mechanism under these settings."""
    written = HttpStreamingSettings.model_validate(settings)
    mechanism = HttpStreaming().carriage(written, terms()).mechanism
    assert isinstance(mechanism, Push)
    return mechanism


def test_the_bytes_are_those_that_h11_writes() -> None:
    """The request is a fetch's, the answer says what it carries, and each line of JSON is a chunk."""
    poll = header_sets()["chrome"].head("poll")
    client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
    asked = client.send(h11.Request(method="GET", target=poll.start.split()[1], headers=list(poll.fields)))
    assert asked is not None
    server.receive_data(asked)
    assert push().request.first.size(0) == len(asked)
    server.next_event()
    head = server.send(h11.Response(status_code=200, reason="OK", headers=HEAD))
    assert head is not None
    assert push().response.first.size(0) == len(head)
    for text in ("", "hi", "a" * 300, "b" * 70_000):
        message = json.dumps({"id": 7, "text": text})
        line = server.send(h11.Data(data=f"{message}\n".encode()))
        assert line is not None
        assert push().message.size(len(message)) == len(line)
        client.receive_data((head if not text else b"") + line)
    alive = server.send(h11.Data(data=b"\n"))
    assert alive is not None
    assert push().ping == len(alive)


@pytest.mark.parametrize("size", [0, 39, 1_000])
def test_lines(size: int) -> None:
    """A message is its line in a chunk, whatever its number."""
    assert push().message.size(size, 10**6) == framing.chunk(size=framing.json_line(payload=size))


def test_nothing_comes_by_itself() -> None:
    """A client comes back by its application's policy, is sent what it missed if that is written, and sends by POST."""
    assert (push().reconnect, push().replay, push(resume=True).replay, push().streams) == (None, False, True, True)
    assert (push().heartbeat, push(heartbeat=None).heartbeat, push().detect) == (20.0, inf, inf)
    carriage = HttpStreaming().carriage(HttpStreamingSettings(), terms())
    assert isinstance(carriage.carrier, Post)
    assert (carriage.stack, carriage.counted) == ("sse", True)


def test_it_is_there_for_whoever_names_it() -> None:
    """A scenario that names no techniques has the notes' four; named in a list or by a setting it is simulated."""
    known = settings_classes()
    content = {"name": "x", "clients": {"count": 5, "connect_over": 1}, "warmup": 2, "duration": 20, "replications": 1,
               "messages": {"from": "server", "to": "everyone", "rate": 1}}  # fmt: skip
    assert list(parse_scenario(content, techniques=known).techniques) == list(NOTED)
    laid = parse_scenario(content, techniques=known, overrides=["techniques.http-streaming.heartbeat=5 s"])
    assert list(laid.techniques) == [*NOTED, "http-streaming"]
    one = techniques()["http-streaming"]
    outcome = run(parse_scenario(content | {"techniques": [one.name]}, techniques=known), {one.name: one})
    assert measures(outcome.recordings[one.name][0])["messages.delivered"] > 0
    assert TechniqueSettings.usual


@pytest.mark.parametrize("settings", [{"heartbeat": "0 s"}, {"retry": "1 s"}, {"detect": "10 s"}], ids=str)
def test_refused(settings: dict[str, object]) -> None:
    """Times of nothing, another technique's keys, and a client that takes quiet connections for cut are refused."""
    with pytest.raises(ValidationError):
        HttpStreamingSettings.model_validate(settings)
