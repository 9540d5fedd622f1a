"""Wire: the protocols that a scenario's connections speak, and the size of every message in them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from wsproto.events import Ping, Pong

from rtsim.wire.compression import NONE, Compression, Writes
from rtsim.wire.deflate import GZIP_HEAD
from rtsim.wire.envelopes import Envelope, Exchange, Fixed, Plain
from rtsim.wire.event_stream import Written, comment_text, numbered_event, plain_event
from rtsim.wire.headers import HEADS, Head, header_sets
from rtsim.wire.heads import Heads
from rtsim.wire.http1 import Http1
from rtsim.wire.tcp import QUIC, Packets
from rtsim.wire.tls import Greeting, Handshake, Resuming, Security, later, securities
from rtsim.wire.version import Version
from rtsim.wire.websocket import CLIENT, SERVER, control_frame, text_frame

VERSIONS = ("1.1", "2", "3")
"""The versions of HTTP."""

SETTINGS_ROUND_TRIPS = 1
"""How long a client waits for what the server's SETTINGS say: they leave when the handshake is over."""

EVENT_STREAM = "text/event-stream"
"""The media type of event streams (WHATWG HTML, section 9.2.5)."""

ENCODED = ("Content-Encoding", "gzip")
EXTENSIONS = "Sec-WebSocket-Extensions"
OFFER = "permessage-deflate; client_max_window_bits"  # as Chrome makes it

SIZES = tuple(name for name in HEADS if name != "no_content")
"""The heads whose total bytes a scenario may give."""


def line(_number: int, words: bytes) -> bytes:
    """Write a message as a line of its own."""
    return words + b"\n"


@dataclass(frozen=True, kw_only=True)
class Wire:
    """What a scenario's connections speak; sizes in bytes.

    `http` is 1.1, 2 (without TLS by prior knowledge, RFC 9113 section 3.3) or 3 (over QUIC, whose TLS is 1.3), `tls` is
    none, 1.2 or 1.3, `headers` names a header set. `sizes` gives total bytes of heads, constant then, in place of the
    set's; its keys are `SIZES`. Messages are compressed as `compression` says. A share `resumed` of the connections
    resumes a session, with `early_data` or without. A `websocket` is opened over HTTP/1.1, on a connection of its own
    (RFC 6455), or over 2, as a stream (RFC 8441). Raises ValueError for a name that does not exist, and for resumption
    that there is not.
    """

    http: str = "1.1"
    tls: str = "none"
    headers: str = "chrome"
    sizes: Mapping[str, int] = field(default_factory=dict)
    compression: Compression = NONE
    resumed: float = 0.0
    early_data: bool = False
    websocket: str = "1.1"

    def __post_init__(self) -> None:
        _check("HTTP version", [self.http], VERSIONS)
        _check("version of HTTP for WebSockets", [self.websocket], VERSIONS[:2])
        _check("TLS version", [self.tls], [name for name in securities() if name != "quic"])
        _check("header set", [self.headers], header_sets())
        _check("head", self.sizes, SIZES)

    def poll(self) -> Exchange:
        """Give the GET of a poll, short or long; its body is empty."""
        return self._request("poll")

    def poll_response(self) -> Exchange:
        """Give the 200 that carries messages."""
        plain = self._response("poll", "poll_response")
        if not self.compression.answers:
            return plain
        return self.compression.answer(plain, self._response("poll", "poll_response", (ENCODED,)))

    def poll_empty(self) -> Exchange:
        """Give short polling's 200 that says there is nothing new, which is too small to be compressed."""
        return self._response("poll", "poll_empty")

    def no_content(self) -> Exchange:
        """Give long polling's 204 after a time-out: a head alone; a given size of `poll_empty` is its size too."""
        return self._sent("poll_empty", self._version.bare(self._head("poll"), self._head("no_content")), _alone)

    def publish(self) -> Exchange:
        """Give the POST of a message."""
        return self._request("publish")

    def publish_response(self) -> Exchange:
        """Give the answer to a POST."""
        return self._response("publish", "publish_response")

    def stream(self) -> Exchange:
        """Give the GET of an event stream; its body is empty."""
        return self._request("stream")

    def stream_response(self, media: str = EVENT_STREAM) -> Exchange:
        """Give the head of an answer that goes on, of this media type; what it carries follows in time."""
        coded = (ENCODED,) if self.compression.answers else ()
        head = self._head("stream_response").with_field("Content-Type", media).with_fields(coded)
        begun = GZIP_HEAD if coded else 0  # of the body
        built = self._version.bare(self._head("stream"), head)
        alike = Exchange(_longer(built.first, begun), _longer(built.repeated, begun), built.fields)
        return self._sent("stream_response", alike, lambda size: _alone(size + _length(coded) + begun))

    def upgrade(self) -> Exchange:
        """Give the WebSocket's handshake request: a GET of HTTP/1.1, or HTTP/2's extended CONNECT."""
        head = self._head("upgrade")
        offer = ((EXTENSIONS, OFFER),) if self.compression.frames and not head.has(EXTENSIONS) else ()
        asks = head.with_fields(offer)
        built = Http1().request(asks) if self.websocket == "1.1" else self._http2.connect(asks)
        return self._sealed_by(self._tls, "upgrade", built, Http1().given)

    def upgrade_response(self) -> Exchange:
        """Give the 101 with the accept that matches the key, or HTTP/2's 200."""
        agreed = ((EXTENSIONS, self.compression.agreed),) if self.compression.frames else ()
        head = self._head("upgrade_response").with_fields(agreed)
        built = Http1().bare(self._head("upgrade"), head) if self.websocket == "1.1" else self._http2.connected(head)
        return self._sealed_by(self._tls, "upgrade_response", built, lambda size: _alone(size + _length(agreed)))

    def event(self, *, name: str | None, numbered: bool) -> Envelope:
        """Give one event in a chunk or a DATA frame of its own; `numbered` puts the sequence number into its id."""
        content = numbered_event(name or "") if numbered else plain_event(name or "")
        return self.part(content, Written(name or "", numbered))

    def comment(self, text: str = "") -> Envelope:
        """Give an event stream's comment line, in a chunk or a DATA frame of its own."""
        return self.alive(comment_text(text))

    def alive(self, text: str) -> Envelope:
        """Give a text that keeps a streamed response alive, in a chunk or a DATA frame of its own."""
        written = text.encode()
        size = self.compression.alive(written) if self.compression.answers else len(written)
        return self._part(Fixed(size))

    def part(self, content: Envelope, writes: Writes = line) -> Envelope:
        """Give what a streamed response sends at once: one chunk, or one DATA frame, with a message as `content`.

        `writes` writes it of sample messages; a line each, unless told otherwise.
        """
        if not self.compression.answers:
            return self._part(content)
        return self.compression.part(content, self._part(Plain(0)), writes)

    def heads(self, kinds: Sequence[Exchange]) -> Heads:
        """Give what these kinds of messages save of each other's heads, sent one way on one connection."""
        return self._version.heads(kinds)

    def ping_frame(self) -> Envelope:
        """Give the PING of HTTP/2 or of QUIC, or its acknowledgement."""
        return self._security.seal(Fixed(self._version.ping))

    def goaway(self) -> Envelope:
        """Give what a server says that takes no more requests on a connection: nothing in HTTP/1.1."""
        return self._security.seal(Fixed(self._version.goaway))

    @property
    def shares(self) -> bool:
        """Whether all requests of a client share one connection."""
        return self.http != "1.1"

    @property
    def record(self) -> int:
        """The bytes that each record adds."""
        return self._security.record

    @property
    def record_limit(self) -> int:
        """The most bytes of a record."""
        return self._security.limit

    def frame(self) -> Envelope:
        """Give the server's WebSocket message in its text frame."""
        return self._message(self.plain_frame())

    def masked_frame(self) -> Envelope:
        """Give the client's WebSocket message in its text frame."""
        return self._message(self._frame(text_frame(CLIENT)))

    def plain_frame(self) -> Envelope:
        """Give the server's text frame of what is never compressed, such as an acknowledgement."""
        return self._frame(text_frame(SERVER))

    def ping(self) -> Envelope:
        """Give the server's empty ping."""
        return self._frame(control_frame(SERVER, Ping()))

    def pong(self) -> Envelope:
        """Give the client's empty pong."""
        return self._frame(control_frame(CLIENT, Pong()))

    def handshake(self) -> Handshake:
        """Give what comes before the first request on an HTTP connection."""
        return self._greeted(self._security, self._version.opening)

    def upgrade_handshake(self) -> Handshake:
        """Give what comes before the handshake request on a WebSocket's connection.

        Over HTTP/2 the client waits for the server's SETTINGS, one round trip more (RFC 8441 section 3).
        """
        if self.websocket == "1.1":
            return self._greeted(self._tls, Http1().opening)
        return later(self._greeted(self._tls, self._http2.connect_opening), SETTINGS_ROUND_TRIPS)

    def _greeted(self, security: Security, opening: tuple[tuple[int, ...], tuple[int, ...]]) -> Handshake:
        """Give the whole set-up, and what becomes of it where a session is resumed."""
        full = security.handshake(*opening)
        if not self.resumed:
            return full
        late = security.handshake(*opening, Greeting.RESUMED)
        early = security.handshake(*opening, Greeting.EARLY) if self.early_data else late
        saves = security.greets(Greeting.RESUMED).saves
        return replace(full, resumption=Resuming(share=self.resumed, late=late, early=early, saves=saves))

    @property
    def packets(self) -> Packets:
        """The packets that carry the bytes of a connection that HTTP's requests are on."""
        return QUIC if self.http == "3" else Packets()

    @property
    def _version(self) -> Version:
        if self.http == "1.1":
            return Http1()
        found: Version = self._http2 if self.http == "2" else import_module("rtsim.wire.http3").Http3()
        return found

    @property
    def _http2(self) -> Any:
        """HTTP/2; what writes it is large, and imported where it is spoken."""
        return import_module("rtsim.wire.http2").Http2("http" if self.tls == "none" else "https")

    def _frame(self, content: Envelope) -> Envelope:
        """Give a WebSocket's frame as it goes out: as it is, or in a DATA frame of its own."""
        return self._tls.seal(content if self.websocket == "1.1" else self._http2.part(content))

    @property
    def _security(self) -> Security:
        return securities()["quic"] if self.http == "3" else self._tls

    @property
    def _tls(self) -> Security:
        return securities()[self.tls]

    def _head(self, name: str) -> Head:
        return header_sets()[self.headers].head(name)

    def _request(self, name: str) -> Exchange:
        return self._sent(name, self._version.request(self._head(name)), self._version.given)

    def _response(self, request: str, name: str, more: tuple[tuple[str, str], ...] = ()) -> Exchange:
        built = self._version.response(self._head(request), self._head(name).with_fields(more))
        return self._sent(name, built, lambda size: self._version.given(size + _length(more)))

    def _part(self, content: Envelope) -> Envelope:
        return self._security.seal(self._version.part(content))

    def _message(self, frame: Envelope) -> Envelope:
        return self.compression.frame(frame) if self.compression.frames else frame

    def _sent(self, name: str, built: Exchange, given: Callable[[int], Exchange]) -> Exchange:
        return self._sealed_by(self._security, name, built, given)

    def _sealed_by(self, security: Security, name: str, built: Exchange, given: Callable[[int], Exchange]) -> Exchange:
        return security.seal_both(given(self.sizes[name]) if name in self.sizes else built)


def _alone(head: int) -> Exchange:
    return Exchange.same(Fixed(head))


def _longer(envelope: Envelope, more: int) -> Envelope:
    return Fixed(envelope.size(0) + more)


def _length(fields: tuple[tuple[str, str], ...]) -> int:
    """Give the bytes of header fields in HTTP/1.1."""
    return sum(len(f"{name}: {content}\r\n") for name, content in fields)


def _check(kind: str, names: Iterable[str], choices: Iterable[str]) -> None:
    for name in names:
        if name not in choices:
            raise ValueError(f"{name!r} is no {kind}; there are {', '.join(choices)}")
