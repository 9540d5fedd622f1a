"""Faults: what fails in a run, and who tries again when: the part of a plan that is about what breaks."""

from dataclasses import dataclass, field
from enum import Enum, IntFlag
from math import inf

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Array


class Hidden(Enum):
    """What a hidden tab does to tries: their timers fire late, there are none, or nothing."""

    THROTTLED = 0
    WAITS = 1
    UNAFFECTED = 2


class Said(IntFlag):
    """What a client is told by the end of its connection, or by the answer to a try."""

    NOTHING = 0
    UNAVAILABLE = 1  # 502 or 503, from an intermediary
    NORMAL = 2  # WebSocket's close code 1000, or the end of an event stream in good order
    GOING_AWAY = 4  # 1001
    RESTARTS = 8  # 1012


@dataclass(frozen=True, kw_only=True)
class Policy:
    """When to try again, in seconds after a failure is noticed.

    The delay of the k-th try is drawn evenly from the k-th of `spans` (its last one from then on), and is `most` at
    most. With `grows` it is drawn from the first span to three times the delay before instead, but for the `floor` that
    is in both. With `once` a client draws once and for all.

    After `tries` failures it gives up. A connection that has been open for `reset_after` starts the count anew; one
    that is not open after `timeout` is given up.

    With `stale` a client does not see a close: it looks once a first delay whether it has heard something in that time,
    in which `heartbeat` seconds bring something. A look that finds it stale counts as a try, but opens it anew only if
    it was closed that long before.

    What `stops` it, when said at the end of its connection or in answer to a try, ends its tries for good.
    """

    spans: tuple[tuple[float, float], ...]
    floor: float = 0.0
    most: float = inf
    grows: bool = False
    once: bool = False
    tries: float = inf
    reset_after: float = 0.0
    timeout: float = inf
    stale: float = 0.0
    heartbeat: float = 0.0
    stops: Said = Said.NOTHING
    hidden: Hidden = Hidden.THROTTLED


@dataclass(frozen=True, kw_only=True)
class Log:
    """What the server still has for a client that comes back: so many messages a channel, so old at most."""

    messages: float = inf
    age: float = inf
    survives: bool = True


class Ending(Enum):
    """How a node goes down: its connections are reset, or closed one after the other while another takes over."""

    CRASH = "crash"
    DRAIN = "drain"


@dataclass(frozen=True, kw_only=True)
class Restart:
    """One node's restart, at `at`: a crash is down for `lasts` seconds, a drain closes its connections over them.

    A drain `says` something on connections that carry close codes.
    """

    at: float
    node: int
    ending: Ending
    lasts: float
    says: Said = Said.NOTHING


@dataclass(frozen=True, kw_only=True)
class Path:
    """What lies between clients and server, all in one place beside the server, in seconds and bytes.

    A connection is cut after `idle` without a byte either way, a request or a push connection after `lifetime`; both
    ends are told of it, unless that is silent. It holds an event stream's bytes back until `buffering` are there. Where
    it `answers`, a client whose node refuses a connection is told so by an answer. It adds `latency` each way. The
    upgrades of a share of the clients do not pass: they are `blocked`, which they are told if it `refuses` them.
    """

    idle: float = inf
    idle_silent: bool = False
    lifetime: float = inf
    lifetime_silent: bool = False
    answers: bool = False
    buffering: int = 0
    latency: float = 0.0
    blocked: float = 0.0
    refuses: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Tabs:
    """The browsers that clients are tabs of, one value a client.

    Each of the browsers, numbered from 0, has so many `connections` at most; infinitely many where they are not
    limited. A tab is hidden from the instant `since` on, never if that is infinite; its timers are held up by the
    browser's clock, which is at a full minute at `phase`.
    """

    connections: float
    browser: NDArray[np.int64]
    since: Array
    phase: Array


@dataclass(frozen=True, kw_only=True)
class Brownout:
    """A spell from `at` for `lasts` seconds in which work takes `slower` times as long at the first `nodes` nodes."""

    at: float
    lasts: float
    slower: float
    nodes: int

    @property
    def over(self) -> float:
        """When it is over."""
        return self.at + self.lasts


class Full(Enum):
    """What the server does when the next message does not fit into a client's send buffer."""

    CLOSE = "close"
    DROP_OLDEST = "drop-oldest"
    COALESCE = "coalesce"


@dataclass(frozen=True, kw_only=True)
class Buffer:
    """What may wait at the server to leave for one client: so many bytes."""

    size: float
    full: Full


class Announces(Enum):
    """What a room is told when somebody comes in or leaves: who, or the whole list of its members."""

    DELTA = "delta"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class Presence:
    """How a room is told of its members, with so many bytes for each that is named."""

    announces: Announces
    entry: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Outages:
    """Outages of clients' paths, in columns of equal length, in the order of time.

    Each is of a `client` from `at` until `until`, seconds from the run's start; `silent` ones tell nobody. Those of one
    `event`, numbered from 0, strike at the same instant; -1 stands for those that strike each client by itself.
    """

    at: Array
    until: Array
    client: NDArray[np.int64]
    event: NDArray[np.int64]
    silent: NDArray[np.bool_]

    def strikes(self) -> list[tuple[float, float]]:
        """Give when each event begins that strikes clients together, and when it is over, in the order of time."""
        events, firsts = np.unique(self.event, return_index=True)
        return [(float(self.at[place]), float(self.until[place])) for place in firsts[events >= 0].tolist()]


NO_OUTAGES = Outages(
    at=np.zeros(0),
    until=np.zeros(0),
    client=np.zeros(0, np.int64),
    event=np.zeros(0, np.int64),
    silent=np.zeros(0, np.bool_),
)


@dataclass(frozen=True, kw_only=True)
class Faults:
    """What fails in a run, in the order of time, and who does what then.

    `reconnect` says when a client's push connection is opened anew, `publish` when a message is sent again that did not
    get through; without it, it is lost. A heartbeat that is not answered for `detect` seconds tells the server that its
    client is gone. The upgrades of those clients do not pass that are `blocked`, one truth a client, or none if that is
    empty. A client's kernel sends the first packet of a connection again each second so many times, before it
    doubles that. A node's `backlog` is how many connections wait to be accepted at most, any number if it is 0.
    """

    restarts: tuple[Restart, ...]
    reconnect: Policy
    publish: Policy | None
    log: Log
    tabs: Tabs
    brownouts: tuple[Brownout, ...] = ()
    buffer: Buffer | None = None
    presence: Presence | None = None
    path: Path = Path()
    outages: Outages = NO_OUTAGES
    detect: float = inf
    linear_syns: int = 0
    backlog: int = 0
    blocked: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
