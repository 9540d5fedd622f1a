from collections.abc import Sequence

import h2.config
import h2.connection
import h2.events
import pytest
from h2.settings import SettingCodes
from hpack import HeaderTuple
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rtsim.wire import Wire
from rtsim.wire.envelopes import Plain
from rtsim.wire.headers import header_sets
from rtsim.wire.http2 import (
    PREFACE,
    Http2,
    connect_fields,
    connected_fields,
    opening_bytes,
    request_fields,
    request_frames,
    response_fields,
    response_frames,
)

SETS = tuple(header_sets())
SCHEMES = ("http", "https")
BODIES = st.integers(0, 30_000)  # two of them fit the window of 65,535 B (RFC 9113 section 6.9.2)


def endpoint(*, client_side: bool) -> h2.connection.H2Connection:
    """Give one end of a connection whose own opening has been sent."""
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=client_side))
    connection.initiate_connection()
    return connection


def connected() -> tuple[h2.connection.H2Connection, h2.connection.H2Connection]:
    """Give a client and a server that have exchanged their openings."""
    client, server = endpoint(client_side=True), endpoint(client_side=False)
    for _ in range(2):
        server.receive_data(client.data_to_send())
        client.receive_data(server.data_to_send())
    assert client.data_to_send() == server.data_to_send() == b""
    return client, server


def send(connection: h2.connection.H2Connection, stream: int, fields: Sequence[HeaderTuple], body: int) -> bytes:
    """Send a message with h2, its body in frames as large as may be, and give all its bytes."""
    connection.send_headers(stream, fields, end_stream=not body)
    for start in range(0, body, 16_384):
        part = min(16_384, body - start)
        connection.send_data(stream, b"x" * part, end_stream=start + part == body)
    return connection.data_to_send()


@settings(deadline=None)
@given(name=st.sampled_from(SETS), scheme=st.sampled_from(SCHEMES), body=BODIES)
@example(name="chrome", scheme="https", body=16_384)
@example(name="chrome", scheme="https", body=16_385)
@example(name="minimal", scheme="http", body=0)
def test_messages_are_as_long_as_h2_writes_them(name: str, scheme: str, body: int) -> None:
    """First and repeated requests and answers have the sizes of those that h2's client and server exchange."""
    heads = header_sets()[name]
    request, response = heads.head("publish"), heads.head("publish_response")
    client, server = connected()
    sizes = []
    for stream in (1, 3):
        up = send(client, stream, request_fields(request, scheme), body)
        server.receive_data(up)
        server.data_to_send()
        sizes.append((len(up), len(send(server, stream, response_fields(response), body))))
    asked, answered = Http2(scheme).request(request), Http2(scheme).response(request, response)
    assert sizes == [
        (asked.first.size(body), answered.first.size(body)),
        (asked.repeated.size(body), answered.repeated.size(body)),
    ]


@pytest.mark.parametrize("name", SETS)
def test_the_second_message_stands_for_all_later_ones(name: str) -> None:
    """The two-hundredth request and answer on a connection are as long as the second."""
    heads = header_sets()[name]
    requests = request_frames(heads.head("poll"), "https", 90)
    answers = response_frames(heads.head("poll"), heads.head("poll_response"), "https", 90)
    for frames in (requests, answers):
        assert {len(frame) for frame in frames[1:]} == {len(frames[1])}
        assert len(frames[1]) <= len(frames[0])


def test_the_table_makes_later_requests_small() -> None:
    """A browser's head of 560 B takes under a fifth of that from the second request on."""
    poll = Http2("https").request(header_sets()["chrome"].head("poll"))
    assert poll.repeated.size(0) < 560 / 5 < poll.first.size(0)


def test_date_is_never_put_into_the_table() -> None:
    """An answer of another second is as long as one of the same second, though Date differs."""
    heads = header_sets()["minimal"]
    dates = ("Wed, 12 Jun 2024 09:41:27 GMT", "Wed, 12 Jun 2024 09:41:28 GMT")
    first, second = (heads.head("poll_response").with_fields((("Date", date),)) for date in dates)
    client, server = connected()
    sizes = []
    for stream, head in ((1, first), (3, first), (5, second)):
        server.receive_data(send(client, stream, request_fields(heads.head("poll"), "https"), 0))
        server.data_to_send()
        sizes.append(len(send(server, stream, response_fields(head), 0)))
    assert sizes[1] == sizes[2]


def test_the_server_reads_the_fields_that_were_sent() -> None:
    """h2's server decodes the request's fields; those about the connection are left out."""
    head = header_sets()["chrome"].head("poll")
    _, server = connected()
    (event,) = (
        e for e in server.receive_data(request_frames(head, "https")[0]) if isinstance(e, h2.events.RequestReceived)
    )
    fields = dict(event.headers)
    assert fields[b":authority"] == b"app.example.com"
    assert fields[b"accept-encoding"] == b"gzip, deflate, br, zstd"
    assert not {b"host", b"connection", b"keep-alive", b"content-length"} & set(fields)


@given(body=st.integers(0, 10**6))
def test_a_part_of_a_stream_is_data_frames(body: int) -> None:
    """Each 16,384 B of a part cost 9 B of frame head."""
    frames = -(-body // 16_384)
    assert Http2("https").part(Plain(0)).size(body) == body + 9 * frames


def test_both_ends_accept_the_opening() -> None:
    """h2 reads the browser's and the server's opening: settings with their values, a window, an acknowledgement."""
    up, down = opening_bytes()
    server, client = endpoint(client_side=False), endpoint(client_side=True)
    read = [*server.receive_data(up[0]), *server.receive_data(up[1])]
    kinds = [type(event) for event in read]
    expected = [h2.events.RemoteSettingsChanged, h2.events.WindowUpdated, h2.events.SettingsAcknowledged]
    assert kinds == expected
    assert [type(event) for write in down for event in client.receive_data(write)] == expected
    assert server.remote_settings[SettingCodes.INITIAL_WINDOW_SIZE] == 6_291_456
    assert client.remote_settings[SettingCodes.MAX_CONCURRENT_STREAMS] == 128


def test_size_of_the_opening() -> None:
    """Chrome writes 70 B and 9 B before it has an answer, nginx 40 B and 9 B."""
    assert Http2("https").opening == ((24 + 9 + 4 * 6 + 13, 9), (9 + 3 * 6 + 13, 9))


@pytest.mark.parametrize("name", sorted(header_sets()))
def test_the_handshake_is_a_connect_and_a_200(name: str) -> None:
    """Both HEADERS have the bytes that h2 writes; neither has a key, an accept or a field about the connection."""
    wire, found = Wire(http="2", websocket="2", headers=name), header_sets()[name]
    ask, answer = connect_fields(found.head("upgrade"), "http"), connected_fields(found.head("upgrade_response"))
    client, server = (h2.connection.H2Connection(h2.config.H2Configuration(client_side=side)) for side in (True, False))
    server.local_settings[SettingCodes.ENABLE_CONNECT_PROTOCOL] = 1
    client.initiate_connection()
    server.initiate_connection()
    server.receive_data(client.data_to_send())
    client.receive_data(server.data_to_send())
    server.receive_data(client.data_to_send())
    client.send_headers(1, ask)
    up = client.data_to_send()
    server.receive_data(up)
    server.send_headers(1, answer)
    assert (len(up), len(server.data_to_send())) == (
        wire.upgrade().first.size(0),
        wire.upgrade_response().first.size(0),
    )
    names = {field[0] for field in (*ask, *answer)}
    assert {":protocol", ":status"} <= names
    assert not {"sec-websocket-key", "sec-websocket-accept", "upgrade", "connection"} & names


def test_frames_go_in_data_frames() -> None:
    """Each of a WebSocket's frames has 9 B more, and a record around both."""
    over, own = Wire(http="2", tls="1.3", websocket="2"), Wire(tls="1.3")
    for kind in ("frame", "masked_frame", "ping", "pong"):
        assert getattr(over, kind)().size(100) == getattr(own, kind)().size(100) + 9


def test_the_client_waits_for_the_settings() -> None:
    """One round trip more than another request, and a setting of 6 B more than HTTP/2's own opening."""
    over = Wire(http="2", tls="1.3", websocket="2", resumed=0.5, early_data=True)
    plain, shake = over.handshake(), over.upgrade_handshake()
    assert plain.resumption is not None
    assert shake.resumption is not None
    for one, other in (
        (shake, plain),
        (shake.resumption.late, plain.resumption.late),
        (shake.resumption.early, plain.resumption.early),
    ):
        assert (one.round_trips, one.up, one.down) == (other.round_trips + 1, other.up, other.down + 6)


def test_the_preface_is_that_of_the_standard() -> None:
    """RFC 9113, 3.4 gives it in hexadecimal; 4.1 has frames of 9 B of head, length first."""
    assert PREFACE.hex() == "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a"
    (up, acknowledgement), _ = opening_bytes()
    assert up.startswith(PREFACE + bytes((0, 0, 24, 4, 0, 0, 0, 0, 0)))
    assert acknowledgement == bytes((0, 0, 0, 4, 1, 0, 0, 0, 0))
