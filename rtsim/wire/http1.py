"""HTTP/1.1 (RFC 9112): heads as h11 writes them, and how a body follows its head.

Nothing is remembered from one message to the next, so the first and the repeated ones are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import h11

from rtsim.wire.envelopes import Envelope, Exchange, Fixed, Framed, Part, Plain
from rtsim.wire.headers import Head
from rtsim.wire.heads import Heads

LAST_CHUNK = len(b"0\r\n\r\n")  # RFC 9112 section 7.1: ends a chunked body


def chunk(length: int) -> int:
    """Give the size of one chunk of `length` bytes: length in hexadecimal, two line ends (RFC 9112 section 7.1).

    >>> chunk(39)
    45
    """
    return length + len(f"{length:x}") + 4


@dataclass(frozen=True)
class Measured:
    """A head that tells its body's length, and the body; `head` counts it without the length's digits.

    >>> Measured(233).size(27)
    262
    """

    head: int

    def size(self, body: int, sequence: int = 0) -> int:  # noqa: ARG002 - the protocol's argument
        """Give head, digits and body in bytes."""
        return self.head + len(str(body)) + body


@dataclass(frozen=True)
class Http1:
    """HTTP/1.1 on one connection."""

    def request(self, head: Head) -> Exchange:
        """Give the request with this head and its body."""
        return Exchange.same(_framed(head, len(request_bytes(head.with_length(0)))))

    def response(self, request: Head, head: Head) -> Exchange:
        """Give the answer with this head and its body."""
        return Exchange.same(_framed(head, len(response_bytes(request.with_length(0), head.with_length(0)))))

    def bare(self, request: Head, head: Head) -> Exchange:
        """Give the answer's head alone."""
        return Exchange.same(Fixed(len(response_bytes(request.with_length(0), head))))

    def given(self, head: int) -> Exchange:
        """Give a message whose head is said to have `head` bytes, and its body."""
        return Exchange.same(Plain(head))

    def part(self, content: Envelope) -> Envelope:
        """Give a part of a body that goes on."""
        return Part(content, chunk)

    def heads(self, kinds: Sequence[Exchange]) -> Heads:
        """Give what these kinds of messages save of each other's heads: nothing."""
        return Heads.constant(len(kinds))

    @property
    def opening(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The sizes of the writes, up and down, that come before the first request: none."""
        return (), ()

    @property
    def ping(self) -> int:
        """The bytes of a frame that keeps a connection alive: there is none."""
        return 0

    @property
    def goaway(self) -> int:
        """The bytes that end a connection's taking requests: none."""
        return 0


def _framed(head: Head, length: int) -> Envelope:
    if head.measured:
        return Measured(length - len("0"))
    return Framed(length + LAST_CHUNK, chunk) if head.chunked else Plain(length)


@cache
def request_bytes(head: Head) -> bytes:
    """Give the bytes of a request's head as h11's client writes them."""
    method, target, _ = head.start.split(" ")
    return _sent(h11.Connection(h11.CLIENT), h11.Request(method=method, target=target, headers=_encoded(head)))


@cache
def response_bytes(request: Head, head: Head) -> bytes:
    """Give the bytes of a response's head as h11's server writes them in answer to the request."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(request_bytes(request))
    server.next_event()
    return _sent(server, _response(head))


def _response(head: Head) -> h11.Event:
    _, code, reason = head.start.split(" ", 2)
    # h11 tells the interim answers, to which 101 belongs, from the final ones (RFC 9110 section 15.2)
    kind = h11.Response if int(code) >= 200 else h11.InformationalResponse
    return kind(status_code=int(code), reason=reason.encode(), headers=_encoded(head))


def _encoded(head: Head) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), content.encode()) for name, content in head.fields]


def _sent(connection: h11.Connection, event: h11.Event) -> bytes:
    sent = connection.send(event)
    assert sent is not None, "h11 gives no bytes only when a connection closes"
    return sent
