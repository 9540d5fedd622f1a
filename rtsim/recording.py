"""The recording: what one run leaves behind, facts only; estimates are made of it elsewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Array
from rtsim.failures import Failures
from rtsim.histogram import Histogram


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
