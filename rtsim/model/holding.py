"""Holding: the server keeps a request until there is news for it, or its time is over."""

from collections import defaultdict, deque
from collections.abc import Callable, Generator
from math import inf
from typing import TypeAlias

import numpy as np
from simpy import Event

from rtsim.chance import Array
from rtsim.model.answers import Answers
from rtsim.model.connection import Connection
from rtsim.model.load import RESPOND
from rtsim.model.node import Channel, Node
from rtsim.model.poller import Poller
from rtsim.model.world import World
from rtsim.plan import SERVER, Pull

FEW = 8  # up to so many held requests a loop is faster than array operations

Held: TypeAlias = dict[int, Poller]  # whose request is held, by client
Proceed: TypeAlias = Callable[[Poller, Connection, int, float, float], None]
"""What a client does when an answer read to a place left at the first instant and is there at the second."""


class Holding:
    """All held requests."""

    def __init__(self, world: World, settings: Pull, answers: Answers, proceed: Proceed) -> None:
        memory = world.plan.server.memory
        self._world, self._clock, self._levels = world, world.clock, world.recorder.levels
        self._witness, self._watched = world.witness, world.plan.traced
        self._answers, self._proceed = answers, proceed
        self._time = settings.hold
        self._memory = memory.held - memory.idle
        self._skips_own = world.plan.clients.skips_own
        self._held: defaultdict[Channel, Held] = defaultdict(dict)
        self._deadlines: list[deque[tuple[float, Poller]]] = [deque() for _ in world.nodes]

    def hold(self, poller: Poller, done: float) -> None:
        """Hold the request of `poller` from `done` on."""
        node = poller.node
        self._held[poller.channel][poller.client] = poller
        poller.due = done + self._time
        if poller.client == self._watched:
            self._witness.holds(done)
        self._levels.step(done, 0, 1, self._memory)
        deadlines = self._deadlines[node.number]
        deadlines.append((poller.due, poller))
        if len(deadlines) == 1:
            self._clock.process(self._time_out(deadlines))

    def fan_out(self, node: Node, channel: Channel, message: int, at: float) -> float:
        """Answer the requests that are held for a channel; give the instant at which the last answer has left."""
        held = self._held[channel]
        batch = channel.entries[channel.sent :]
        channel.sent += 1
        own = self._world.messages.origin[message] if self._skips_own else SERVER
        pollers = [held[client] for client in sorted(held) if client != own]
        if len(pollers) > FEW and self._alike(node, pollers, batch):
            return self._release_many(node, pollers, batch, at)
        done = at
        for poller in pollers:
            done = self._release(poller, at)
        return done

    def _alike(self, node: Node, pollers: list[Poller], batch: list[int]) -> bool:
        """Tell whether all get the same answer, which is known already."""
        same = len(batch) == 1 or not self._skips_own
        heads = self._answers.alike or all(poller.connection.requests for poller in pollers)
        return same and heads and node.cores.foresees and not node.threads.limited

    def _release(self, poller: Poller, at: float) -> float:
        """Answer a held request; give the instant at which the answer leaves."""
        node, connection = poller.node, poller.connection
        del self._held[poller.channel][poller.client]
        poller.due = inf
        weight = self._answers.size(poller, connection) if node.per_byte else 0
        cost = node.cost(RESPOND, weight)
        done = node.serve(RESPOND, at, cost)
        if poller.client == self._watched:
            self._witness.releases(at, done, cost)
        self._levels.step(done, 0, -1, -self._memory)
        if node.threads.limited:
            self._clock.call(done, node.threads.give_back)
        if node.cores.foresees:
            self._reply(poller, connection, done)
        else:
            self._clock.call(done, self._reply, poller, connection, done)
        return done

    def _reply(self, poller: Poller, connection: Connection, done: float) -> None:
        """Read the log, and let the answer leave."""
        answers, read = self._answers, poller.cursor
        batch = answers.since(poller, read)
        answers.read(poller, read, batch)
        place = poller.cursor

        def leave(left: float) -> None:
            self._proceed(poller, connection, place, left, answers.send(poller, connection, left, batch, 0))

        poller.node.cores.leave(leave, done)

    def _release_many(self, node: Node, pollers: list[Poller], batch: list[int], at: float) -> float:
        """Answer several held requests alike, in turn; give the instant at which the last answer leaves."""
        answers, held, place = self._answers, self._held[pollers[0].channel], len(pollers[0].channel.entries)
        size = answers.full_size(pollers[0].connection, len(batch), answers.payload(batch))
        cost = node.cost(RESPOND, size)
        done = node.cores.serve_many(RESPOND, at, np.full(len(pollers), cost))
        self._witness.releases_many((poller.client for poller in pollers), at, done, cost)
        self._levels.steps(done, 0, -1, -self._memory)
        for poller in pollers:
            del held[poller.client]
            poller.due, poller.cursor = inf, place
        node.cores.leave(
            lambda left: self._leave_many(node, pollers, batch, size, np.maximum(done, left)), float(done[0])
        )
        return float(done[-1])

    def _leave_many(self, node: Node, pollers: list[Poller], batch: list[int], size: int, left: Array) -> None:
        """Let the same answer leave to several clients, each at its own instant."""
        clients = np.fromiter((poller.client for poller in pollers), np.int64, len(pollers))
        there = self._answers.send_many(node, clients, left, batch, size)
        place = pollers[0].cursor
        for poller, leaves, back in zip(pollers, left.tolist(), there.tolist(), strict=True):
            self._proceed(poller, poller.connection, place, leaves, back)

    def _time_out(self, deadlines: deque[tuple[float, Poller]]) -> Generator[Event, None, None]:
        """Answer held requests whose time is over: deadlines come in order, so one queue serves all."""
        clock = self._clock
        while deadlines:
            due, poller = deadlines[0]
            if poller.due == due:
                yield clock.at(max(due, clock.now))
            if poller.due == due:
                if poller.client == self._watched:
                    self._witness.times_out(due)
                self._release(poller, due)
            deadlines.popleft()
