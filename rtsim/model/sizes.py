"""Sizes: what messages and answers come to on the connection, as tables that the kernel reads."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rtsim.plan import Compressing, Numbers, Post, Pull, Push, Socket
from rtsim.wire import Compressed, Envelope

_BEYOND = 1 << 62  # a body's size that there is not, which pads a table


def extents(envelopes: Sequence[Envelope], largest: int) -> NDArray[np.int64]:
    """Give what envelopes add to bodies of up to `largest` bytes.

    An array of shape (envelopes, rows, 2): the size from which a body has so much added. What is added never falls as
    bodies grow: a length has more digits, a body more frames.
    """
    found = [_rises(envelope, largest) for envelope in envelopes]
    table = np.full((len(found), max(map(len, found)), 2), _BEYOND)
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


def sizes(manner: _Manner, added: int, costs: Compressing, first: int, payload: Numbers) -> dict[str, NDArray[Any]]:
    """Give what messages numbered from `first` on come to, as columns of their rows.

    `pushed` and `up` are bytes on a push connection, and on the way up, first on a connection, where each has so many
    bytes `added`; `carried` and `brought` what of the payload travels on the first two; `packs` and
    `unpacks` seconds of compression.
    """
    push, carrier = manner.mechanism, manner.carrier
    body = payload + added
    numbers = first + np.arange(len(payload))
    none = np.zeros(len(payload), np.int64)
    found: dict[str, NDArray[Any]] = {"pushed": none, "carried": payload, "packs": none}
    if isinstance(push, Push):
        found["pushed"] = pushed_sizes(push, payload, numbers)
        taken = _taken(push.message, payload + push.each, push.first_id + numbers)
        found["carried"] = _left(push.message, taken, payload)
        found["packs"] = np.where(taken > 0, costs.message + costs.per_byte * taken, 0.0)
    if isinstance(carrier, Socket):
        taken = _taken(carrier.message, body, none)
        unpacks = costs.inflate_per_byte * taken
        return found | {"up": _sizes(carrier.message, body, none), "brought": _left(carrier.message, taken, payload),
                        "unpacks": unpacks}  # fmt: skip
    return found | {"up": _sizes(carrier.request.first, body, none), "brought": payload, "unpacks": none}


def _taken(envelope: Envelope, bodies: Numbers, sequences: Numbers) -> Numbers:
    """Give the bytes of each message that compression works on."""
    if not isinstance(envelope, Compressed):
        return np.zeros(len(bodies), np.int64)
    return _each(envelope.taken, bodies, sequences)


def _left(envelope: Envelope, taken: Numbers, payload: Numbers) -> Numbers:
    """Give how much of each payload travels: no more than what its message is compressed to."""
    if not isinstance(envelope, Compressed):
        return payload
    packed = _each(lambda text, _number: envelope.law.size(text), taken, np.zeros_like(taken))
    return np.where(taken > 0, np.minimum(packed, payload), payload)


def pushed_sizes(push: Push, payload: Numbers, numbers: Numbers) -> Numbers:
    """Give the bytes of messages on a push connection, by their payloads and their numbers in the run."""
    return _sizes(push.message, payload + push.each, push.first_id + numbers)


def _sizes(envelope: Envelope, bodies: Numbers, sequences: Numbers) -> Numbers:
    """Give the size of each body."""
    return _each(envelope.size, bodies, sequences)


def _each(of: Callable[[int, int], int], bodies: Numbers, sequences: Numbers) -> Numbers:
    """Give a function's value for each body; a sequence number counts by its digits alone."""
    if len(bodies) == 1:  # a closed loop's messages come one by one
        return np.array([of(int(bodies[0]), int(sequences[0]))], np.int64)
    digits = np.searchsorted(_TENS, sequences, side="right")
    kinds, place = np.unique(bodies * (len(_TENS) + 1) + digits, return_inverse=True)
    pairs = [divmod(kind, len(_TENS) + 1) for kind in kinds.tolist()]
    each = [of(body, 10 ** (many - 1) if many else 0) for body, many in pairs]
    return np.array(each, np.int64)[place]


_TENS = 10 ** np.arange(19, dtype=np.int64)
