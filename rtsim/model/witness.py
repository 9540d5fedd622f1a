"""The witness: watches one client of a run, and tells all that happens to it.

Nothing depends on it. Where a client's cycle is the simulation's inner loop, the model first asks whether the client is
the watched one, which costs less than a call.
"""

from collections.abc import Iterable
from math import inf

import numpy as np

from rtsim.chance import Array
from rtsim.model.clock import Clock
from rtsim.model.connection import Connection, Opening
from rtsim.model.load import HEARTBEAT, KINDS, OPEN, PUBLISH, PUSH, REQUEST, RESPOND
from rtsim.model.messages import Messages
from rtsim.plan import NOBODY, SERVER, Numbers, Plan
from rtsim.recording import Fact, Trace, Transfers, What, Where

HAIR = 1e-12  # seconds by which a sum of doubles may miss its instant
_CARRIES = (What.ANSWER, What.MESSAGE, What.PUBLISH)  # what has messages' payload in it


class Witness:
    """The facts about the watched client, as they become known, which may be before they happen."""

    def __init__(self, plan: Plan, clock: Clock, messages: Messages, opening: Opening) -> None:
        self.watched = plan.traced
        self._plan, self._clock, self._messages, self._opening = plan, clock, messages, opening
        self._somebody = plan.traced != NOBODY
        self._channel = int(plan.clients.channels[plan.traced]) if self._somebody else NOBODY
        self._node = int(plan.clients.nodes[plan.traced]) if self._somebody else NOBODY
        self._facts: list[Fact] = []
        self._connections: dict[Connection, int] = {}
        self._asked: dict[Connection, tuple[float, float, int]] = {}  # polls on their way: left, there, size
        self._poll = 0  # the place of the last poll among the facts
        self._held_since = inf
        self.stream = Connection()  # where messages are pushed; with pull, where the last poll came in

    def opens(self, connection: Connection, began: float, admitted: float, ready: float) -> None:
        """Tell of a connection's set-up, which the server admits at `admitted`."""
        fact = Fact(What.SET_UP, Where.UP, began, ready, self._opening.opened, passes=admitted)
        trips = str(self._plan.handshake.round_trips)
        self._facts.append(fact._replace(connection=self._number(connection), detail=trips))

    def refuses(self, began: float, back: float) -> None:
        """Tell of a set-up that is not admitted, which the client knows at `back`."""
        self._facts.append(Fact(What.REFUSED, Where.UP, began, back))

    def takes_up(self, connection: Connection, way: tuple[float, float], size: int, done: float, cost: float) -> None:
        """Tell of the request that opens a push connection, whose work is queued now."""
        now = self._clock.now
        self.stream = connection
        self.up(What.HANDSHAKE, connection, way, size, answered=True)
        self._facts[-1] = self._facts[-1]._replace(passes=now)
        self.waits_for_thread(connection, way[1], now)
        self.works(OPEN, connection, now, done, cost=cost)

    def asks(self, connection: Connection, left: float, there: float, size: int) -> None:
        """Take note of a poll that is on its way."""
        self._asked[connection] = left, there, size

    def takes_in(self, connection: Connection, at: float, done: float, cost: float) -> None:
        """Tell of a poll whose work is queued at `at`."""
        left, there, size = self._asked.pop(connection)
        self.stream, self._poll = connection, len(self._facts)
        self.up(What.REQUEST, connection, (left, there), size, answered=True)
        self._facts[self._poll] = self._facts[self._poll]._replace(passes=at)
        self.waits_for_thread(connection, there, at)
        self.works(REQUEST, connection, at, done, cost=cost, first=not connection.requests)

    def holds(self, since: float) -> None:
        """Take note that the last poll is held, so that TCP acknowledges it before its answer leaves."""
        poll = self._facts[self._poll]
        alone = Transfers(wire_down=self._plan.packets.acknowledgements(poll.size.up))
        self._facts[self._poll] = poll._replace(size=poll.size + alone)
        self._held_since = since

    def times_out(self, at: float) -> None:
        """Tell that the server keeps a poll no longer."""
        self._at_server(What.TIME_OUT, self.stream, at, at)

    def releases(self, at: float, done: float, cost: float) -> None:
        """Tell that a held poll's answer is queued at `at`."""
        self._at_server(What.HELD, self.stream, self._held_since, at)
        self._held_since = inf
        self.works(RESPOND, self.stream, at, done, cost=cost)

    def releases_many(self, clients: Iterable[int], at: float, done: Array, cost: float) -> None:
        """Tell of the watched client, where its held poll is answered among those of `clients`."""
        for place in self._places(clients):
            self.releases(at, float(done[place]), cost)

    def up(  # noqa: PLR0913 - a transfer's own
        self,
        what: What,
        connection: Connection,
        way: tuple[float, float],
        size: int,
        *,
        answered: bool,
        messages: Iterable[int] = (),
    ) -> None:
        """Tell of bytes that leave the client and reach the server at the instants `way`.

        `answered` tells that an answer carries TCP's acknowledgement of them.
        """
        packets = self._plan.packets
        sizes = Transfers(size, 0, packets.on_wire(size), 0 if answered else packets.acknowledgements(size))
        self._move(Fact(what, Where.UP, *way, sizes, passes=way[1]), connection, messages)

    def down(
        self, what: What, connection: Connection, way: tuple[float, float], size: int, messages: Iterable[int] = ()
    ) -> None:
        """Tell of bytes that leave the server and reach the client at the instants `way`."""
        packets = self._plan.packets
        sizes = Transfers(0, size, packets.acknowledgements(size), packets.on_wire(size))
        self._move(Fact(what, Where.DOWN, *way, sizes, passes=way[0]), connection, messages)

    def down_many(
        self, what: What, clients: Iterable[int], ways: tuple[Array, Array], size: int, messages: Iterable[int]
    ) -> None:
        """Tell of the watched client's transfer, where it is among those down to `clients`."""
        left, there = ways
        for place in self._places(clients):
            self.down(what, self.stream, (float(left[place]), float(there[place])), size, messages)

    def works(  # noqa: PLR0913 - a piece of work's own
        self,
        kind: int,
        connection: Connection,
        at: float,
        done: float,
        *,
        cost: float,
        first: bool = False,
        messages: tuple[int, ...] = (),
    ) -> None:
        """Tell of work that is queued at `at` and done at `done`; the `first` on its connection opens it as well."""
        start = begun = done - cost
        if first:
            begun -= self._plan.server.costs.open
        if begun > at + HAIR:
            self._at_server(What.QUEUE, connection, at, begun, detail="core", messages=messages)
        if first:
            self._at_server(What.WORK, connection, begun, start, detail=KINDS[OPEN])
        self._at_server(What.WORK, connection, start, done, detail=KINDS[kind], messages=messages)

    def pushes(self, message: int, at: float, done: float, cost: float) -> None:
        """Tell of the work that pushes a message to the watched client."""
        self.works(PUSH, self.stream, at, done, cost=cost, messages=(message,))

    def pushes_many(self, clients: Iterable[int], message: int, at: float, done: Array, cost: float) -> None:
        """Tell of the same, where the watched client is among `clients`."""
        for place in self._places(clients):
            self.pushes(message, at, float(done[place]), cost)

    def beats(self, due: float, done: float, way: tuple[float, float, float], ping: int, pong: int) -> None:
        """Tell of a heartbeat that leaves, is at the client, and is answered by a pong if there is one."""
        left, there, back = way
        self.works(HEARTBEAT, self.stream, due, done, cost=self._plan.server.costs.heartbeat)
        self.down(What.PING, self.stream, (left, there), ping)
        if pong:
            self.up(What.PONG, self.stream, (there, back), pong, answered=False)

    def waits_for_thread(self, connection: Connection, there: float, at: float) -> None:
        """Tell that what is there has waited until `at` for a thread."""
        if at > there + HAIR:
            self._at_server(What.QUEUE, connection, there, at, detail="thread")

    def bears(self, message: int, at: float) -> None:
        """Tell of a message that the watched client publishes."""
        if self._somebody and self._messages.origin[message] == self.watched:
            self._facts.append(Fact(What.BIRTH, Where.CLIENT, at, at, messages=(message,)))

    def publishes(self, node: int, message: int, at: float, done: float, *, cost: float, first: bool) -> None:  # noqa: PLR0913
        """Tell of the work that takes in a message from the watched client, or at its node one for it."""
        if self._somebody and (self._messages.origin[message] == self.watched or self._concerns(node, message)):
            self.works(PUBLISH, _NONE, at, done, cost=cost, first=first, messages=(message,))

    def shows(self, node: int, message: int, at: float) -> None:
        """Tell of a message for the watched client that is visible at its node from `at` on."""
        if self._somebody and self._concerns(node, message):
            origin = self._messages.origin[message]
            self._at_server(What.ARRIVAL, _NONE, at, at, detail=self._called(origin), messages=(message,))

    def misses(self, node: int, message: int, at: float, reached: Numbers) -> None:
        """Tell of a message that is written to those `reached` alone, if the watched client should have it too."""
        if self._somebody and self._concerns(node, message) and self.watched not in reached:
            self._at_server(What.LOST, _NONE, at, at, messages=(message,))

    def finish(self) -> Trace:
        """Give the facts that began by now."""
        if not self._somebody:
            return Trace()
        end, closed = self._clock.now, self._opening.closed
        if self._held_since <= end:
            self._at_server(What.HELD, self.stream, self._held_since, end)
        for connection, number in self._connections.items():
            at = connection.closes
            self._facts.append(Fact(What.CLOSE, Where.SERVER, at, at, closed, passes=at, connection=number))
        return Trace.of(self.watched, (fact for fact in self._facts if fact.start <= end))

    def _concerns(self, node: int, message: int) -> bool:
        """Tell whether the watched client is at `node` and gets `message`."""
        messages = self._messages
        own = self._plan.clients.skips_own and messages.origin[message] == self.watched
        return node == self._node and messages.channel[message] == self._channel and not own

    def _called(self, origin: int) -> str:
        if origin == SERVER:
            return "server"
        clients = self._plan.clients.count
        return f"client {origin}" if origin < clients else f"sender {origin - clients}"

    def _places(self, clients: Iterable[int]) -> list[int]:
        """Give where the watched client is in `clients`, if anybody is watched."""
        if not self._somebody:
            return []
        return np.flatnonzero(np.fromiter(clients, np.int64) == self.watched).tolist()

    def _number(self, connection: Connection) -> int:
        return self._connections.setdefault(connection, len(self._connections))

    def _move(self, fact: Fact, connection: Connection, messages: Iterable[int]) -> None:
        carried = tuple(messages)
        payload = sum(self._messages.payload[message] for message in carried) if fact.what in _CARRIES else 0
        self._facts.append(fact._replace(connection=self._number(connection), messages=carried, payload=payload))

    def _at_server(  # noqa: PLR0913 - a fact's own
        self,
        what: What,
        connection: Connection,
        start: float,
        end: float,
        *,
        detail: str = "",
        messages: tuple[int, ...] = (),
    ) -> None:
        """Tell of something at the server; a message's own connection is none that is known there."""
        number = self._connections.get(connection, -1)
        self._facts.append(
            Fact(what, Where.SERVER, start, end, passes=start, connection=number, messages=messages, detail=detail)
        )


_NONE = Connection()
