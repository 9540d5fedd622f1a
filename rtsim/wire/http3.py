"""HTTP/3 (RFC 9114): heads as ls-qpack writes them, in frames on streams of QUIC (RFC 9000).

Both ends keep a QPACK table of 4,096 B, nginx's http3_max_table_size, and acknowledge what is put into it at once. The
path of a request and the Date of an answer change from one to the next. ls-qpack puts a field into the table when it
comes again: the second head of a kind is the longest, and with the instructions for the table it is counted whole. It
forgets what came long ago, so that a second head that comes late may differ: by at most `BOUND` bytes in any sequence.
Acknowledgements of heads, 1 B each, are not counted.

A packet has a head of 11 B (among them a connection ID of 8 B and a number of 2 B), a STREAM frame's head of 5 B (3 to
9) and a tag of 16 B: RFC 9000 sections 17.3 and 19.8, RFC 9001 section 5.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import pylsqpack
from hpack import HeaderTuple, NeverIndexedHeaderTuple

from rtsim.wire.envelopes import Envelope, Exchange, Fixed, Framed, Part
from rtsim.wire.headers import Head
from rtsim.wire.heads import Heads, explored
from rtsim.wire.http2 import request_fields, response_fields

TABLE = 4_096
BLOCKED = 128  # nginx, http3_max_concurrent_streams
BOUND = 24
"""Bytes by which a head may differ from ls-qpack's of the same sequence."""

SEEN = 3  # times after which a kind's heads do not change any more
SETTINGS = 1 + 2 + 2 * (1 + 2)  # its stream's type, the frame's head, and two settings: RFC 9114 sections 6.2.1, 7.2.4
QPACK_STREAMS = 2  # their types: RFC 9204 section 4.2

Kinds: TypeAlias = tuple[tuple[HeaderTuple, ...], ...]


def varint(value: int) -> int:
    """Give the bytes of a variable-length integer (RFC 9000 section 16).

    >>> [varint(value) for value in (63, 64, 16_383, 16_384)]
    [1, 2, 2, 4]
    """
    return 1 if value < 1 << 6 else 2 if value < 1 << 14 else 4


def frame(length: int) -> int:
    """Give the bytes of a frame with `length` bytes: type, length, and they (RFC 9114 section 7.1)."""
    return 1 + varint(length) + length


@dataclass(frozen=True)
class Http3:
    """HTTP/3 on one connection."""

    scheme: str = "https"

    def request(self, head: Head) -> Exchange:
        """Give the request with this head and its body."""
        return _exchange(request_fields(head, self.scheme))

    def response(self, request: Head, head: Head) -> Exchange:  # noqa: ARG002 - an answer's fields do not depend on it
        """Give the answer with this head and its body."""
        return _exchange(response_fields(head))

    def bare(self, request: Head, head: Head) -> Exchange:
        """Give the answer's head alone."""
        whole = self.response(request, head)
        return Exchange(Fixed(whole.first.size(0)), Fixed(whole.repeated.size(0)), whole.fields)

    def given(self, head: int) -> Exchange:
        """Give a message whose HEADERS frame is said to have `head` bytes, and its body."""
        return Exchange.same(Framed(head, frame))

    def part(self, content: Envelope) -> Envelope:
        """Give a part of a body that goes on."""
        return Part(content, frame)

    def heads(self, kinds: Sequence[Exchange]) -> Heads:
        """Give what these kinds of messages save of each other's heads, sent one way on one connection."""
        written = tuple(kind.fields for kind in kinds)

        def send(order: tuple[int, ...], kind: int) -> tuple[int, tuple[int, ...]]:
            after = (*order, kind)
            return (sequence_sizes(written, after)[-1] if written[kind] else 0), after

        def seen(order: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(min(order.count(kind), SEEN) if written[kind] else 0 for kind in range(len(kinds)))

        return explored((), len(kinds), send, seen)

    @property
    def opening(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The sizes of the writes, up and down: the control stream with its SETTINGS, and QPACK's two streams."""
        return (SETTINGS + QPACK_STREAMS,), (SETTINGS + QPACK_STREAMS,)

    @property
    def ping(self) -> int:
        """The bytes of a PING frame of QUIC (RFC 9000 section 19.2); what acknowledges it is as good as none more."""
        return 1

    @property
    def goaway(self) -> int:
        """The bytes of a GOAWAY frame with a stream's number (RFC 9114 section 5.2)."""
        return frame(2)


def _exchange(fields: list[HeaderTuple]) -> Exchange:
    first, *_, later = sequence_sizes((tuple(fields),), (0,) * (SEEN + 1))
    return Exchange(Framed(first, frame), Framed(later, frame), tuple(fields))


@cache
def sequence_sizes(kinds: Kinds, order: tuple[int, ...]) -> tuple[int, ...]:
    """Give the bytes of heads of these kinds in this order on one connection, with the instructions for the table."""
    encoder, decoder = pylsqpack.Encoder(), pylsqpack.Decoder(TABLE, BLOCKED)
    encoder.apply_settings(max_table_capacity=TABLE, blocked_streams=BLOCKED)
    sizes = []
    for place, kind in enumerate(order):
        stream = 4 * place  # RFC 9000 section 2.1: those that a client opens
        instructions, section = encoder.encode(stream, _lines(kinds[kind], place))
        decoder.feed_encoder(instructions)
        encoder.feed_decoder(decoder.feed_header(stream, section)[0])
        sizes.append(len(instructions) + frame(len(section)))
    return tuple(sizes)


def _lines(fields: tuple[HeaderTuple, ...], place: int) -> list[tuple[bytes, bytes]]:
    """Give fields as they are sent: those that change from message to message are different, and as long."""
    lines = []
    for field in fields:
        name, content = map(str, field)
        changes = isinstance(field, NeverIndexedHeaderTuple)
        lines.append((name.encode(), (turned(content, 7 * place + 1) if changes else content).encode()))
    return lines


def turned(text: str, number: int) -> str:
    """Give a text's signs in another order, which Huffman's code makes as long (RFC 9204 section 4.1.2).

    >>> turned("abc", 1), turned("abc", 5)
    ('bac', 'cba')
    """
    left, found = list(text), ""
    for size in range(len(text), 0, -1):
        number, place = divmod(number, size)
        found += left.pop(place)
    return found
