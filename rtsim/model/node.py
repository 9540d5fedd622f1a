"""Nodes: server processes, each with its cores, its network card, its front door and its copy of the message log."""

from collections import deque
from collections.abc import Callable
from math import inf

import numpy as np

from rtsim.model.clock import Clock
from rtsim.model.connection import Connection, Ends
from rtsim.model.cores import Cores, ManyCores, OneCore, TurningCore
from rtsim.model.link import Egress
from rtsim.model.load import OPEN, Load
from rtsim.plan import Answers, Numbers, Server


class Channel:
    """One node's log of the messages for one channel, and who of the channel is at the node.

    `entries` are the messages in the order in which they become visible, `sent` tells how many were fanned out; `size`
    clients of the channel belong to the node. With push, the members are those whose connection is open.
    """

    __slots__ = ("_array", "_members", "entries", "sent", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.entries: list[int] = []
        self.sent = 0
        self._members: set[int] = set()
        self._array: Numbers | None = None

    def join(self, client: int) -> None:
        """Count `client` among the members."""
        self._members.add(client)
        self._array = None

    @property
    def members(self) -> Numbers:
        """The members in the order of their numbers."""
        if self._array is None:
            self._array = np.array(sorted(self._members), dtype=np.int64)
        return self._array


class Node:
    """One server process."""

    def __init__(self, number: int, server: Server, load: Load, sizes: Numbers, clock: Clock) -> None:
        costs = server.costs
        self.number = number
        self._load = load
        self.cores = _cores(server, load, clock)
        self.turns = isinstance(self.cores, TurningCore)
        self.serve = self.cores.serve
        self.egress = Egress(server.egress)
        self.door = Door(server.max_connections, server.accept_rate)
        self.threads = Threads(server.threads)
        self._sizes = sizes
        self._channels: dict[int, Channel] = {}
        self.costs = (costs.open, costs.request, costs.respond, costs.publish, costs.push, costs.heartbeat,
                      costs.backplane)  # fmt: skip
        self.per_byte = costs.per_byte

    def cost(self, kind: int, size: int) -> float:
        """Give the CPU seconds of one piece of work that moves `size` bytes."""
        return self.costs[kind] + self.per_byte * size

    def serve_first(self, kind: int, at: float, cost: float) -> float:
        """Queue the work of a connection's first request, with that of opening it; give when both are done."""
        done = self.serve(kind, at, self.costs[OPEN] + cost)
        self._load.count_as(OPEN, kind, done - cost - self.costs[OPEN], done - cost)
        return done

    def channel(self, number: int) -> Channel:
        """Give this node's part of a channel."""
        if number not in self._channels:
            self._channels[number] = Channel(int(self._sizes[number]))
        return self._channels[number]


def _cores(server: Server, load: Load, clock: Clock) -> Cores:
    """Give a node's cores; turns are those of an event loop, which has one."""
    if server.cores > 1:
        return ManyCores(load, server.cores)
    return TurningCore(load, clock) if server.answers is Answers.END_OF_TURN else OneCore(load)


class Door:
    """Where new connections come in: at most so many at a time, at most so many per second."""

    def __init__(self, most: float, rate: float) -> None:
        self.limited = most < inf or rate < inf
        self._most = most
        self._pause = 1 / rate
        self._next = 0.0
        self._inside = 0
        self._ends = Ends()

    def enter(self, connection: Connection, at: float) -> float:
        """Admit a connection that knocks at `at`; give the instant of its admission, infinity when it is refused."""
        if self._inside >= self._most:
            self._inside -= self._ends.before(at)
            if self._inside >= self._most:
                return inf
        if self._most < inf:
            self._inside += 1
            connection.ends = self._ends
        admitted = max(at, self._next)
        self._next = admitted + self._pause
        return admitted


class Threads:
    """Threads that held requests and open push connections keep; an event loop has no end of them."""

    def __init__(self, count: float) -> None:
        self.limited = count < inf
        self.free = count
        self._queue: deque[Callable[[], object]] = deque()

    def take(self, turn: Callable[[], object]) -> None:
        """Call `turn` with a thread: at once if one is free, else when one is given back."""
        if self.free > 0:
            self.free -= 1
            turn()
        else:
            self._queue.append(turn)

    def give_back(self) -> None:
        """Pass a thread on to whoever has waited for it the longest, or free it."""
        if self._queue:
            self._queue.popleft()()
        else:
            self.free += 1
