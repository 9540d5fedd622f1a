"""WebSocket (RFC 6455): frames as wsproto writes them, one message to a frame, without extensions."""

from dataclasses import dataclass
from functools import cache

from wsproto.connection import Connection, ConnectionType
from wsproto.events import Event, TextMessage

from rtsim.wire.envelopes import Fixed

SHORT, MEDIUM = 125, 65_535  # RFC 6455 section 5.2: the longest payloads whose length takes 7 bits and 16 bits

SERVER, CLIENT = ConnectionType.SERVER, ConnectionType.CLIENT


@dataclass(frozen=True)
class Frame:
    """A text frame; the three heads are for payloads up to 125 B, up to 65,535 B and beyond.

    >>> Frame(2, 4, 10).size(5)
    7
    """

    short: int
    medium: int
    long: int

    def size(self, body: int, sequence: int = 0) -> int:  # noqa: ARG002 - the protocol's argument
        """Give head and payload in bytes."""
        if body <= SHORT:
            return self.short + body
        return body + (self.medium if body <= MEDIUM else self.long)


@cache
def text_frame(sender: ConnectionType) -> Frame:
    """Give the text frame of a server, or of a client, which masks it (RFC 6455 section 5.3).

    >>> text_frame(CLIENT).size(5)
    11
    """
    heads = (len(text_bytes(sender, body)) - body for body in (SHORT, MEDIUM, MEDIUM + 1))
    return Frame(*heads)


@cache
def control_frame(sender: ConnectionType, event: Event) -> Fixed:
    """Give a ping or a pong as its sender writes it.

    >>> from wsproto.events import Ping
    >>> control_frame(SERVER, Ping()).size(0)
    2
    """
    return Fixed(len(Connection(sender).send(event)))


def text_bytes(sender: ConnectionType, body: int) -> bytes:
    """Give the bytes of a text frame with `body` characters of one byte."""
    return bytes(Connection(sender).send(TextMessage(data="x" * body)))
