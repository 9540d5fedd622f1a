"""Connections: opened when needed, kept alive while idle, and used again."""

from heapq import heappop, heappush
from itertools import count
from math import inf

from rtsim.model.link import Links
from rtsim.model.recorder import Recorder
from rtsim.plan import Plan
from rtsim.recording import Transfers

_OPEN, _CLOSED = 1, -1


class Connection:
    """One connection: idle at its client from `idle` on, closed by the server at `closes`."""

    __slots__ = ("closes", "ends", "idle", "requests")

    def __init__(self) -> None:
        self.idle = inf
        self.closes = inf
        self.ends: Ends | None = None  # those of the door that it came in by, where that counts
        self.requests = 0


class Ends:
    """The instants at which connections that came in by one door are closed, soonest first."""

    def __init__(self) -> None:
        self._ends: list[tuple[float, int, Connection]] = []
        self._number = count()

    def add(self, connection: "Connection") -> None:
        """Note when a connection that has fallen idle will be closed."""
        heappush(self._ends, (connection.closes, next(self._number), connection))

    def before(self, at: float) -> int:
        """Give how many connections were closed by `at` since this was last asked; one used in time was not."""
        closed = 0
        while self._ends and self._ends[0][0] <= at:
            end, _, connection = heappop(self._ends)
            closed += connection.closes == end
        return closed


class Opening:
    """The set-up of connections: round trips and bytes before the first request may leave."""

    def __init__(self, plan: Plan, links: Links, recorder: Recorder) -> None:
        shake, packets = plan.handshake, plan.packets
        self._links = links
        self._recorder = recorder
        self._more_round_trips = shake.round_trips - 1
        up, down = packets.on_wire(shake.up), packets.on_wire(shake.down)
        alone_up, alone_down = packets.acknowledgements(shake.down), packets.acknowledgements(shake.up)
        wire_up, wire_down = packets.opening
        self.opened = Transfers(shake.up, shake.down, wire_up + up + alone_up, wire_down + down + alone_down)
        self.closed = Transfers(0, 0, *packets.closing)

    def knock(self, endpoint: int, at: float) -> float:
        """Give the instant at which the first packet of a set-up begun at `at` is at the server."""
        return at + self._links.up.latency(endpoint)

    def ready(self, endpoint: int, admitted: float, memory: float) -> float:
        """Set a connection up that the server admits at `admitted`; give when its first request may leave."""
        recorder = self._recorder
        recorder.levels.step(admitted, _OPEN, 0, memory)
        recorder.traffic.bare(admitted, self.opened)
        recorder.opened += recorder.within(admitted)
        at = admitted + self._links.down.latency(endpoint)
        for _ in range(self._more_round_trips):
            at += self._links.round_trip(endpoint)
        return at

    def close(self, at: float, memory: float) -> None:
        """Note that a connection is closed at `at`."""
        self._recorder.levels.step(at, _CLOSED, 0, -memory)
        self._recorder.traffic.bare(at, self.closed)

    def keep(self, at: float, memory: float) -> None:
        """Take back that a connection is closed at `at`."""
        self._recorder.levels.step(at, _OPEN, 0, memory)
        self._recorder.traffic.bare(at, -self.closed)


class Pool:
    """The HTTP connections of one endpoint, used last first.

    A connection's end is told as soon as it falls idle, and taken back when it is used in time.
    """

    def __init__(self, opening: Opening, keep_alive: float, memory: float) -> None:
        self._opening = opening
        self._keep_alive = keep_alive
        self._memory = memory
        self._idle: list[Connection] = []

    def take(self, at: float) -> Connection | None:
        """Give a connection that is idle and still open at `at`, if there is one."""
        self._idle = [connection for connection in self._idle if at < connection.closes]
        for place in range(len(self._idle) - 1, -1, -1):
            if self._idle[place].idle <= at:
                connection = self._idle.pop(place)
                self._opening.keep(connection.closes, self._memory)
                connection.closes = inf
                return connection
        return None

    def put(self, connection: Connection, done: float, idle: float) -> None:
        """Take a connection back whose answer left at `done` and is there at `idle`."""
        connection.idle = idle
        connection.closes = done + self._keep_alive
        self._opening.close(connection.closes, self._memory)
        if connection.ends is not None:
            connection.ends.add(connection)
        self._idle.append(connection)

    @property
    def empty(self) -> bool:
        """Whether no connection is idle, nor about to be."""
        return not self._idle
