"""Heads: how many bytes compression saves of heads, by what a connection has carried before.

HTTP/2 keeps a table of header fields that have been sent, each way (RFC 7541 section 2.3.2). What a head takes depends
on what the table has then, and so on the kinds of messages that went before and their order. There are few such states:
a kind that has gone once leaves its fields there, until others push them out.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Self

MOST_STATES = 4096
"""More states than any heads lead to that fit the table together: one for each order in which kinds may come first."""


@dataclass(frozen=True)
class Heads:
    """One direction of a connection: bytes that the head of a kind takes fewer than as the first message of all.

    `saved[state][kind]` are those bytes, `after[state][kind]` is the state that follows; a connection begins in 0.
    """

    saved: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]

    @classmethod
    def constant(cls, kinds: int) -> Self:
        """Give the heads of so many kinds that do not depend on what went before.

        >>> Heads.constant(2)
        Heads(saved=((0, 0),), after=((0, 0),))
        """
        return cls(((0,) * kinds,), ((0,) * kinds,))


def explored(
    start: Any, kinds: int, send: Callable[[Any, int], tuple[int, Any]], key: Callable[[Any], Hashable]
) -> Heads:
    """Follow an encoder through all states that it can come to.

    `send` gives the bytes of a kind's head as an encoder writes it, and the encoder after it; `key` stands for what an
    encoder knows. Raises ValueError for heads that lead to too many states.
    """
    places, encoders = {key(start): 0}, [start]
    sizes: list[list[int]] = []
    after: list[list[int]] = []
    while len(sizes) < len(encoders):
        sent = [send(encoders[len(sizes)], kind) for kind in range(kinds)]
        for _, encoder in sent:
            if places.setdefault(key(encoder), len(encoders)) == len(encoders):
                encoders.append(encoder)
        if len(encoders) > MOST_STATES:
            raise ValueError(f"these heads leave HPACK's table in more than {MOST_STATES:,} states")
        sizes.append([size for size, _ in sent])
        after.append([places[key(encoder)] for _, encoder in sent])
    saved = tuple(tuple(first - size for first, size in zip(sizes[0], row, strict=True)) for row in sizes)
    return Heads(saved, tuple(map(tuple, after)))
