"""HTTP/2 (RFC 9113): heads as h2 and hpack write them, the first on a connection and the repeated ones.

Both ends keep the default dynamic table of 4,096 B (RFC 7541 section 4.2) and put every field into it but Date, which
changes each second and would push the others out. Messages carry no content-length, which RFC 9113 section 8.1.1 leaves
open. Not counted: WINDOW_UPDATE frames after the opening, 13 B for every few megabytes a browser receives.
"""

import struct
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import h2.config
import h2.connection
from h2.settings import SettingCodes
from hpack import Encoder, HeaderTuple, NeverIndexedHeaderTuple

from rtsim.wire.envelopes import Envelope, Exchange, Fixed, Framed, Part
from rtsim.wire.headers import Head
from rtsim.wire.heads import Heads, explored

FRAME_HEAD = 9  # RFC 9113 section 4.1
FRAME_LIMIT = 16_384  # RFC 9113 section 6.5.2: the default SETTINGS_MAX_FRAME_SIZE

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"  # RFC 9113 section 3.4
SETTINGS, WINDOW_UPDATE, ACK = 4, 8, 1  # RFC 9113 sections 6.5 and 6.9

# Not in HTTP/2: fields about the connection (RFC 9113 section 8.2.2), Host (:authority stands for it, section 8.3.1),
# and the WebSocket's key and its answer (RFC 8441 section 5)
LEFT_OUT = (
    "host",
    "connection",
    "keep-alive",
    "transfer-encoding",
    "upgrade",
    "content-length",
    "sec-websocket-key",
    "sec-websocket-accept",
)

SETTING = 6  # RFC 9113 section 6.5.1: an identifier and a value

CHROME_SETTINGS = {  # what Chrome sends first: the values by which servers recognise it
    SettingCodes.HEADER_TABLE_SIZE: 65_536,
    SettingCodes.ENABLE_PUSH: 0,
    SettingCodes.INITIAL_WINDOW_SIZE: 6_291_456,
    SettingCodes.MAX_HEADER_LIST_SIZE: 262_144,
}
CHROME_WINDOW = 15_663_105

NGINX_SETTINGS = {  # nginx, src/http/v2/ngx_http_v2.c: ngx_http_v2_send_settings
    SettingCodes.MAX_CONCURRENT_STREAMS: 128,
    SettingCodes.INITIAL_WINDOW_SIZE: 65_536,
    SettingCodes.MAX_FRAME_SIZE: 16_777_215,
}
NGINX_WINDOW = 2**31 - 1 - 65_535

_FIELDS = {True: HeaderTuple, False: NeverIndexedHeaderTuple}


def data_frames(length: int) -> int:
    """Give the size of `length` bytes in DATA frames.

    >>> data_frames(16_385)
    16403
    """
    return length + FRAME_HEAD * -(-length // FRAME_LIMIT)


@dataclass(frozen=True)
class Http2:
    """HTTP/2 on one connection; `scheme` is http (prior knowledge, RFC 9113 section 3.3) or https."""

    scheme: str

    def request(self, head: Head) -> Exchange:
        """Give the request with this head and its body."""
        first, repeated = request_frames(head, self.scheme)[:2]
        return _framed(first, repeated, request_fields(head, self.scheme))

    def response(self, request: Head, head: Head) -> Exchange:
        """Give the answer with this head and its body."""
        first, repeated = response_frames(request, head, self.scheme)[:2]
        return _framed(first, repeated, response_fields(head))

    def bare(self, request: Head, head: Head) -> Exchange:
        """Give the answer's head alone."""
        first, repeated = response_frames(request, head, self.scheme)[:2]
        return Exchange(Fixed(len(first)), Fixed(len(repeated)), tuple(response_fields(head)))

    def given(self, head: int) -> Exchange:
        """Give a message whose HEADERS frames are said to have `head` bytes, and its body."""
        return Exchange.same(Framed(head, data_frames))

    def part(self, content: Envelope) -> Envelope:
        """Give a part of a body that goes on."""
        return Part(content, data_frames)

    def heads(self, kinds: Sequence[Exchange]) -> Heads:
        """Give what these kinds of messages save of each other's heads, sent one way on one connection."""
        return _heads(tuple(tuple((*field, field.indexable) for field in kind.fields) for kind in kinds))

    def connect(self, upgrade: Head) -> Exchange:
        """Give the extended CONNECT for a WebSocket's handshake request, the first on its connection."""
        return Exchange.same(Fixed(_encoded(Encoder(), connect_fields(upgrade, self.scheme))[0]))

    def connected(self, upgraded: Head) -> Exchange:
        """Give its answer."""
        return Exchange.same(Fixed(_encoded(Encoder(), connected_fields(upgraded))[0]))

    @property
    def connect_opening(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The writes that open a connection whose server says that it takes an extended CONNECT."""
        up, (settings, acknowledgement) = self.opening
        return up, (settings + SETTING, acknowledgement)

    @property
    def opening(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The sizes of the writes, up and down: preface, SETTINGS and window, then the other's acknowledged."""
        up, down = opening_bytes()
        return tuple(map(len, up)), tuple(map(len, down))

    @property
    def ping(self) -> int:
        """The bytes of a PING frame, or of its acknowledgement (RFC 9113 section 6.7)."""
        return FRAME_HEAD + 8

    @property
    def goaway(self) -> int:
        """The bytes of a GOAWAY frame: the last stream and an error code (RFC 9113 section 6.8)."""
        return FRAME_HEAD + 4 + 4


def _framed(first: bytes, repeated: bytes, fields: list[HeaderTuple]) -> Exchange:
    return Exchange(Framed(len(first), data_frames), Framed(len(repeated), data_frames), tuple(fields))


@cache
def _heads(kinds: tuple[tuple[tuple[Any, Any, bool], ...], ...]) -> Heads:
    """Give what these kinds of messages save, each of which has fields: a name, a value, and whether tables take it."""
    written = [[_FIELDS[taken](name, value) for name, value, taken in fields] for fields in kinds]
    return explored(Encoder(), len(kinds), lambda encoder, kind: _encoded(encoder, written[kind]), _known)


def _encoded(encoder: Encoder, fields: list[HeaderTuple]) -> tuple[int, Encoder]:
    """Give the bytes of HEADERS frames with these fields, and the encoder that has written them."""
    if not fields:
        return 0, encoder
    after = deepcopy(encoder, {id(encoder.huffman_coder): encoder.huffman_coder})  # Huffman's code stays as it is
    block = len(after.encode(fields))
    return block + FRAME_HEAD * -(-block // FRAME_LIMIT), after


def _known(encoder: Encoder) -> tuple[tuple[bytes, bytes], ...]:
    """Give the header fields that an encoder remembers, the newest first."""
    return tuple(encoder.header_table.dynamic_entries)


def opening_bytes() -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Give the writes of Chrome and of nginx that open a connection (RFC 9113 section 3.4)."""
    acknowledgement = _frame(SETTINGS, ACK, b"")
    up = PREFACE + _settings(CHROME_SETTINGS) + _window(CHROME_WINDOW)
    down = _settings(NGINX_SETTINGS) + _window(NGINX_WINDOW)
    return (up, acknowledgement), (down, acknowledgement)


@cache
def request_frames(head: Head, scheme: str, times: int = 2) -> tuple[bytes, ...]:
    """Give the HEADERS of a request sent `times` times on one connection, as h2's client writes them."""
    client = _connection(client_side=True)
    return tuple(_headers(client, stream, request_fields(head, scheme)) for stream in _streams(times))


@cache
def response_frames(request: Head, head: Head, scheme: str, times: int = 2) -> tuple[bytes, ...]:
    """Give the HEADERS of the answers to a request sent `times` times on one connection, as h2's server writes them."""
    server = _connection(client_side=False)
    server.receive_data(PREFACE + _frame(SETTINGS, 0, b"") + b"".join(request_frames(request, scheme, times)))
    server.clear_outbound_data_buffer()
    return tuple(_headers(server, stream, response_fields(head)) for stream in _streams(times))


def request_fields(head: Head, scheme: str) -> list[HeaderTuple]:
    """Give a request's fields, pseudo-header fields first (RFC 9113 section 8.3.1).

    The path changes with what a poll asks from, so it is not indexed; Chromium's encoder indexes none of these but
    :authority (HpackEncoder::DefaultPolicy).
    """
    method, target, _ = head.start.split(" ")
    host = dict(head.fields)["Host"]
    pseudo = {":method": method, ":authority": host, ":scheme": scheme, ":path": target}
    kinds = {":path": NeverIndexedHeaderTuple}
    return [kinds.get(name, HeaderTuple)(name, content) for name, content in pseudo.items()] + _regular(head)


def response_fields(head: Head) -> list[HeaderTuple]:
    """Give a response's fields, the status first (RFC 9113 section 8.3.2)."""
    return [HeaderTuple(":status", head.start.split(" ")[1]), *_regular(head)]


def connect_fields(upgrade: Head, scheme: str) -> list[HeaderTuple]:
    """Give the fields of an extended CONNECT that asks for what a WebSocket's handshake does (RFC 8441 section 4)."""
    _, target, _ = upgrade.start.split(" ")
    host = dict(upgrade.fields)["Host"]
    pseudo = {":method": "CONNECT", ":protocol": "websocket", ":scheme": scheme, ":path": target, ":authority": host}
    kinds = {":path": NeverIndexedHeaderTuple}
    return [kinds.get(name, HeaderTuple)(name, content) for name, content in pseudo.items()] + _regular(upgrade)


def connected_fields(upgraded: Head) -> list[HeaderTuple]:
    """Give the fields of its answer, 200 where HTTP/1.1 has 101 (RFC 8441 section 5)."""
    return [HeaderTuple(":status", "200"), *_regular(upgraded)]


def _regular(head: Head) -> list[HeaderTuple]:
    kept = [(name.lower(), content) for name, content in head.fields if name.lower() not in LEFT_OUT]
    return [(NeverIndexedHeaderTuple if name == "date" else HeaderTuple)(name, content) for name, content in kept]


def _connection(*, client_side: bool) -> h2.connection.H2Connection:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=client_side))
    connection.initiate_connection()
    connection.clear_outbound_data_buffer()
    return connection


def _headers(connection: h2.connection.H2Connection, stream: int, fields: Sequence[HeaderTuple]) -> bytes:
    connection.send_headers(stream, fields, end_stream=True)
    return connection.data_to_send()


def _streams(times: int) -> range:
    return range(1, 2 * times, 2)  # RFC 9113 section 5.1.1: a client's streams have odd numbers


def _settings(values: dict[SettingCodes, int]) -> bytes:
    return _frame(SETTINGS, 0, b"".join(struct.pack(">HI", code, setting) for code, setting in values.items()))


def _window(increment: int) -> bytes:
    return _frame(WINDOW_UPDATE, 0, struct.pack(">I", increment))


def _frame(kind: int, flags: int, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, 0) + payload
