"""Buffers: what becomes of messages to a client whose link is slower than they come.

Messages of so many bytes on the connection (`size`) come at a `rate`, more than a link of so many bytes per second
(`capacity`) takes; what does not leave waits in a buffer of `room` bytes. A fluid: exact but for single messages.
"""

from rtsim.theory.domain import require_positive


def fill_time(*, rate: float, size: float, capacity: float, room: float) -> float:
    """Give the seconds until an empty buffer is full: room / (rate size - capacity).

    >>> fill_time(rate=100.0, size=200.0, capacity=10_000.0, room=100_000.0)
    10.0
    """
    return room / _excess(rate, size, capacity, room)


def lost_share(*, rate: float, size: float, capacity: float) -> float:
    """Give the share of messages that a full buffer drops: 1 - capacity / (rate size).

    >>> lost_share(rate=100.0, size=200.0, capacity=5_000.0)
    0.75
    """
    return _excess(rate, size, capacity, 1.0) / (rate * size)


def oldest_dropped_latency(*, rate: float, size: float, capacity: float, room: float) -> float:
    """Give the seconds that a message waits which a full buffer does not drop, if the oldest go: room / (rate size).

    So many are before it, and as each that comes drops one or finds that one has left, they are gone at the rate at
    which messages come.

    >>> oldest_dropped_latency(rate=100.0, size=200.0, capacity=10_000.0, room=100_000.0)
    5.0
    """
    _excess(rate, size, capacity, room)
    return room / (rate * size)


def _excess(rate: float, size: float, capacity: float, room: float) -> float:
    require_positive(rate=rate, size=size, capacity=capacity, room=room)
    if not rate * size > capacity:
        raise ValueError(
            f"rate times size must be above capacity = {capacity:g} bytes per second, not {rate * size:g}."
        )
    return rate * size - capacity
