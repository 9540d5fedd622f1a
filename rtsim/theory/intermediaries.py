"""Intermediaries: how often they cut, and how long they hold messages back."""

from dataclasses import dataclass
from math import exp, expm1, fsum, gcd, inf, lgamma, log

from rtsim.theory.domain import require_not_negative, require_positive

MOST = 20.0  # cuts that are expected in a spell: nothing survives more


@dataclass(frozen=True, kw_only=True)
class Life:
    """How long a connection is open before an intermediary cuts it, in seconds, and the share that idleness cuts."""

    mean: float
    idle: float


def life(
    *, idle: float = inf, lifetime: float = inf, heartbeat: float = inf, rate: float = 0.0, pong: float = 0.0
) -> Life:
    """Give the life of a connection that is cut after `idle` seconds without a byte, or after its lifetime.

    Bytes pass when it is opened, with each of the Poisson messages of so many a second, and with heartbeats, each of
    which is answered `pong` seconds later. Each heartbeat renews the connection, so that its life is that of spells of
    Poisson messages, one after the other. Without heartbeats and without a lifetime it is (e^(rate idle) - 1) / rate.

    >>> round(life(idle=60.0, rate=1 / 30).mean, 1)
    191.7
    >>> life(idle=60.0, heartbeat=90.0)
    Life(mean=60.0, idle=1.0)
    >>> life(idle=60.0, heartbeat=30.0, lifetime=7200.0)
    Life(mean=7200.0, idle=0.0)
    """
    require_positive(idle=idle, lifetime=lifetime, heartbeat=heartbeat)
    require_not_negative(rate=rate, pong=pong)
    if heartbeat < idle:
        return Life(mean=lifetime, idle=0.0)
    if lifetime == inf:
        return Life(mean=_without_end(idle, heartbeat, rate, pong), idle=0.0 if idle == inf else 1.0)
    begins, mean, alive, left = 0.0, 0.0, 1.0, heartbeat
    while begins < lifetime and alive > 0:
        spell = min(left, lifetime - begins)
        mean += alive * _survived(spell, idle, rate)
        alive *= _survives(spell, idle, rate)
        begins += spell
        answered = min(pong, lifetime - begins)
        mean, begins, left = mean + alive * answered, begins + answered, heartbeat - pong
    return Life(mean=mean, idle=1.0 - alive)


def _without_end(idle: float, heartbeat: float, rate: float, pong: float) -> float:
    """Give the mean life of what has no lifetime: the first spell, and a geometric number of further ones."""
    if heartbeat == inf:
        return _survived(inf, idle, rate)
    further = heartbeat - pong
    dies = 1.0 - _survives(further, idle, rate)
    if dies <= 0:
        return inf
    first, others = _survived(heartbeat, idle, rate), (pong + _survived(further, idle, rate)) / dies
    return first + _survives(heartbeat, idle, rate) * others


def _survives(time: float, idle: float, rate: float) -> float:
    """Give the chance that no gap of `idle` seconds has ended by `time`, where bytes pass at 0 and at Poisson moments.

    S(t) = sum over k <= t / T of (-q)^k (x^k / k! + x^(k - 1) / (k - 1)!) with q = e^(-r T) and x = r (t - k T), from
    S(t) = 1 - q - r q (the integral of S up to t - T).
    """
    if time < idle or not _may_survive(time, idle, rate):
        return 1.0 if time < idle else 0.0
    terms, fade = [1.0], rate * idle
    for count in range(1, int(time / idle) + 1):
        part = rate * (time - count * idle)
        terms.append((-1) ** count * (_term(part, count, fade * count) + _term(part, count - 1, fade * count)))
    return max(0.0, fsum(terms))


def _survived(time: float, idle: float, rate: float) -> float:
    """Give the mean of the life or of `time`, whichever is less: the integral of the chance to survive."""
    if time < idle or rate == 0:
        return min(time, idle)
    if not _may_survive(time, idle, rate):
        return expm1(rate * idle) / rate
    terms, fade = [time], rate * idle
    for count in range(1, int(time / idle) + 1):
        part = rate * (time - count * idle)
        terms.append((-1) ** count * (_term(part, count + 1, fade * count) + _term(part, count, fade * count)) / rate)
    return fsum(terms)


def _may_survive(time: float, idle: float, rate: float) -> bool:
    """Tell whether so long a life is more than a chance in e^20: beyond, the terms cancel out and nothing is left."""
    return rate > 0 and rate * exp(-rate * idle) * time < MOST


def _term(part: float, count: int, fade: float) -> float:
    """Give part^count / count! e^(-fade)."""
    return exp(count * log(part) - lgamma(count + 1) - fade) if part > 0 else float(count == 0) * exp(-fade)


def cuts_per_second(*, idle: float = inf, lifetime: float = inf, heartbeat: float = inf, away: float = 0.0) -> float:
    """Give how often a connection is cut on which nothing passes but heartbeats.

    That is 1 / (the time until it is cut + the time `away` until it is open again), all in seconds: it is cut after the
    idle time unless a heartbeat comes sooner, and otherwise after its lifetime. Assumes that heartbeats are on time.

    >>> round(3600 * cuts_per_second(idle=60.0, heartbeat=90.0, away=1.0), 2)
    59.02
    >>> cuts_per_second(idle=60.0, heartbeat=30.0)
    0.0
    """
    lasts = life(idle=idle, lifetime=lifetime, heartbeat=heartbeat).mean
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
