"""WebSockets over HTTP/2 (RFC 8441), held against h2's own bytes."""

import h2.config
import h2.connection
import pytest
from h2.settings import SettingCodes

from rtsim.wire import Wire, header_sets
from rtsim.wire.http2 import PREFACE, connect_fields, connected_fields, opening_bytes


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
