"""The wire: protocol versions, header fields and the bodies around messages."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from rtsim.scenario.compression import Compression
from rtsim.scenario.errors import Refusals, chosen, refusal, refused_at
from rtsim.scenario.fields import FRAME, Count, Quantity, Share
from rtsim.scenario.values import Value
from rtsim.units import MOST, SIZE, shown
from rtsim.wire import header_sets

USUAL_HEADERS = "chrome"
USUAL_STREAMS = 100  # RFC 9113, section 6.5.2


def _whole_bytes(written: Any) -> int:
    value = Quantity(SIZE).read(written)
    if not value.is_integer():
        raise refusal(f"{shown(written)} is not a whole number of bytes")
    return int(value)


def _version(written: Any) -> Any:
    """Read a version that YAML takes for a number."""
    if isinstance(written, bool) or not isinstance(written, int | float) or abs(written) > MOST:
        return written
    return str(int(written) if float(written).is_integer() and written > 1 else written)


_HTTP_SCHEMA = {"enum": ["1.1", "2", "3", 1.1, 2, 3]}
_WEBSOCKET_SCHEMA = {"enum": ["1.1", "2", 1.1, 2]}
_TLS_SCHEMA = {"enum": ["none", "1.2", "1.3", 1.2, 1.3]}
Bytes = Annotated[int, BeforeValidator(_whole_bytes), WithJsonSchema(Quantity(SIZE).schema())]


class Sizes(Value):
    """Total bytes of each head, with its blank line; heads that are not given keep the header set's own."""

    poll: Bytes | None = None
    """The request of a poll."""
    poll_response: Bytes | None = None
    """The head of an answer that carries messages."""
    poll_empty: Bytes | None = None
    """The head of an empty answer."""
    publish: Bytes | None = None
    """The head of a request that sends a message."""
    publish_response: Bytes | None = None
    """The head of its answer."""
    stream: Bytes | None = None
    """The request that opens an event stream."""
    stream_response: Bytes | None = None
    """The head of its answer."""
    upgrade: Bytes | None = None
    """The request that opens a WebSocket."""
    upgrade_response: Bytes | None = None
    """The head of its answer."""


def _name_or_sizes(written: Any) -> Any:
    """Take text for the name of a header set, and a mapping for sizes."""
    if isinstance(written, dict):
        return {"sizes": written}
    chosen(written, dict(sorted(header_sets().items())), "a header set: write sizes of heads, or ")
    return {"name": written}


class Heads(Value):
    """The heads of requests and responses: a named set of real header fields, or total sizes."""

    name: str = USUAL_HEADERS
    """A name of the catalogue of header sets."""
    sizes: Sizes = Sizes()
    """Total bytes that override the set's."""


class Body(Value):
    """What stands around messages in bodies; a poll answers `[m1,m2]`."""

    empty: Bytes = 2
    """The body of an empty answer: `[]`."""
    around: Bytes = 2
    """Before and after the messages of an answer: `[` and `]`."""
    between: Bytes = 1
    """Between two messages: a comma."""
    each: Bytes = 0
    """Added to every message's payload in every technique: its envelope."""
    publish: Bytes = 0
    """Added to the payload of a publish request."""
    publish_ack: Bytes = 0
    """The body of the answer to a publish request."""


def _version_or_more(written: Any) -> Any:
    """Take a name or a number for the version of TLS."""
    return written if isinstance(written, dict) else {"version": written}


TlsVersion = Annotated[Literal["none", "1.2", "1.3"], BeforeValidator(_version), WithJsonSchema(_TLS_SCHEMA)]


class Tls(Value):
    """The version of TLS, and how many of the connections resume a session."""

    version: TlsVersion = "none"
    """none, 1.2 or 1.3: 1.3 needs one more round trip to open a connection, 1.2 two (RFC 8446, RFC 5246)."""
    resumption: Share = 0.0
    """Which share of the connections resumes a session of before, which saves the certificate and its signature, and
    with 1.2 a round trip."""
    early_data: bool = False
    """Whether a resumed connection's first request leaves with the handshake (1.3), if it is no POST (RFC 8470)."""

    later = frozenset({"resumption", "early_data"})
    alone = "version"

    @model_validator(mode="after")
    def _check_resumption(self) -> "Tls":
        if self.resumption and self.version == "none":
            raise refused_at("needs TLS: write version: 1.3", "resumption")
        if self.early_data and self.version != "1.3":
            raise refused_at("needs version: 1.3 (RFC 8446, section 2.3)", "early_data")
        if self.early_data and not self.resumption:
            raise refused_at("needs connections that resume a session: write resumption: 80 %", "early_data")
        return self


class Wire(Value):
    """Protocol versions, heads and bodies."""

    http: Annotated[Literal["1.1", "2", "3"], BeforeValidator(_version), WithJsonSchema(_HTTP_SCHEMA)] = "1.1"
    """The version of HTTP. With 2 and 3 all requests of a client, its polls, its event stream and its POSTs, share one
    connection; 3 is over QUIC, and needs TLS 1.3."""
    tls: Annotated[Tls, BeforeValidator(_version_or_more, json_schema_input_type=TlsVersion | Tls)] = Tls()
    """The version of TLS, none, 1.2 or 1.3, or a mapping with it."""
    heads: Annotated[Heads, BeforeValidator(_name_or_sizes)] = Field(default=Heads(), alias="headers")
    """A named set of real header fields, or total bytes of each head."""
    body: Body = Body()
    """What stands around messages in bodies."""
    websocket: Annotated[Literal["1.1", "2"], BeforeValidator(_version), WithJsonSchema(_WEBSOCKET_SCHEMA)] = "1.1"
    """The version of HTTP that opens a WebSocket: 1.1 on a connection of its own (RFC 6455), or 2 by an extended
    CONNECT, its frames in DATA frames (RFC 8441), which takes a server and browsers that have it."""
    streams: Count = USUAL_STREAMS
    """How many requests may be under way at a time on a connection that they share (HTTP/2); what comes then waits. 100
    is the least that RFC 9113, 6.5.2 recommends, and the usual value; nginx has 128."""
    window: Annotated[float, Quantity(SIZE, FRAME)] | None = None
    """How many bytes of one request, answer or event may be under way until their receiver lets more come (HTTP/2's
    flow control); null where that holds nothing up: Chrome lets 6 MB come, nginx more once a body begins. 65,535 B
    is what RFC 9113, 6.9.2 starts with."""

    udp_blocked: Share = 0.0
    """Which share of the endpoints has no UDP: theirs is HTTP/2, with TCP's set-up, round trips and order. What their
    messages take is taken for what HTTP/3's do."""

    compression: Compression | None = None
    """Which messages are compressed, as in {messages: permessage-deflate, ratio: 40 %}; null for none."""

    later = frozenset({"websocket", "streams", "window", "udp_blocked", "compression"})

    @model_validator(mode="after")
    def _check_version(self) -> "Wire":
        if self.http == "3" and self.tls.version != "1.3":
            raise refused_at("HTTP/3 needs TLS 1.3 (RFC 9001): write tls: 1.3", "http")
        if self.udp_blocked and self.http != "3":
            raise refused_at("only HTTP/3 is over UDP: write http: 3", "udp_blocked")
        return self

    @model_validator(mode="after")
    def _check_limits(self) -> "Wire":
        refusals = Refusals()
        if self.http == "1.1" and self.streams != USUAL_STREAMS:
            refusals.add("HTTP/1.1 has a connection for each request and no streams: write http: 2", "streams")
        if self.http == "1.1" and self.window is not None:
            refusals.add("HTTP/1.1 has no flow control of its own: write http: 2", "window")
        refusals.raise_any()
        return self

    @model_validator(mode="after")
    def _check_websocket(self) -> "Wire":
        if self.websocket != "1.1" and self.http == "1.1":
            raise refused_at("needs HTTP/2: write http: 2", "websocket")
        return self

    @property
    def headers(self) -> str:
        """The name of the header set."""
        return self.heads.name

    @property
    def sizes(self) -> dict[str, int]:
        """Total bytes of the heads that override the header set's."""
        return self.heads.sizes.model_dump(exclude_none=True)
