"""An exchange: what a capture tells about one request and its answer, and which part it plays."""

from dataclasses import dataclass
from enum import Enum
from math import nan
from typing import NamedTuple

ASSETS = ("document", "stylesheet", "script", "image", "font", "media", "manifest", "texttrack", "wasm", "preflight")
"""What Chrome calls the requests that load a page and not messages (`_resourceType`)."""

ASSET_CONTENT = (
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/wasm",
    "application/font",
    "image/",
    "font/",
    "audio/",
    "video/",
)
"""How the content types of a page's parts begin, for tools that do not name the kind of request."""

EVENT_STREAM = "text/event-stream"  # WHATWG HTML, 9.2
SWITCHING = 101  # RFC 9110 section 15.2.2


class Part(Enum):
    """Which part an exchange plays among the techniques' exchanges."""

    FETCH = "fetch"
    """A GET, which is a poll if its path is asked again."""
    PUBLISH = "publish"
    """A POST."""
    STREAM = "stream"
    """The request of an event stream."""
    UPGRADE = "upgrade"
    """The handshake of a WebSocket."""
    OTHER = "other"
    """Parts of a page, and other methods."""


BY_METHOD = {"GET": Part.FETCH, "POST": Part.PUBLISH}
"""The parts that a method tells; others are other."""


class Sizes(NamedTuple):
    """The sizes of an exchange in bytes, nan where they are not known, with its HTTP version and its status."""

    version: str
    """`1.1`, `2`, `3`, or nothing where the capture does not tell."""
    status: int
    request_head: float
    response_head: float
    request_body: float
    response_body: float


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its answer; times in seconds, nan where they are not known."""

    sizes: Sizes
    method: str
    scheme: str
    path: str
    """The path without its query."""
    content: str = ""
    """The answer's content type."""
    resource: str = ""
    """What the tool calls this kind of request."""
    started: float = nan
    """When the request began, in seconds since 1970."""
    ended: float = nan
    """When the answer ended."""
    connect: float = nan
    """How long TCP took to connect; 0 on a connection that was open already."""
    secure: float = nan
    """How long TLS took to set up."""
    wait: float = nan
    """From the request's last byte to the answer's first."""
    connection: str = ""
    """A name that exchanges on the same connection share."""
    keep_alive: float = nan
    """How long the server says that it keeps an idle connection."""

    @property
    def encrypted(self) -> bool:
        """Whether TLS is on."""
        return self.scheme in ("https", "wss")

    @property
    def part(self) -> Part:
        """Which part it plays."""
        if self.sizes.status == SWITCHING or self.scheme in ("ws", "wss"):
            return Part.UPGRADE
        if self.content.startswith(EVENT_STREAM) or self.resource == "eventsource":
            return Part.STREAM
        if self.resource in ASSETS or self.content.startswith(ASSET_CONTENT):
            return Part.OTHER
        return BY_METHOD.get(self.method, Part.OTHER)
