from math import inf

import h2.config
import h2.connection
import pytest
from pydantic import ValidationError

from rtsim.plan import Post, Push
from rtsim.techniques.sse import ServerSentEvents, ServerSentEventsSettings
from rtsim.theory import framing
from rtsim.wire.http2 import PREFACE
from tests.techniques.terms import terms


def push(http: str = "1.1", **settings: object) -> Push:
    """Give the mechanism under these settings."""
    written = ServerSentEventsSettings.model_validate(settings)
    mechanism = ServerSentEvents().carriage(written, terms(http=http, each=3)).mechanism
    assert isinstance(mechanism, Push)
    return mechanism


@pytest.mark.parametrize("size", [1, 39, 1_000])
def test_plain_events(size: int) -> None:
    """An event without id and name is a data line in a chunk."""
    assert push(event_id=False).message.size(size) == framing.chunk(size=framing.event(payload=size))


def test_numbered_and_named_events() -> None:
    """An id and a name are lines of their own."""
    plain = framing.event(payload=39)
    assert push().message.size(39, 7) == framing.chunk(size=plain + len("id: 7\n"))
    named = push(event_name="news").message.size(39, push().first_id)
    assert named == framing.chunk(size=plain + len(f"event: news\nid: {push().first_id}\n"))


def test_comments() -> None:
    """A heartbeat is a comment line in a chunk, which nobody answers."""
    assert (push().heartbeat, push().ping, push().pong) == (15.0, framing.chunk(size=framing.comment()), 0)
    assert push(comment="hi").ping == framing.chunk(size=len(": hi\n\n"))
    assert push(heartbeat=None).heartbeat == inf


def test_pings() -> None:
    """A heartbeat may be a PING of HTTP/2, which is answered by as many bytes: 9 B of head and 8 B (RFC 9113, 6.7)."""
    pinged = push(http="2", heartbeat_by="ping")
    assert (pinged.heartbeat, pinged.ping, pinged.pong) == (15.0, 17, 17)
    client, server = (h2.connection.H2Connection(h2.config.H2Configuration(client_side=side)) for side in (True, False))
    for end in (client, server):
        end.initiate_connection()
        end.clear_outbound_data_buffer()
    server.receive_data(PREFACE + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0)))  # SETTINGS without any
    server.clear_outbound_data_buffer()
    server.ping(b"12345678")
    assert len(server.data_to_send()) == pinged.ping


def test_replay() -> None:
    """What a client missed is replayed by the id it has seen last, so not where there are no ids."""
    assert (push().replay, push(event_id=False).replay) == (True, False)


def test_the_way_back() -> None:
    """A client comes back after 3 s by default, or as the scenario says, and sends by POST."""
    assert (push().retry, push(retry="5 s").retry, push().each) == (3.0, 5.0, 3)
    policy, own = push(retry="5 s").reconnect, push(retry=None)
    assert policy is not None
    assert policy.spans == ((5.0, 5.0),)
    assert (own.reconnect, own.retry) == (None, 1.0)
    carriage = ServerSentEvents().carriage(ServerSentEventsSettings(), terms())
    assert isinstance(carriage.carrier, Post)
    assert carriage.stack == "sse"


@pytest.mark.parametrize("settings", [{"heartbeat": "0 s"}, {"retry": "0 s"}, {"resume": True}], ids=str)
def test_refused(settings: dict[str, object]) -> None:
    """Times of nothing and another technique's keys are refused."""
    with pytest.raises(ValidationError):
        ServerSentEventsSettings.model_validate(settings)
