"""Heads: the bytes of request and response heads, from the fields that a capture lists."""

from collections import OrderedDict
from collections.abc import Sequence
from math import nan
from urllib.parse import SplitResult

from hpack import Encoder, HeaderTuple

from rtsim.wire.headers import Head
from rtsim.wire.http2 import FRAME_HEAD, request_fields, response_fields

Fields = Sequence[tuple[str, str]]

_MOST_CONNECTIONS = 100


def request_head(method: str, url: SplitResult, fields: Fields) -> Head:
    r"""Give a request's head as HTTP/1.1 writes it; HTTP/2's pseudo-header fields stand in its start line.

    >>> from urllib.parse import urlsplit
    >>> request_head("GET", urlsplit("https://a.example/news?after=1"), [(":authority", "a.example")]).text
    'GET /news?after=1 HTTP/1.1\r\nHost: a.example\r\n\r\n'
    """
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    plain = _plain(fields)
    named = [("Host", content) for name, content in plain if name.lower() == "host"]
    host = named[:1] or [("Host", url.netloc.rpartition("@")[2])]
    return Head(f"{method} {target} HTTP/1.1", (*host, *(pair for pair in plain if pair[0].lower() != "host")))


def response_head(status: int, reason: str, fields: Fields) -> Head:
    """Give a response's head as HTTP/1.1 writes it."""
    return Head(f"HTTP/1.1 {status} {reason}", _plain(fields))


def text_size(head: Head) -> float:
    """Give the size of a head in HTTP/1.1; nan when it has no fields, which means that they were not captured."""
    return len(head.text.encode("utf-8", "replace")) if head.fields else nan


class Compressed:
    """Sizes of heads in HTTP/2: HEADERS frames as hpack compresses them, one after the other on each connection.

    What a server really sent may differ: what it puts into the dynamic table is its own choice (RFC 7541 section 4).
    """

    def __init__(self) -> None:
        self._encoders: OrderedDict[str, tuple[Encoder, Encoder]] = OrderedDict()

    def request(self, connection: str, head: Head, scheme: str) -> float:
        """Give the size of the next request on this connection."""
        return self._size(self._encoder(connection)[0], request_fields(head, scheme), head)

    def response(self, connection: str, head: Head) -> float:
        """Give the size of the next response on this connection."""
        return self._size(self._encoder(connection)[1], response_fields(head), head)

    def _encoder(self, connection: str) -> tuple[Encoder, Encoder]:
        pair = self._encoders.pop(connection, None) or (Encoder(), Encoder())
        self._encoders[connection] = pair
        if len(self._encoders) > _MOST_CONNECTIONS:
            self._encoders.popitem(last=False)
        return pair

    @staticmethod
    def _size(encoder: Encoder, fields: list[HeaderTuple], head: Head) -> float:
        known = [name for name, _ in head.fields if name != "Host"]
        return FRAME_HEAD + len(encoder.encode(fields)) if known else nan


def _plain(fields: Fields) -> tuple[tuple[str, str], ...]:
    return tuple((name, content) for name, content in fields if not name.startswith(":"))
