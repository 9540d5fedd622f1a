import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wsproto import ConnectionType, WSConnection
from wsproto.connection import Connection
from wsproto.events import AcceptConnection, Message, Ping, Pong, Request, TextMessage
from wsproto.utilities import generate_accept_token

from rtsim.wire.headers import header_sets
from rtsim.wire.http1 import request_bytes, response_bytes
from rtsim.wire.websocket import CLIENT, SERVER, control_frame, text_bytes, text_frame


@given(sender=st.sampled_from([SERVER, CLIENT]), body=st.integers(0, 200_000))
@example(sender=SERVER, body=125)
@example(sender=SERVER, body=126)
@example(sender=CLIENT, body=65_535)
@example(sender=CLIENT, body=65_536)
def test_a_frame_is_as_long_as_wsproto_writes_it(sender: ConnectionType, body: int) -> None:
    """A text frame's size is that of the frame which wsproto builds for this payload."""
    assert text_frame(sender).size(body) == len(Connection(sender).send(TextMessage(data="x" * body)))


@pytest.mark.parametrize(
    ("body", "unmasked", "masked"),
    [
        (0, 2, 6),
        (5, 7, 11),
        (125, 127, 131),
        (126, 130, 134),
        (256, 260, 264),
        (65_535, 65_539, 65_543),
        (65_536, 65_546, 65_550),
    ],
)
def test_frames_of_the_rfc(body: int, unmasked: int, masked: int) -> None:
    """A frame adds 2, 4 or 10 B to its payload and a mask 4 B more (RFC 6455 sections 5.2 and 5.7)."""
    assert text_frame(SERVER).size(body) == unmasked
    assert text_frame(CLIENT).size(body) == masked


def test_hello_of_the_rfc() -> None:
    """The text "Hello" from a server is the seven bytes of RFC 6455 section 5.7."""
    sent = Connection(SERVER).send(TextMessage(data="Hello"))
    assert sent == bytes.fromhex("810548656c6c6f")
    assert text_frame(SERVER).size(5) == len(sent)


def test_the_other_end_reads_one_message() -> None:
    """What a client's frame carries reaches the server whole."""
    server = Connection(SERVER)
    server.receive_data(text_bytes(CLIENT, 300))
    (message,) = server.events()
    assert isinstance(message, Message)
    assert len(message.data) == 300


def test_control_frames() -> None:
    """An empty ping of the server has 2 B, the client's pong 6."""
    assert control_frame(SERVER, Ping()).size(0) == 2
    assert control_frame(CLIENT, Pong()).size(0) == 6


def test_accept_of_the_rfc() -> None:
    """The RFC's key has the RFC's accept, and every set's answer matches its key (RFC 6455 section 4.2.2)."""
    assert generate_accept_token(b"dGhlIHNhbXBsZSBub25jZQ==") == b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    for found in header_sets().values():
        key = dict(found.head("upgrade").fields)["Sec-WebSocket-Key"]
        accept = dict(found.head("upgrade_response").fields)["Sec-WebSocket-Accept"]
        assert generate_accept_token(key.encode()) == accept.encode()


@pytest.mark.parametrize(
    ("name", "subprotocol"), [(name, "chat" if name == "rfc6455" else None) for name in header_sets()]
)
def test_wsproto_answers_each_handshake(name: str, subprotocol: str | None) -> None:
    """Every set's upgrade is accepted by wsproto's server, whose answer is as long as the set's."""
    found = header_sets()[name]
    server = WSConnection(ConnectionType.SERVER)
    server.receive_data(request_bytes(found.head("upgrade")))
    assert any(isinstance(event, Request) for event in server.events())
    answer = server.send(AcceptConnection(subprotocol=subprotocol))
    assert len(answer) == len(response_bytes(found.head("upgrade"), found.head("upgrade_response")))


def test_wsproto_writes_the_minimal_handshake() -> None:
    """The minimal set's upgrade is as long as the one that wsproto's client writes."""
    sent = WSConnection(ConnectionType.CLIENT).send(Request(host="app.example.com", target="/ws"))
    assert len(sent) == len(request_bytes(header_sets()["minimal"].head("upgrade")))
