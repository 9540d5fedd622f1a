"""Envelopes: what a message becomes on the connection, as a size that depends on its body's size alone.

Every envelope holds a few numbers that were counted once on bytes which a protocol library built; `size` is arithmetic
on them, cheap enough to be asked for each message.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self, runtime_checkable


@runtime_checkable
class Envelope(Protocol):
    """Something that carries a body over a connection."""

    def size(self, body: int, sequence: int = 0) -> int:
        """Give the bytes on the connection for a body of `body` bytes; `sequence` numbers the message from 0 up."""

    def __hash__(self) -> int:
        """Make envelopes keys: they are values."""


@dataclass(frozen=True)
class Fixed:
    """A message without a body.

    >>> Fixed(27).size(0)
    27
    """

    length: int

    def size(self, body: int, sequence: int = 0) -> int:  # noqa: ARG002 - the protocol's arguments, which change nothing here
        """Give the message's length in bytes, whatever the body."""
        return self.length


@dataclass(frozen=True)
class Plain:
    """A head of constant length with the body after it.

    >>> Plain(159).size(31)
    190
    """

    head: int

    def size(self, body: int, sequence: int = 0) -> int:  # noqa: ARG002 - as above
        """Give head and body in bytes."""
        return self.head + body


@dataclass(frozen=True)
class Framed:
    """A head of constant length with its body in frames, or chunks, of which an empty one has none.

    `frames` gives what so many bytes come to in them.
    """

    head: int
    frames: Callable[[int], int]

    def size(self, body: int, sequence: int = 0) -> int:  # noqa: ARG002 - as above
        """Give head and frames in bytes."""
        return self.head + (self.frames(body) if body else 0)


@dataclass(frozen=True)
class Part:
    """A part of a body that goes on, in frames or a chunk of its own."""

    content: Envelope
    frames: Callable[[int], int]

    def size(self, body: int, sequence: int = 0) -> int:
        """Give the content in its frames in bytes."""
        return self.frames(self.content.size(body, sequence))


@dataclass(frozen=True)
class Exchange:
    """One kind of message over the life of a connection.

    `first` is the first message on a connection, `repeated` one after others of its kind: they differ where HTTP/2
    remembers header fields (RFC 7541 section 2.3.2) and are the same in HTTP/1.1. What depends on such memory has its
    `fields`, which tell what it is after other kinds (`heads.py`), and `coded` ones where its body is compressed.
    """

    first: Envelope
    repeated: Envelope
    fields: tuple[Any, ...] = ()
    coded: tuple[Any, ...] = ()

    @property
    def packed(self) -> "Exchange":
        """The same with a head that says that its body is compressed, as far as memory is concerned."""
        return replace(self, fields=self.coded)

    @classmethod
    def same(cls, envelope: Envelope) -> Self:
        """Give the exchange whose messages are all alike."""
        return cls(envelope, envelope)
