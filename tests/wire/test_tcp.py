import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.wire import Packets

SIZES = st.integers(0, 10**7)


def test_headers_are_as_long_as_their_formats() -> None:
    """The fields of Ethernet, IPv4 and TCP with the time-stamp option, packed, and the check sequence are 70 B."""
    ethernet, check = struct.calcsize("!6s6sH"), struct.calcsize("!I")
    ipv4 = struct.calcsize("!BBHHHBBHII")
    tcp, time_stamps = struct.calcsize("!HHIIBBHHH"), struct.calcsize("!BBBBII")
    assert Packets().headers == ethernet + check + ipv4 + tcp + time_stamps
    assert Packets().payload == 1500 - ipv4 - tcp - time_stamps


@given(size=SIZES)
def test_segments_hold_the_bytes_and_none_is_idle(size: int) -> None:
    """There are as many segments as the bytes need, and one fewer would not do."""
    segments = Packets().segments(size)
    assert (segments - 1) * 1448 < size <= segments * 1448 or size == segments == 0


@given(size=SIZES)
def test_each_segment_has_its_headers(size: int) -> None:
    """The frames carry the bytes and 70 B each."""
    packets = Packets()
    assert packets.on_wire(size) == size + 70 * packets.segments(size)


@pytest.mark.parametrize(("size", "acknowledged"), [(0, 0), (1, 70), (2896, 70), (2897, 140), (14_480, 350)])
def test_every_second_segment_is_acknowledged(size: int, acknowledged: int) -> None:
    """A receiver sends one acknowledgement of 70 B for two segments and for an odd last one."""
    assert Packets().acknowledgements(size) == acknowledged


def test_opening_and_closing() -> None:
    """SYN and ACK go up, their answer goes down; each side sends a FIN and an ACK."""
    assert Packets().opening == (78 + 70, 78)
    assert Packets().closing == (140, 140)


def test_no_frame_needs_padding() -> None:
    """A bare acknowledgement is longer than Ethernet's least frame of 64 B."""
    assert Packets().on_wire(1) - 1 >= 64
