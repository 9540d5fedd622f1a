"""Packets over IPv4 over Ethernet: what the bytes of a connection add up to on the wire, over TCP or QUIC.

TCP has time stamps. Every frame is longer than Ethernet's least, 64 B, so nothing is padded: a bare acknowledgement of
TCP has 70 B. The preamble and the gap between frames are not counted.
"""

from dataclasses import dataclass

ETHERNET = 18  # IEEE 802.3: addresses 12, type 2, check sequence 4
IPV4 = 20  # RFC 791 section 3.1, without options
TCP = 20  # RFC 9293 section 3.1, without options
TIME_STAMPS = 12  # RFC 7323 appendix A: 10 B of option and 2 B of padding, in every segment
OPENING_OPTIONS = 20  # as Linux sends them: MSS 4, SACK permitted 2, time stamps 10, padding 1, window scale 3
ETHERNET_PAYLOAD = 1500  # the usual MTU

SEGMENT = ETHERNET + IPV4 + TCP + TIME_STAMPS  # what each adds, and all that a bare acknowledgement is
SYNCHRONISE = ETHERNET + IPV4 + TCP + OPENING_OPTIONS

UDP = 8  # RFC 768
DATAGRAM = ETHERNET + IPV4 + UDP
QUIC_PAYLOAD = 1_350  # quiche, kDefaultMaxPacketSize
QUIC_ACKNOWLEDGEMENT = 11 + 6 + 16  # a packet's head, an ACK frame with one range, a tag: RFC 9000 sections 17.3, 19.3


@dataclass(frozen=True)
class Packets:
    """How a write becomes segments; `payload` is the most bytes of one, `headers` what each adds.

    An `acknowledgement` is what travels alone. `opening` are the bytes up (SYN and ACK) and down (SYN and ACK in one),
    RFC 9293 section 3.5; `closing` those of a FIN and an ACK each way, whoever closes first, section 3.6.
    """

    payload: int = ETHERNET_PAYLOAD - IPV4 - TCP - TIME_STAMPS
    headers: int = SEGMENT
    acknowledgement: int = SEGMENT
    opening: tuple[int, int] = (SYNCHRONISE + SEGMENT, SYNCHRONISE)
    closing: tuple[int, int] = (2 * SEGMENT, 2 * SEGMENT)

    def segments(self, size: int) -> int:
        """Give the number of segments for `size` bytes.

        >>> Packets().segments(1448), Packets().segments(1449)
        (1, 2)
        """
        return -(-size // self.payload)

    def on_wire(self, size: int) -> int:
        """Give the bytes of the frames that carry `size` bytes.

        >>> Packets().on_wire(100)
        170
        """
        return size + self.headers * self.segments(size)

    def acknowledgements(self, size: int) -> int:
        """Give the bytes of the other side's bare acknowledgements.

        One is sent for every second segment and for an odd last one, which a timer sends: RFC 1122
        section 4.2.3.2. An upper bound where an answer that leaves at once carries the last one along.
        """
        return self.acknowledgement * -(-self.segments(size) // 2)


QUIC = Packets(
    payload=QUIC_PAYLOAD,
    headers=DATAGRAM,
    acknowledgement=DATAGRAM + QUIC_ACKNOWLEDGEMENT,
    opening=(0, 0),
    closing=(0, 0),
)
"""Packets of QUIC, whose handshake opens them and whose idle end is silent (RFC 9000 section 10.1)."""
