"""Links: when a transfer that leaves at one end arrives at the other.

A transfer leaves when the sender's side of the link is free, takes size / bandwidth, then a latency drawn for it (base
latency of the endpoint plus jitter, never below zero). What is sent later on the same connection never arrives earlier.
More than the initial window of ten segments waits for acknowledgements between its windows (RFC 6928, RFC 5681). A
lost segment comes again after a time-out that doubles (RFC 6298), and what follows on the connection waits behind it.
"""

from math import ceil, inf, log2

import numpy as np
from numpy.random import Generator

from rtsim.chance import Array, Distribution, draws
from rtsim.model.columns import one_by_one
from rtsim.plan import Direction, Numbers

SEGMENT = 1448  # bytes of payload in a full TCP segment with time stamps on Ethernet
INITIAL_WINDOW = 10 * SEGMENT  # RFC 6928
LEAST_TIMEOUT = 0.2  # seconds above the round trip: Linux, TCP_RTO_MIN in include/net/tcp.h


class OneWay:
    """One direction of all endpoints' links."""

    def __init__(self, direction: Direction, round_trips: Array, generator: Generator) -> None:
        count = len(direction.latency)
        self._direction = direction
        self._round_trips = round_trips
        self._generator = generator
        self._asked, self._free = np.zeros(count), np.zeros(count)  # when the last transfer was ready, and has left
        self._last = np.zeros(count)
        self._latency_of: list[float] = direction.latency.tolist()
        self._bandwidth_of: list[float] = direction.bandwidth.tolist()
        self._link_of: list[int] = direction.link.tolist()
        self._asked_at, self._free_at = one_by_one(self._asked), one_by_one(self._free)
        self._last_at = one_by_one(self._last)
        self._jitter = [draws(jitter, generator) for jitter in direction.jitters]
        self._jitters = any(_varies(jitter) for jitter in direction.jitters)
        self._losses = bool(direction.loss.any())
        self.limited = bool(np.isfinite(direction.bandwidth).any())
        self._eventful = self.limited or self._jitters or self._losses

    def transfer(self, endpoint: int, at: float, size: int) -> float:
        """Send `size` bytes at `at` on the endpoint's own connection; give the instant at which they have arrived."""
        arrive: float = at + self._latency_of[endpoint]
        if self._eventful or size > INITIAL_WINDOW:
            arrive = self._arrival(endpoint, at, size)
        last = self._last_at[endpoint]
        if arrive < last:
            return last
        self._last_at[endpoint] = arrive
        return arrive

    def transfer_alone(self, endpoint: int, at: float, size: int) -> float:
        """Send `size` bytes at `at` on a connection where nothing else is under way; give their arrival."""
        return self._arrival(endpoint, at, size)

    def _arrival(self, endpoint: int, at: float, size: int) -> float:
        if self.limited:
            free, self._asked_at[endpoint] = self._free_at[endpoint], at
            at = (free if free > at else at) + 8 * size / self._bandwidth_of[endpoint]
            self._free_at[endpoint] = at
        latency = self._latency_of[endpoint]
        if self._jitters:
            latency = max(0.0, latency + next(self._jitter[self._link_of[endpoint]]))
        arrive: float = at + latency
        if size > INITIAL_WINDOW:
            arrive += float(slow_start(size, self._round_trips[[endpoint]], self._direction.bandwidth[[endpoint]])[0])
        if self._losses:
            arrive += float(self._retransmission(np.array([endpoint]), size)[0])
        return arrive

    def transfer_many(self, endpoints: Numbers, at: Array, size: int) -> Array:
        """Send `size` bytes to each endpoint, all different, at the instants `at`; give the arrivals."""
        direction = self._direction
        if self.limited:
            self._asked[endpoints] = at
            at = np.maximum(self._free[endpoints], at) + 8 * size / direction.bandwidth[endpoints]
            self._free[endpoints] = at
        latency = direction.latency[endpoints]
        if self._jitters:
            latency = np.maximum(0.0, latency + self._jitter_many(endpoints))
        arrive = at + latency
        if size > INITIAL_WINDOW:
            arrive += slow_start(size, self._round_trips[endpoints], direction.bandwidth[endpoints])
        if self._losses:
            arrive += self._retransmission(endpoints, size)
        self._last[endpoints] = arrive = np.maximum(arrive, self._last[endpoints])
        return np.asarray(arrive)

    def backlog(self, at: float) -> float:
        """Give the seconds for which the busiest link has transfers to send at `at`, or at those told for later."""
        return max(0.0, float((self._free - np.maximum(self._asked, at)).max()))

    def latency(self, endpoint: int) -> float:
        """Draw the latency of a packet of a connection's set-up, which queues nowhere."""
        jitter = next(self._jitter[self._link_of[endpoint]])
        return max(0.0, self._latency_of[endpoint] + jitter)

    def _jitter_many(self, endpoints: Numbers) -> Array:
        jitters = self._direction.jitters
        if len(jitters) == 1:
            return jitters[0].sample(self._generator, len(endpoints))
        drawn = np.stack([jitter.sample(self._generator, len(endpoints)) for jitter in jitters])
        return np.asarray(np.take_along_axis(drawn, self._direction.link[endpoints][None, :], 0)[0])

    def _retransmission(self, endpoints: Numbers, size: int) -> Array:
        """Draw what lost segments add: the longest wait among the segments of each transfer."""
        segments = max(1, ceil(size / SEGMENT))
        loss = self._direction.loss[endpoints][:, None]
        tries = self._generator.geometric(1 - loss, (len(endpoints), segments)).max(axis=1)
        timeout = self._round_trips[endpoints] + LEAST_TIMEOUT
        return np.asarray(timeout * (2.0 ** (tries - 1) - 1))


class Links:
    """All endpoints' links, both ways."""

    def __init__(self, up: Direction, down: Direction, generators: tuple[Generator, Generator]) -> None:
        round_trips = up.latency + down.latency
        self.up = OneWay(up, round_trips, generators[0])
        self.down = OneWay(down, round_trips, generators[1])

    def round_trip(self, endpoint: int) -> float:
        """Draw a round trip of a connection's set-up."""
        return self.up.latency(endpoint) + self.down.latency(endpoint)


class Egress:
    """A node's network card: transfers of all its connections leave through it one after the other."""

    def __init__(self, bandwidth: float) -> None:
        self._bandwidth = bandwidth
        self._per_byte = 8 / bandwidth
        self._asked = self.free = 0.0

    def backlog(self, at: float) -> float:
        """Give the seconds for which there are transfers to send at `at`, or at those told for later."""
        return max(0.0, self.free - max(at, self._asked))

    def send(self, at: float, size: int) -> float:
        """Give the instant at which `size` bytes that are ready at `at` have left."""
        self._asked = at
        self.free = (self.free if self.free > at else at) + size * self._per_byte
        return self.free

    def send_many(self, at: Array, size: int) -> Array:
        """Give the instants at which transfers of `size` bytes each, ready at `at` (sorted), have left."""
        if self._bandwidth == inf:
            return at
        each = size * self._per_byte
        places = np.arange(len(at)) * each
        left: Array = np.maximum(np.maximum.accumulate(at - places), self.free) + places + each
        self._asked, self.free = float(at[-1]), float(left[-1])
        return left


def slow_start_rounds(size: int) -> int:
    """Give the round trips that slow start adds: the window of ten segments doubles with each (RFC 6928, RFC 5681).

    >>> slow_start_rounds(14_480), slow_start_rounds(14_481), slow_start_rounds(100_000)
    (0, 1, 2)
    """
    return max(0, ceil(log2(ceil(size / SEGMENT) / 10 + 1)) - 1)


def slow_start(size: int, round_trips: Array, bandwidth: Array) -> Array:
    """Give what slow start adds to the time that `size` bytes take on links of these round trips and bandwidths.

    After each window but the last the sender waits for its first acknowledgement, unless the link is busy for longer.

    >>> slow_start(100_000, np.array([0.1, 0.1]), np.array([np.inf, 1e6])).tolist()
    [0.2, 0.0]
    """
    windows = 8 * INITIAL_WINDOW * 2.0 ** np.arange(slow_start_rounds(size))
    return np.asarray(np.maximum(round_trips[:, None] - windows / bandwidth[:, None], 0.0).sum(axis=1))


def _varies(jitter: Distribution) -> bool:
    return jitter.variance > 0 or jitter.mean != 0
