"""Sizes: what messages and answers come to on the connection, as tables that the kernel reads."""

from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rtsim.plan import Numbers, Post, Pull, Push, Socket
from rtsim.wire import Envelope

_BEYOND = 1 << 62  # a body's size that there is not, which pads a table


def extents(first: Envelope, repeated: Envelope, largest: int) -> NDArray[np.int64]:
    """Give what an envelope adds to bodies of up to `largest` bytes.

    An array of shape (2, rows, 2), for the first and the repeated envelope: the size from which a body has so much
    added. What is added never falls as bodies grow: a length has more digits, a body more frames.
    """
    found = [_rises(envelope, largest) for envelope in (first, repeated)]
    table = np.full((2, max(map(len, found)), 2), _BEYOND)
    for place, rises in enumerate(found):
        table[place, : len(rises)] = rises
    return table


@lru_cache(maxsize=64)  # replications have the same envelopes
def _rises(envelope: Envelope, largest: int) -> tuple[tuple[int, int], ...]:
    """Give where what an envelope adds rises, and to what, by halving what it rises in."""

    def added(body: int) -> int:
        return envelope.size(body) - body

    rises = [(0, added(0))]
    spans = [(0, added(0), largest, added(largest))]
    while spans:
        low, before, high, after = spans.pop()
        assert after >= before, "an envelope adds less to a larger body"
        if after == before:
            continue
        if high - low == 1:
            rises.append((high, after))
            continue
        middle = (low + high) // 2
        spans += [(middle, added(middle), high, after), (low, before, middle, added(middle))]
    return tuple(rises)


class _Manner(Protocol):
    """How messages are carried down and up."""

    @property
    def mechanism(self) -> Pull | Push:
        """How they come down."""

    @property
    def carrier(self) -> Post | Socket:
        """How they go up."""


def sizes(manner: _Manner, added: int, first: int, payload: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Give the bytes of messages numbered from `first` on: pushed, sent up, and sent up first on a connection.

    Upwards each has so many bytes `added` to its payload.
    """
    push, carrier = manner.mechanism, manner.carrier
    body = payload + added
    numbers = first + np.arange(len(payload))
    none = np.zeros(len(payload), np.int64)
    pushed = none
    if isinstance(push, Push):
        pushed = pushed_sizes(push, payload, numbers)
    if isinstance(carrier, Socket):
        return pushed, _sizes(carrier.message, body, none), none
    return pushed, _sizes(carrier.request.repeated, body, none), _sizes(carrier.request.first, body, none)


def pushed_sizes(push: Push, payload: Numbers, numbers: Numbers) -> Numbers:
    """Give the bytes of messages on a push connection, by their payloads and their numbers in the run."""
    return _sizes(push.message, payload + push.each, push.first_id + numbers)


def _sizes(envelope: Envelope, bodies: Numbers, sequences: Numbers) -> Numbers:
    """Give the size of each body; a sequence number counts by its digits alone."""
    digits = np.searchsorted(_TENS, sequences, side="right")
    kinds, place = np.unique(bodies * (len(_TENS) + 1) + digits, return_inverse=True)
    pairs = [divmod(kind, len(_TENS) + 1) for kind in kinds.tolist()]
    each = [envelope.size(body, 10 ** (many - 1) if many else 0) for body, many in pairs]
    return np.array(each, np.int64)[place]


_TENS = 10 ** np.arange(19, dtype=np.int64)
