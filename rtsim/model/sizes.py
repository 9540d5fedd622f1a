"""Sizes: what messages and answers come to on the connection, as tables that the kernel reads."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rtsim.plan import Numbers, Plan, Push, Sharing, Socket
from rtsim.wire import Envelope


def extents(envelope: Envelope, largest: int) -> NDArray[np.int64]:
    """Give what an envelope adds to bodies of up to `largest` bytes.

    An array of shape (rows, 2): the size from which a body has so much added. What is added never falls as bodies grow:
    a length has more digits, a body more frames.
    """
    return np.array(_rises(envelope, largest), np.int64)


def _rises(envelope: Envelope, largest: int) -> list[tuple[int, int]]:
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
    return rises


def savings(sharing: Sharing | None, what: Literal["saved", "after"]) -> NDArray[np.int64]:
    """Give what heads save, or the states that follow: an array of shape (2, states, kinds), for up and down."""
    if sharing is None:
        return np.zeros((2, 1, 1), np.int64)
    rows = [getattr(heads, what) for heads in (sharing.up, sharing.down)]
    table = np.zeros((2, max(map(len, rows)), max(len(row[0]) for row in rows)), np.int64)
    for place, states in enumerate(rows):
        table[place, : len(states), : len(states[0])] = states
    return table


def sizes(plan: Plan, first: int, payload: Numbers) -> tuple[Numbers, Numbers]:
    """Give the bytes of messages numbered from `first` on: pushed, and sent up, first on a connection."""
    push, carrier = plan.mechanism, plan.upstream.carrier
    body = payload + plan.upstream.added
    numbers = first + np.arange(len(payload))
    none = np.zeros(len(payload), np.int64)
    pushed = none
    if isinstance(push, Push):
        pushed = pushed_sizes(push, payload, numbers)
    if isinstance(carrier, Socket):
        return pushed, _sizes(carrier.message, body, none)
    return pushed, _sizes(carrier.request.first, body, none)


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
