"""Push: a connection is opened once, and the server writes each message on it as it comes.

    client                         server
      | -- set-up, request ----------> |   work `open`; when it completes, the connection is open
      | <---------------- response --- |   what waits for the client follows, if the technique replays
      | <----------------- message --- |   work `push` for each recipient, in their order, as a message becomes visible
      | <--------------- heartbeat --- |   work `heartbeat`, each interval
      | -- pong ---------------------> |

A fan-out is one event and a few array operations.
"""

from collections import deque
from collections.abc import Callable, Generator
from math import inf

import numpy as np
from simpy import Event

from rtsim.model.connection import Connection
from rtsim.model.load import HEARTBEAT, OPEN, PUSH
from rtsim.model.node import Channel, Node
from rtsim.model.traffic import FRAMING, HANDSHAKE, HEARTBEATS
from rtsim.model.world import World
from rtsim.plan import Numbers, Push
from rtsim.recording import What

FEW = 16  # up to so many recipients a loop is faster than array operations


class PushClients:
    """All clients of a push technique, and the server's side of their connections."""

    in_turn = True  # whoever publishes writes to all connections before anything else is done

    def __init__(self, world: World, settings: Push) -> None:
        plan = world.plan
        self._world, self._clock, self._links = world, world.clock, world.links
        self._recorder, self._traffic, self._levels = world.recorder, world.recorder.traffic, world.recorder.levels
        self._settings = settings
        self._witness, self._watched = world.witness, plan.traced
        self._memory = plan.server.memory.push
        self._skips_own = plan.clients.skips_own
        self._request = settings.request.size(0)
        self._heartbeats: list[deque[tuple[float, int]]] = [deque() for _ in world.nodes]
        self._opened: Callable[[int, float], object]

    def start(self, endpoints: int, opened: Callable[[int, float], object]) -> None:
        """Let every endpoint open its connection at its own instant, and tell `opened` when it is open for it."""
        self._opened = opened
        self._clock.process(self._arrivals(endpoints))

    def fan_out(self, node: Node, channel: Channel, message: int, at: float) -> float:
        """Write a message to every open connection of a channel; give the instant at which the last is written."""
        recipients = channel.members
        channel.sent += 1
        owed = channel.size
        if self._world.messages.skips(message):
            origin = self._world.messages.origin[message]
            recipients = recipients[recipients != origin]
            owed -= self._world.node_of(origin) is node
        if not self._settings.replay and owed > len(recipients):
            self._recorder.lose(message, owed - len(recipients))
            self._recorder.read(message, at, owed - len(recipients))
            self._witness.misses(node.number, message, at, recipients)
        if len(recipients) > FEW:
            return self._write_many(node, recipients, message, at)
        end = at
        for client in recipients.tolist():
            end = self._write(node, client, message, at)
        return end

    def _arrivals(self, endpoints: int) -> Generator[Event, None, None]:
        """Send the endpoints on their way; an endpoint that is no client is a sender, and there from the start."""
        starts = np.zeros(endpoints)
        starts[: len(self._world.plan.clients.starts)] = self._world.plan.clients.starts
        for endpoint in np.argsort(starts, kind="stable").tolist():
            yield self._clock.at(float(starts[endpoint]))
            self._clock.process(self._connect(endpoint))

    def _connect(self, endpoint: int) -> Generator[Event, None, None]:
        """Set the connection up, ask, and be on the server's list."""
        clock, node, settings, connection = self._clock, self._world.node_of(endpoint), self._settings, Connection()
        yield clock.at((yield from self._world.connect(endpoint, connection, settings.retry, self._memory)))
        asked = clock.now
        yield clock.at(self._links.up.transfer(endpoint, asked, self._request))
        came = clock.now
        if node.threads.limited:
            yield from self._world.thread(node)
        self._traffic.up(HANDSHAKE, clock.now, self._request, 0, answered=True)
        cost = node.cost(OPEN, self._request)
        done = node.serve(OPEN, clock.now, cost)
        if endpoint == self._watched:
            self._witness.takes_up(connection, (asked, came), self._request, done, cost)
        if not node.cores.foresees:
            yield clock.at(done)
        size = settings.response.size(0)
        left = node.egress.send(done, size)
        self._traffic.down(HANDSHAKE, left, size)
        there = self._links.down.transfer(endpoint, left, size)
        if endpoint == self._watched:
            self._witness.down(What.OPENED, connection, (left, there), size)
        if endpoint < self._world.plan.clients.count:
            self._join(node, endpoint, done)
        self._beat_from(node, endpoint, done)
        self._opened(endpoint, there)

    def _join(self, node: Node, client: int, at: float) -> None:
        """Put a client on the list, and write what it has missed if the technique replays."""
        channel = node.channel(int(self._world.plan.clients.channels[client]))
        channel.join(client)
        if self._settings.replay:
            origin = self._world.messages.origin
            for message in channel.entries[: channel.sent]:
                if not (self._skips_own and origin[message] == client):
                    self._write(node, client, message, at)

    def _write(self, node: Node, client: int, message: int, at: float) -> float:
        """Write a message to one connection; give the instant at which it is written."""
        payload = self._world.messages.payload[message]
        size = self._settings.message.size(payload + self._settings.each, self._settings.first_id + message)
        cost = node.cost(PUSH, size)
        done = node.serve(PUSH, at, cost)
        left = node.egress.send(done, size)
        there = self._links.down.transfer(client, left, size)
        if client == self._watched:
            self._witness.pushes(message, at, done, cost)
            self._witness.down(What.MESSAGE, self._witness.stream, (left, there), size, (message,))
        self._traffic.down(FRAMING, left, size, payload)
        self._recorder.deliver(client, [message], left, there)
        return done

    def _write_many(self, node: Node, clients: Numbers, message: int, at: float) -> float:
        """Write a message to several connections in turn; give the instant at which the last is written."""
        payload = self._world.messages.payload[message]
        size = self._settings.message.size(payload + self._settings.each, self._settings.first_id + message)
        cost = node.cost(PUSH, size)
        done = node.cores.serve_many(PUSH, at, np.full(len(clients), cost))
        left = node.egress.send_many(done, size)
        there = self._links.down.transfer_many(clients, left, size)
        self._witness.pushes_many(clients, message, at, done, cost)
        self._witness.down_many(What.MESSAGE, clients, (left, there), size, (message,))
        self._traffic.down_many(FRAMING, left, size, payload)
        self._recorder.read(message, float(left[-1]), len(clients))
        self._recorder.deliver_many(message, clients, there)
        return float(done[-1])

    def _beat_from(self, node: Node, endpoint: int, at: float) -> None:
        """Begin a connection's heartbeats, which come in the order of the connections' openings."""
        if self._settings.heartbeat == inf:
            return
        beats = self._heartbeats[node.number]
        beats.append((at + self._settings.heartbeat, endpoint))
        if len(beats) == 1:
            self._clock.process(self._beat(node, beats))

    def _beat(self, node: Node, beats: deque[tuple[float, int]]) -> Generator[Event, None, None]:
        """Send heartbeats when they are due; those before anything else happens need no event of their own."""
        clock, horizon = self._clock, self._world.plan.window.horizon
        while True:
            yield clock.at(beats[0][0])
            quiet = min(clock.peek(), horizon)
            while beats[0][0] < quiet or beats[0][0] == clock.now:
                due, endpoint = beats.popleft()
                self._ping(node, endpoint, due)
                beats.append((due + self._settings.heartbeat, endpoint))

    def _ping(self, node: Node, endpoint: int, due: float) -> None:
        settings = self._settings
        done = node.serve(HEARTBEAT, due, node.costs[HEARTBEAT])
        left = node.egress.send(done, settings.ping)
        there = self._links.down.transfer(endpoint, left, settings.ping)
        self._traffic.down(HEARTBEATS, left, settings.ping)
        back = there
        if settings.pong:
            back += self._links.up.latency(endpoint)
            self._traffic.up(HEARTBEATS, back, settings.pong, 0, answered=False)
        if endpoint == self._watched:
            self._witness.beats(due, done, (left, there, back), settings.ping, settings.pong)
