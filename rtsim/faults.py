"""Faults: what fails in a run, and who tries again when: the part of a plan that is about what breaks."""

from dataclasses import dataclass
from enum import Enum
from math import inf


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
    """One node's restart, at `at`: a crash is down for `lasts` seconds, a drain closes its connections over them."""

    at: float
    node: int
    ending: Ending
    lasts: float


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


@dataclass(frozen=True, kw_only=True)
class Faults:
    """What fails in a run, in the order of time, and who does what then.

    `reconnect` says when a client's push connection is opened anew, `publish` when a message is sent again that did not
    get through; without it, it is lost.
    """

    restarts: tuple[Restart, ...]
    reconnect: Policy
    publish: Policy | None
    log: Log
    brownouts: tuple[Brownout, ...] = ()
    buffer: Buffer | None = None
    presence: Presence | None = None
