"""Carriers: what takes a message from its sender to the server, and the acknowledgement back."""

from collections.abc import Generator
from math import inf
from typing import Protocol

from simpy import Event

from rtsim.model.connection import Connection, Pool
from rtsim.model.node import Node
from rtsim.model.traffic import PUBLISHING
from rtsim.model.world import World
from rtsim.plan import Acknowledge, Post, Socket
from rtsim.recording import What


class Reach(Protocol):
    """What happens to a message at its node."""

    def __call__(self, node: Node, message: int, size: int, *, first: bool) -> None:
        """Take in a message of `size` bytes, `first` on its connection or not."""


class Carrier(Protocol):
    """A way up for messages."""

    def start(self, reach: Reach) -> None:
        """Get ready; `reach` is to be called when a message is at its node."""

    def send(self, message: int, endpoint: int) -> None:
        """Send a message that its sender publishes now."""

    def acknowledge(self, node: Node, message: int, at: float) -> float:
        """Let the acknowledgement leave at `at`; give the instant at which the sender has it."""


class Posts:
    """HTTP POST on connections of their own, kept alive; a sender that is no client has some from the start."""

    def __init__(self, world: World, settings: Post) -> None:
        upstream = world.plan.upstream
        self._world, self._settings = world, settings
        self._added, self._answer = upstream.added, upstream.acknowledgement
        self._answered = upstream.acknowledge is Acknowledge.RECEIPT  # the answer carries TCP's acknowledgement
        self._memory = world.plan.server.memory.idle
        self.sockets = world.plan.clients.count  # the endpoints that open a push connection: the clients alone
        self._pools: dict[int, Pool] = {}
        self._under_way: dict[int, tuple[int, Connection]] = {}
        self._reach: Reach

    def opened(self, endpoint: int, at: float) -> None:
        """Need nothing of an endpoint's push connection."""

    def start(self, reach: Reach) -> None:
        """Open the senders' connections."""
        self._reach = reach
        clients = self._world.plan.clients.count
        for sender in range(clients, clients + self._world.plan.senders):
            for _ in range(self._world.plan.upstream.connections):
                self._world.clock.process(self._open(sender, self._pool(sender)))

    def send(self, message: int, endpoint: int) -> None:
        """Send a message that its sender publishes now."""
        connection = self._pool(endpoint).take(self._world.clock.now)
        if connection is None:
            self._world.clock.process(self._send_on_new(message, endpoint))
        else:
            self._send(message, endpoint, connection)

    def acknowledge(self, node: Node, message: int, at: float) -> float:
        """Let the answer leave at `at`; give the instant at which the sender has it."""
        world, response = self._world, self._settings.response
        endpoint, connection = self._under_way.pop(message)
        size = (response.repeated if connection.requests else response.first).size(self._answer)
        left = node.egress.send(at, size)
        world.recorder.traffic.down(PUBLISHING, left, size)
        there = world.links.down.transfer_alone(endpoint, left, size)
        if endpoint == world.witness.watched:
            world.witness.down(What.ACKNOWLEDGEMENT, connection, (left, there), size, (message,))
        connection.requests += 1
        self._pool(endpoint).put(connection, at, there)
        if node.threads.limited:
            world.clock.call(at, node.threads.give_back)
        return there

    def _pool(self, endpoint: int) -> Pool:
        if endpoint not in self._pools:
            self._pools[endpoint] = Pool(self._world.opening, self._settings.keep_alive, self._memory)
        return self._pools[endpoint]

    def _open(self, endpoint: int, pool: Pool) -> Generator[Event, None, None]:
        connection = Connection()
        ready = yield from self._world.connect(endpoint, connection, self._settings.retry, self._memory)
        pool.put(connection, ready, ready)

    def _send_on_new(self, message: int, endpoint: int) -> Generator[Event, None, None]:
        clock, connection = self._world.clock, Connection()
        yield clock.at((yield from self._world.connect(endpoint, connection, self._settings.retry, self._memory)))
        self._send(message, endpoint, connection)

    def _send(self, message: int, endpoint: int, connection: Connection) -> None:
        world, request = self._world, self._settings.request
        body = world.messages.payload[message] + self._added
        size = (request.repeated if connection.requests else request.first).size(body)
        self._under_way[message] = endpoint, connection
        arrive = world.links.up.transfer_alone(endpoint, world.clock.now, size)
        if endpoint == world.witness.watched:
            way = world.clock.now, arrive
            world.witness.up(What.PUBLISH, connection, way, size, answered=self._answered, messages=(message,))
        world.clock.call(arrive, self._arrive, message, endpoint, size)

    def _arrive(self, message: int, endpoint: int, size: int) -> None:
        world = self._world
        node, connection = world.node_of(endpoint), self._under_way[message][1]
        payload = world.messages.payload[message]
        world.recorder.traffic.up(PUBLISHING, world.clock.now, size, payload, answered=self._answered)
        first = not connection.requests
        node.threads.take(lambda: self._reach(node, message, size, first=first))


class Sockets:
    """Frames on the open connection; what is published before it is open waits for it."""

    def __init__(self, world: World, settings: Socket) -> None:
        upstream = world.plan.upstream
        self._world, self._settings = world, settings
        self._added = upstream.added
        self._answered = upstream.acknowledge is Acknowledge.RECEIPT  # the answer carries TCP's acknowledgement
        self._answer = settings.acknowledgement.size(upstream.acknowledgement)
        self.sockets = world.plan.clients.count + world.plan.senders  # the endpoints that open one: senders too
        self._open_at = [inf] * self.sockets
        self._waiting: dict[int, list[int]] = {}
        self._reach: Reach

    def start(self, reach: Reach) -> None:
        """Get ready; connections are opened by whoever pushes on them."""
        self._reach = reach

    def opened(self, endpoint: int, at: float) -> None:
        """Let what waits leave when the connection is open, which it is `at` for its endpoint."""
        self._open_at[endpoint] = at
        for message in self._waiting.pop(endpoint, ()):
            self._world.clock.call(at, self._send, message, endpoint)

    def send(self, message: int, endpoint: int) -> None:
        """Send a message that its sender publishes now."""
        now, open_at = self._world.clock.now, self._open_at[endpoint]
        if open_at == inf:
            self._waiting.setdefault(endpoint, []).append(message)
        elif open_at > now:
            self._world.clock.call(open_at, self._send, message, endpoint)
        else:
            self._send(message, endpoint)

    def acknowledge(self, node: Node, message: int, at: float) -> float:
        """Let the acknowledging frame leave at `at`; give the instant at which the sender has it."""
        world = self._world
        endpoint = world.messages.origin[message]
        left = node.egress.send(at, self._answer)
        world.recorder.traffic.down(PUBLISHING, left, self._answer)
        there = world.links.down.transfer(endpoint, left, self._answer)
        if endpoint == world.witness.watched:
            world.witness.down(What.ACKNOWLEDGEMENT, world.witness.stream, (left, there), self._answer, (message,))
        return there

    def _send(self, message: int, endpoint: int) -> None:
        world = self._world
        size = self._settings.message.size(world.messages.payload[message] + self._added)
        arrive = world.links.up.transfer(endpoint, world.clock.now, size)
        if endpoint == world.witness.watched:
            way, stream = (world.clock.now, arrive), world.witness.stream
            world.witness.up(What.PUBLISH, stream, way, size, answered=self._answered, messages=(message,))
        world.clock.call(arrive, self._arrive, message, endpoint, size)

    def _arrive(self, message: int, endpoint: int, size: int) -> None:
        world = self._world
        payload = world.messages.payload[message]
        world.recorder.traffic.up(PUBLISHING, world.clock.now, size, payload, answered=self._answered)
        self._reach(world.node_of(endpoint), message, size, first=False)
