"""Intermediaries: how often they cut, and how long they hold messages back."""

from math import gcd, inf

from rtsim.theory.domain import require_positive


def cuts_per_second(*, idle: float = inf, lifetime: float = inf, heartbeat: float = inf, away: float = 0.0) -> float:
    """Give how often a connection is cut on which nothing passes but heartbeats.

    That is 1 / (the time until it is cut + the time `away` until it is open again), all in seconds: it is cut after the
    idle time unless a heartbeat comes sooner, and otherwise after its lifetime. Assumes that heartbeats are on time.

    >>> round(3600 * cuts_per_second(idle=60.0, heartbeat=90.0, away=1.0), 2)
    59.02
    >>> cuts_per_second(idle=60.0, heartbeat=30.0)
    0.0
    """
    require_positive(idle=idle, lifetime=lifetime, heartbeat=heartbeat)
    lasts = min(lifetime, inf if heartbeat < idle else idle)
    return 0.0 if lasts == inf else 1 / (lasts + away)


def buffered_periods(*, size: int, buffer: int) -> float:
    """Give for how many periods a message waits on average until the buffer with its last byte is full.

    Messages of one size in bytes come in even time. The bytes that a message leaves free in its buffer are as often any
    multiple of the greatest common divisor of both sizes, and as many messages more are needed as fill them. With k
    messages to a buffer that is (k - 1) / 2.

    >>> buffered_periods(size=100, buffer=400)
    1.5
    >>> buffered_periods(size=175, buffer=100)
    0.75
    """
    require_positive(size=size, buffer=buffer)
    step = gcd(size, buffer)
    free = range(0, buffer, step)
    return sum(-(-room // size) for room in free) / len(free)
