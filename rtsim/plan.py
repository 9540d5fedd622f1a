"""The plan: a scenario resolved to plain numbers and arrays, all that the engine needs and nothing else.

Times are seconds, sizes bytes, bandwidths bit/s. An endpoint is a client (numbered from 0) or a sender (numbered after
the clients). A channel is a group of clients that get the same messages: everyone, a room, or one client alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from math import inf
from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from rtsim.chance import Array, Distribution, Streams
from rtsim.faults import Faults, Policy
from rtsim.sharing import Sharing
from rtsim.upgrading import Probe
from rtsim.wire import Envelope, Exchange, Handshake, Packets

Numbers: TypeAlias = NDArray[np.int64]

SERVER = -1  # the origin of a message that no endpoint sent
NOBODY = -2  # who is traced where no client is


@dataclass(frozen=True, kw_only=True)
class Window:
    """What counts: messages born in [start, end); the run may go on until `horizon` to deliver them."""

    start: float
    end: float
    horizon: float


@dataclass(frozen=True, kw_only=True)
class Direction:
    """One direction of all endpoints' links: arrays of one row per endpoint; `jitters` by link, `link` says which.

    `burst` is the mean number of packets that are lost in a row, 0 where each is lost or not on its own.
    """

    latency: Array
    bandwidth: Array
    loss: Array
    burst: Array
    link: Numbers
    jitters: tuple[Distribution, ...]


@dataclass(frozen=True, kw_only=True)
class Clients:
    """The recipients: when each first appears, to which node and channel it belongs, and all endpoints' links."""

    count: int
    starts: Array
    nodes: Numbers
    channels: Numbers
    up: Direction
    down: Direction
    skips_own: bool  # whether a sender is left out of its own message's audience

    def called(self, origin: int) -> str:
        """Say who the origin of a message is."""
        if origin == SERVER:
            return "server"
        return f"client {origin}" if origin < self.count else f"sender {origin - self.count}"


@dataclass(frozen=True, kw_only=True)
class Compressing:
    """CPU seconds to compress a message, and per byte of it; per byte to read one that a client has compressed."""

    message: float = 0.0
    per_byte: float = 0.0
    inflate_per_byte: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Costs:
    """CPU seconds of each kind of work, and per byte that the work moves; compression makes work longer."""

    open: float
    request: float
    respond: float
    publish: float
    push: float
    heartbeat: float
    backplane: float
    per_byte: float
    compression: Compressing = Compressing()


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Bytes that a node keeps: at rest, per push connection, per idle HTTP connection, per held request."""

    base: float
    push: float
    idle: float
    held: float


class Answers(Enum):
    """When an event loop writes the answer to a request."""

    AT_ONCE = "at-once"
    END_OF_TURN = "end-of-turn"


@dataclass(frozen=True, kw_only=True)
class Server:
    """The nodes, which are all alike."""

    nodes: int
    cores: int
    threads: float
    answers: Answers
    costs: Costs
    memory: Memory
    egress: float
    keep_alive: float
    max_connections: float
    accept_rate: float
    backplane: float


@dataclass(frozen=True, kw_only=True)
class OpenLoop:
    """Messages that come whatever happens: columns of equal length, sorted by birth."""

    birth: Array
    origin: Numbers
    channel: Numbers
    payload: Numbers


Audience = Callable[[Generator, Numbers], Numbers]
"""Gives the channel of one message from each of some origins: an array of the same length."""


@dataclass(frozen=True, kw_only=True)
class ClosedLoop:
    """Workers that each publish, wait for the acknowledgement, think, and publish again; `origins` has one a worker."""

    origins: Numbers
    think: Distribution
    payload: Distribution
    audience: Audience


class Acknowledge(Enum):
    """When a sender gets its acknowledgement."""

    RECEIPT = "receipt"
    FAN_OUT = "fan-out"


class Timing(Enum):
    """What a poll's pause counts from."""

    AFTER_RESPONSE = "after-response"
    FIXED_RATE = "fixed-rate"


@dataclass(frozen=True, kw_only=True)
class Body:
    """What stands around messages in the body of an answered poll: brackets around, commas between."""

    empty: int
    around: int
    between: int
    each: int


@dataclass(frozen=True, kw_only=True)
class Pull:
    """The client asks, the server answers at once or holds the request, the client asks again after a pause.

    `hold = 0` is short polling, `pause = 0` long polling. An idle connection is kept for `keep_alive` seconds. After a
    poll that failed it asks again in `again` seconds, or after its usual pause if that is not given. A poll that is not
    answered within `detect` has failed.
    """

    pause: Distribution
    hold: float
    timing: Timing
    keep_alive: float
    retry: float
    again: float | None
    request: Exchange
    response: Exchange
    empty: Exchange
    body: Body
    detect: float = inf


@dataclass(frozen=True, kw_only=True)
class Push:
    """A connection is opened once, and the server writes each message on it as it comes.

    With `streams` all is one answer by HTTP that does not end; otherwise there are frames, one of which says why the
    connection is closed. `replay` is what becomes of messages published before the connection is open: sent when it
    opens, or lost. A protocol that says itself when a client comes back has a policy of its own in `reconnect`.
    A client that hears nothing for `detect` takes its connection for cut.
    """

    request: Exchange
    response: Exchange
    message: Envelope
    first_id: int
    each: int
    heartbeat: float
    ping: int
    pong: int
    replay: bool
    retry: float
    reconnect: Policy | None = None
    streams: bool = False
    detect: float = inf


@dataclass(frozen=True, kw_only=True)
class Post:
    """Messages go up by HTTP POST, on connections of their own that are kept alive for `keep_alive` seconds idle.

    A sender whose connection is refused tries again after `retry` seconds.
    """

    request: Exchange
    response: Exchange
    keep_alive: float
    retry: float


@dataclass(frozen=True, kw_only=True)
class Socket:
    """Messages go up as frames on the client's open connection, and are acknowledged by a frame."""

    message: Envelope
    acknowledgement: Envelope


@dataclass(frozen=True, kw_only=True)
class Upstream:
    """How messages get from their sender to the server, and what is added to their payload both ways.

    A sender that is no client keeps so many `connections` open from the start.
    """

    carrier: Post | Socket
    connections: int
    added: int
    acknowledgement: int
    acknowledge: Acknowledge


@dataclass(frozen=True, kw_only=True)
class Fallback:
    """What a client uses whose upgrade does not pass, which it knows `after` so many seconds if nobody tells it.

    A technique's mechanism down, its carrier up, its set-up, the CPU seconds of a push and the bytes that a connection
    keeps; so many `connections` a browser. Who `remembers` does not try again after a cut. With a `probe` all begin so.
    """

    after: float
    remembers: bool
    mechanism: Pull | Push
    carrier: Post | Socket
    handshake: Handshake
    push: float
    memory: float
    connections: float
    probe: Probe | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that one run depends on; the recording traces the client `traced`, which changes nothing else in it."""

    technique: str
    streams: Streams
    window: Window
    clients: Clients
    senders: int
    messages: OpenLoop | ClosedLoop
    server: Server
    mechanism: Pull | Push
    upstream: Upstream
    handshake: Handshake
    packets: Packets
    sharing: Sharing | None = None
    faults: Faults | None = None
    fallback: Fallback | None = None
    keeps_deliveries: bool = False
    traced: int = NOBODY
