"""Version: what each version of HTTP knows of how heads and bodies become bytes."""

from collections.abc import Sequence
from typing import Protocol

from rtsim.wire.envelopes import Envelope, Exchange
from rtsim.wire.headers import Head
from rtsim.wire.heads import Heads


class Version(Protocol):
    """A version of HTTP: how heads and bodies become bytes."""

    def request(self, head: Head) -> Exchange:
        """Give the request with this head and its body."""

    def response(self, request: Head, head: Head) -> Exchange:
        """Give the answer with this head and its body."""

    def bare(self, request: Head, head: Head) -> Exchange:
        """Give the answer's head alone."""

    def given(self, head: int) -> Exchange:
        """Give a message whose head is said to have `head` bytes, and its body."""

    def part(self, content: Envelope) -> Envelope:
        """Give a part of a body that goes on."""

    def heads(self, kinds: Sequence[Exchange]) -> Heads:
        """Give what these kinds of messages save of each other's heads, sent one way on one connection."""

    @property
    def opening(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The sizes of the writes, up and down, that come before the first request."""

    @property
    def ping(self) -> int:
        """The bytes of a frame that keeps a connection alive."""

    @property
    def goaway(self) -> int:
        """The bytes of what a server says that takes no more requests."""
