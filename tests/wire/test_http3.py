"""HTTP/3's frames, held against their formats, and its heads against ls-qpack's own sequences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.wire import Exchange, Packets, Wire, header_sets
from rtsim.wire.http3 import BOUND, Http3, frame, sequence_sizes, turned, varint
from rtsim.wire.tcp import QUIC
from rtsim.wire.tls import securities
from tests.wire.savings import saved

SETS = tuple(header_sets())


def kinds(name: str) -> tuple[list[Exchange], list[Exchange]]:
    """Give a header set's requests and answers."""
    found, http = header_sets()[name], Http3()
    poll = found.head("poll")
    up = [http.request(found.head(kind)) for kind in ("poll", "publish")]
    down = [http.bare(poll, found.head(kind)) for kind in ("poll_response", "no_content", "publish_response")]
    return up, down


@settings(deadline=None, max_examples=60)
@given(name=st.sampled_from(SETS), order=st.lists(st.integers(0, 2), min_size=1, max_size=40))
def test_heads_are_those_of_ls_qpack_within_the_bound(name: str, order: list[int]) -> None:
    """Each head of a sequence has the bytes that the library writes then, but for what it forgets meanwhile."""
    for exchanges in kinds(name):
        played = tuple(kind % len(exchanges) for kind in order)
        told = sequence_sizes(tuple(one.fields for one in exchanges), played)
        heads = saved(Http3().heads(exchanges), played)
        tabled = [exchanges[kind].first.size(0) - less for kind, less in zip(played, heads, strict=True)]
        assert np.abs(np.array(tabled) - told).max() <= BOUND


@pytest.mark.parametrize("name", SETS)
def test_most_heads_are_exact(name: str) -> None:
    """Of the kinds in turns, as a busy client has them, every head is as long as the library's."""
    for exchanges in kinds(name):
        played = tuple(place % len(exchanges) for place in range(60))
        told = list(sequence_sizes(tuple(one.fields for one in exchanges), played))
        heads = saved(Http3().heads(exchanges), played)
        assert told == [exchanges[kind].first.size(0) - less for kind, less in zip(played, heads, strict=True)]


def test_what_changes_stays_as_long() -> None:
    """A path in another order of its signs has other bytes, as many in Huffman's code."""
    text = "/api/v1/rooms/42/messages?after=1042"
    other = {turned(text, number) for number in range(50)}
    assert len(other) > 40
    assert {"".join(sorted(each)) for each in other} == {"".join(sorted(text))}


@given(st.integers(0, 2**20))
def test_a_frame_s_length_takes_what_a_varint_takes(length: int) -> None:
    """Two bits of the first byte say how many bytes there are (RFC 9000, 16): 1 for up to 63, 2 for up to 16,383."""
    assert frame(length) - length - 1 == varint(length) == (1 if length < 64 else 2 if length < 16_384 else 4)


def test_a_message_is_frames_in_packets() -> None:
    """An event of 200 B is one DATA frame in a packet of 32 B more; 10,000 B take eight packets."""
    event = Wire(http="3", tls="1.3").event(name=None, numbered=False)
    assert event.size(200) == 200 + 8 + 3 + 32
    assert event.size(10_000) == 10_000 + 8 + 3 + 8 * 32


def test_packets_of_quic() -> None:
    """Each has Ethernet's, IPv4's and UDP's headers; there is no SYN and no FIN, and the frame fits the usual MTU."""
    assert QUIC.headers == 18 + 20 + 8
    assert QUIC.payload + 20 + 8 <= 1500
    assert (QUIC.opening, QUIC.closing) == ((0, 0), (0, 0))
    assert securities()["quic"].limit + securities()["quic"].record == QUIC.payload
    assert Wire(http="3", tls="1.3").packets == QUIC != Packets()


def test_set_up_of_quic() -> None:
    """One round trip, none with early data; Initial packets are padded to 1,200 B both ways (RFC 9000, 14.1)."""
    wire = Wire(http="3", tls="1.3", resumed=0.5, early_data=True)
    shake = wire.handshake()
    assert shake.resumption is not None
    assert (shake.round_trips, shake.resumption.late.round_trips, shake.resumption.early.round_trips) == (1, 1, 0)
    assert shake.up >= 2 * 1200
    assert shake.down >= 1200


def test_a_websocket_beside_http_3_is_as_ever() -> None:
    """Its connection is over TCP and TLS."""
    beside, plain = Wire(http="3", tls="1.3"), Wire(tls="1.3")
    assert beside.upgrade() == plain.upgrade()
    assert beside.frame() == plain.frame()
    assert beside.upgrade_handshake() == plain.upgrade_handshake()
