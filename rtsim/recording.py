"""The recording: what one run leaves behind, facts only; estimates are made of it elsewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from math import floor, inf, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Array
from rtsim.failures import Failures

# A bucket is one 256th of an octave: the bits of a double above its 44 lowest. Its width is at most 0.4 % of its value,
# so that a quantile read at its middle is wrong by 0.2 % at most.
SHIFT = 44
LOWEST = int(np.float64(2.0**-24).view(np.int64)) >> SHIFT
HIGHEST = int(np.float64(2.0**24).view(np.int64)) >> SHIFT
BUCKETS = HIGHEST - LOWEST + 1


class Histogram:
    """How often each value came: exact count, sum, least and greatest; quantiles within 0.2 %.

    Values are seconds from 60 ns to half a year; smaller ones (zero included) share the lowest bucket.

    >>> waits = Histogram()
    >>> waits.add(np.array([1.0, 2.0, 4.0]))
    >>> waits.count, waits.mean, waits.greatest
    (3, 2.3333333333333335, 4.0)
    """

    def __init__(self) -> None:
        self.count = 0
        self.total = 0.0
        self.least = inf
        self.greatest = -inf
        self.buckets: NDArray[np.int64] = np.zeros(BUCKETS, dtype=np.int64)

    def add(self, values: Array) -> None:
        """Count `values` (any length, none negative)."""
        if not len(values):
            return
        self.count += len(values)
        self.total += float(values.sum())
        self.least = min(self.least, float(values.min()))
        self.greatest = max(self.greatest, float(values.max()))
        places = (np.ascontiguousarray(values).view(np.int64) >> SHIFT) - LOWEST
        np.clip(places, 0, BUCKETS - 1, out=places)
        self.buckets += np.bincount(places, minlength=BUCKETS)

    @property
    def mean(self) -> float:
        """The arithmetic mean; not a number when nothing was counted."""
        return self.total / self.count if self.count else nan

    @property
    def maximum(self) -> float:
        """The greatest value; not a number when nothing was counted."""
        return self.greatest if self.count else nan

    @property
    def minimum(self) -> float:
        """The least value; not a number when nothing was counted."""
        return self.least if self.count else nan

    def distribution(self) -> tuple[Array, NDArray[np.int64]]:
        """Give the values that came, in order and within 0.2 %, and how often each did."""
        places = np.flatnonzero(self.buckets)
        values = np.array([_middle(place) for place in places.tolist()])
        return np.clip(values, self.least, self.greatest), self.buckets[places]

    def quantile(self, share: float) -> float:
        """Give the value below which `share` of all lie, between order statistics as numpy.quantile does."""
        if not self.count:
            return nan
        rank = share * (self.count - 1)
        below = floor(rank)
        low = self._order_statistic(below)
        high = self._order_statistic(min(below + 1, self.count - 1))
        return low + (rank - below) * (high - low)

    def _order_statistic(self, rank: int) -> float:
        if rank == 0:
            return self.least
        if rank == self.count - 1:
            return self.greatest
        place = int(np.searchsorted(np.cumsum(self.buckets), rank, side="right"))
        return float(np.clip(_middle(place), self.least, self.greatest))


def _middle(place: int) -> float:
    if place == 0:
        return 0.0
    edges = np.array([place + LOWEST, place + LOWEST + 1], dtype=np.int64) << SHIFT
    return float(edges.view(np.float64).mean())


@dataclass(frozen=True)
class Level:
    """A level over the window: its time average and its peak."""

    mean: float
    peak: float


@dataclass(frozen=True)
class Transfers:
    """Bytes of one part of the traffic, by direction and ledger: on the connection, and on the wire."""

    up: int = 0
    down: int = 0
    wire_up: int = 0
    wire_down: int = 0

    def __add__(self, other: "Transfers") -> "Transfers":
        return Transfers(self.up + other.up, self.down + other.down,
                         self.wire_up + other.wire_up, self.wire_down + other.wire_down)  # fmt: skip

    def __neg__(self) -> "Transfers":
        return Transfers(-self.up, -self.down, -self.wire_up, -self.wire_down)


@dataclass(frozen=True)
class Deliveries:
    """Every delivery of a run, in columns of equal length, in the order in which the run found them."""

    message: NDArray[np.int64]
    recipient: NDArray[np.int64]
    time: Array


@dataclass(frozen=True, eq=False)
class Course:
    """How a run went from its start to the window's end, warm-up included, in bins of equal width.

    `deliveries` counts those of the messages born in each bin, `latency` adds up their latencies, and `unfinished` is
    the work that the cores have yet to do at each bin's end, in seconds, averaged over the nodes. `busy` is the share
    of the cores' time that is work; `open` connections, `held` requests and `memory` are averages over each bin, of all
    nodes together.
    """

    width: float
    deliveries: NDArray[np.int64]
    latency: Array
    unfinished: Array
    busy: Array
    open: Array
    held: Array
    memory: Array

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Course):
            return NotImplemented
        columns = zip(self._columns(), other._columns(), strict=True)
        return self.width == other.width and all(np.array_equal(ours, theirs) for ours, theirs in columns)

    def _columns(self) -> tuple[Array | NDArray[np.int64], ...]:
        return self.deliveries, self.latency, self.unfinished, self.busy, self.open, self.held, self.memory


class What(StrEnum):
    """The kinds of facts about a traced client."""

    SET_UP = "set-up"  # of a connection: TCP and TLS
    REFUSED = "refused"  # a set-up that the server does not admit
    UNAVAILABLE = "unavailable"  # the same, behind an intermediary that says so with an answer
    CLOSE = "close"
    CUT = "cut"  # a connection that breaks: from when it does until the client notices
    REQUEST = "request"  # of a poll
    ANSWER = "answer"  # with messages
    EMPTY = "empty answer"
    HANDSHAKE = "handshake"  # the request that opens a push connection
    OPENED = "opened"  # its response
    MESSAGE = "message"  # written on a push connection
    PING = "ping"
    PONG = "pong"
    PROBE = "probe"  # whether a WebSocket passes
    PASSES = "passes"  # its answer
    UPGRADE = "upgrade"  # from polls to the WebSocket
    PUBLISH = "publish"  # a message on its way up
    ACKNOWLEDGEMENT = "acknowledgement"
    BIRTH = "birth"  # the client publishes
    QUEUE = "queue"  # waits for a core, or a thread
    WORK = "work"
    HELD = "held"
    TIME_OUT = "time-out"
    ARRIVAL = "arrival"  # a message for the client is visible at its node
    LOST = "lost"


class Where(StrEnum):
    """Where a fact happens: at an end, or on its way."""

    CLIENT = "client"
    UP = "up"
    DOWN = "down"
    SERVER = "server"


class Fact(NamedTuple):
    """One thing that happened to a traced client, from `start` to `end`.

    `size` has the bytes of both ledgers, payload included, which pass the server's network card at `passes`.
    `connection` counts the client's own from 0, -1 for none; `detail` is the kind of work, what a queue is for, a
    set-up's round trips, "message" for one refused to a message alone, a message's sender, or why there is a cut.
    """

    what: What
    where: Where
    start: float
    end: float
    size: Transfers = Transfers()
    payload: int = 0
    passes: float = 0.0
    connection: int = -1
    messages: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Trace:
    """The facts about one client, in columns of equal length, in the order of their starts."""

    client: int = -1
    columns: tuple[tuple[object, ...], ...] = ()

    @classmethod
    def of(cls, client: int, facts: Iterable[Fact]) -> "Trace":
        """Put facts in columns."""
        ordered = sorted(facts, key=lambda fact: fact.start)
        return cls(client, tuple(zip(*ordered, strict=True)))

    def __iter__(self) -> Iterator[Fact]:
        return (Fact(*row) for row in zip(*self.columns, strict=True))


@dataclass(frozen=True, kw_only=True)
class Recording:
    """The facts of one run: one scenario, one technique, one replication.

    Times are seconds, sizes bytes. Messages are those born in the window; load and traffic are those of the window.
    `messages` is a digest of them and of those before: runs in which it is equal carried the same messages. `limits`
    names what could not keep up, of "cores", "egress", "links up" and "links down".
    """

    technique: str
    replication: int
    duration: float
    clients: int
    cores: int
    latency: Histogram
    publish: Histogram
    queue_wait: Histogram
    age: float
    published: int
    expected: int
    delivered: int
    undelivered: int
    lost: int
    duplicates: int
    out_of_order: int
    requests: int
    empty: int
    answered: int
    carried: int
    opened: int
    refused: int
    reconnects: int
    open: Level
    held: Level
    memory: Level
    traffic: dict[str, Transfers]
    payload: int
    cpu: dict[str, float]
    limits: tuple[str, ...]
    course: Course = field(repr=False)
    births: Array = field(repr=False)
    messages: str
    deliveries: Deliveries = field(repr=False)
    failures: Failures | None = field(default=None, repr=False)
    trace: Trace = field(default=Trace(), repr=False)

    @property
    def overloaded(self) -> bool:
        """Whether the cores, network cards or links that `limits` names could not keep up."""
        return bool(self.limits)

    @property
    def total(self) -> Transfers:
        """All parts of the traffic together."""
        return sum(self.traffic.values(), Transfers())

    @property
    def cpu_total(self) -> float:
        """CPU seconds of all kinds of work within the window."""
        return sum(self.cpu.values())

    @property
    def utilisation(self) -> float:
        """The share of the window in which the cores worked."""
        return self.cpu_total / (self.cores * self.duration)
