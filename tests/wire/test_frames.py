"""RFC 9113's frames and example exchanges, to the byte: what h2 writes, and the sizes that are taken for them."""

import h2.config
import h2.connection
import pytest
from hpack import Decoder

from rtsim.wire import Wire
from rtsim.wire.headers import Head
from rtsim.wire.http2 import Http2, opening_bytes, request_fields, request_frames, response_frames

GET = Head("GET /resource HTTP/1.1", (("Host", "example.org"), ("Accept", "image/jpeg")))
POST = Head(
    "POST /resource HTTP/1.1", (("Host", "example.org"), ("Content-Type", "image/jpeg"), ("Content-Length", "123"))
)
UNCHANGED = Head("HTTP/1.1 304 Not Modified", (("ETag", '"xyzzy"'), ("Expires", "Thu, 23 Jan 2025 09:00:00 GMT")))
FOUND = Head("HTTP/1.1 200 OK", (("Content-Type", "image/jpeg"), ("Content-Length", "123")))
DATA, HEADERS, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 1, 1, 4


def client() -> h2.connection.H2Connection:
    """Give a client whose own opening has been sent."""
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
    connection.initiate_connection()
    connection.clear_outbound_data_buffer()
    return connection


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """Write a frame as 4.1 has it: a length of 24 bits, type, flags, a reserved bit and a stream of 31, payload."""
    return len(payload).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + payload


def test_a_ping() -> None:
    """6.7: eight octets on stream 0, and ACK in the answer; 17 B each way."""
    connection = client()
    connection.ping(b"rtsim 13")
    written = connection.data_to_send()
    assert written == frame(PING, 0, 0, b"rtsim 13")
    connection.receive_data(written)
    assert connection.data_to_send() == frame(PING, ACK, 0, b"rtsim 13")
    assert Wire(http="2").ping_frame().size(0) == Http2("http").ping == len(written)


def test_a_goaway() -> None:
    """6.8: the last stream, of 31 bits, and an error code of 32, on stream 0."""
    connection = client()
    connection.close_connection(last_stream_id=5)
    written = connection.data_to_send()
    assert written == frame(GOAWAY, 0, 0, (5).to_bytes(4) + (0).to_bytes(4))
    assert Wire(http="2").goaway().size(0) == len(written)


def test_the_opening_s_frames() -> None:
    """3.4, 6.5 and 6.9: each setting an identifier of 16 bits and a value of 32, and a window's increment of 31."""
    (up, known), (down, _) = opening_bytes()
    asked = ((1, 65_536), (2, 0), (4, 6_291_456), (6, 262_144))
    has = ((3, 128), (4, 65_536), (5, 16_777_215))
    told, answered = (b"".join(key.to_bytes(2) + value.to_bytes(4) for key, value in one) for one in (asked, has))
    wide = frame(WINDOW_UPDATE, 0, 0, (15_663_105).to_bytes(4))
    assert up == b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0, told) + wide
    assert down == frame(SETTINGS, 0, 0, answered) + frame(WINDOW_UPDATE, 0, 0, (2**31 - 1 - 65_535).to_bytes(4))
    assert known == frame(SETTINGS, ACK, 0, b"")


@pytest.mark.parametrize(
    ("frames", "fields"),
    [
        (
            request_frames(GET, "https"),
            {":method": "GET", ":scheme": "https", ":authority": "example.org", ":path": "/resource",
             "accept": "image/jpeg"},
        ),
        (
            response_frames(GET, UNCHANGED, "https"),
            {":status": "304", "etag": '"xyzzy"', "expires": "Thu, 23 Jan 2025 09:00:00 GMT"},
        ),
    ],
)  # fmt: skip
def test_messages_without_a_body(frames: tuple[bytes, ...], fields: dict[str, str]) -> None:
    """8.8.1 and 8.8.2: a GET and a 304 are one frame, END_STREAM and END_HEADERS set, with the fields of the example.

    Of these the GET leaves out Host, for :authority says it (8.3.1).
    """
    first = frames[0]
    assert first == frame(HEADERS, END_STREAM | END_HEADERS, 1, first[9:])
    assert dict(Decoder().decode(first[9:])) == fields


def test_messages_with_a_body() -> None:
    """8.8.3 and 8.8.4: a POST of 123 B is a head without END_STREAM and a frame of data with it, and so is its 200."""
    connection, body = client(), b"x" * 123
    connection.send_headers(1, request_fields(POST, "https"))
    connection.send_data(1, body, end_stream=True)
    written = connection.data_to_send()
    head = request_frames(POST, "https")[0][9:]
    assert written == frame(HEADERS, END_HEADERS, 1, head) + frame(DATA, END_STREAM, 1, body)
    assert len(written) == Http2("https").request(POST).first.size(123)
    answer = Http2("https").response(POST, FOUND)
    assert answer.first.size(123) == len(response_frames(POST, FOUND, "https")[0]) + 9 + 123
    assert answer.repeated.size(123) == 9 + 1 + 1 + 9 + 123  # status and type are references
