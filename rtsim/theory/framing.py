"""Framing: how many bytes a pushed payload becomes, by the rules of each format."""

from rtsim.theory.domain import require_not_negative, require_positive

LAST_CHUNK = 5
"""The bytes that end a chunked body, `0` and two line ends (RFC 9112, section 7.1)."""

MASKING_KEY = 4
"""The bytes that every frame from a client carries besides (RFC 6455, section 5.3)."""

TLS_13_RECORD = 22
"""Header 5, content type 1 and tag 16 of a TLS 1.3 record with AES-GCM or ChaCha20-Poly1305 (RFC 8446, section 5.2)."""

TLS_RECORD_LIMIT = 2**14
"""The most plaintext bytes of one record (RFC 8446, section 5.1)."""


def websocket_frame(*, payload: int) -> int:
    """Give the bytes of one unfragmented frame from the server: 2 more up to 125, 4 more up to 65,535, else 10 more.

    Source: RFC 6455, section 5.2.

    >>> [websocket_frame(payload=size) for size in (0, 5, 125, 126, 256, 65_535, 65_536)]
    [2, 7, 127, 130, 260, 65539, 65546]
    """
    require_not_negative(payload=payload)
    if payload <= 125:
        return payload + 2
    return payload + (4 if payload <= 65_535 else 10)


def websocket_client_frame(*, payload: int) -> int:
    """Give the bytes of one frame from the client, which is masked: 4 more. Source: RFC 6455, section 5.3.

    >>> websocket_client_frame(payload=5), websocket_client_frame(payload=0)
    (11, 6)
    """
    return websocket_frame(payload=payload) + MASKING_KEY


def event(*, payload: int) -> int:
    r"""Give the bytes of an event of one line without id and name: `data: `, the payload, two line feeds: 8 more.

    Source: WHATWG HTML, section Server-sent events, Parsing an event stream.

    >>> event(payload=5) == len(b"data: Hello\n\n")
    True
    """
    require_not_negative(payload=payload)
    return payload + 8


def json_line(*, payload: int) -> int:
    r"""Give the bytes of a line of JSON: the payload and a line feed, 1 more. Source: ndjson-spec, section 3.1.

    >>> json_line(payload=5) == len(b'"Hey"\n')
    True
    """
    require_not_negative(payload=payload)
    return payload + 1


def comment(*, text: int = 0) -> int:
    r"""Give the bytes of a comment line that keeps an event stream alive: `:`, the text, two line feeds: 3 more.

    Source: WHATWG HTML, section Server-sent events.

    >>> comment()
    3
    """
    require_not_negative(text=text)
    return text + 3


def chunk(*, size: int) -> int:
    """Give the bytes of one chunk of a chunked body: the size in hexadecimal and two line ends more.

    ValueError for an empty chunk, which would end the body. Source: RFC 9112, section 7.1.

    >>> chunk(size=15), chunk(size=16)
    (20, 22)
    """
    require_positive(size=size)
    return size + len(f"{size:x}") + 4


def tls_13_records(*, size: int) -> int:
    """Give the bytes of `size` bytes of plaintext written at once: 22 more for each record of up to 16,384.

    Assumes no padding. Source: RFC 8446, sections 5.1 and 5.2.

    >>> tls_13_records(size=100), tls_13_records(size=16_385)
    (122, 16429)
    """
    require_not_negative(size=size)
    return size + TLS_13_RECORD * -(-size // TLS_RECORD_LIMIT)
