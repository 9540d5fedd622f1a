"""The world of one run: the clock and all that lives by it."""

from collections.abc import Generator
from math import inf

import numpy as np
from simpy import Event

from rtsim.model.clock import Clock
from rtsim.model.connection import Connection, Opening
from rtsim.model.link import Links
from rtsim.model.messages import Messages
from rtsim.model.node import Node
from rtsim.model.recorder import Recorder
from rtsim.model.witness import Witness
from rtsim.plan import Numbers, OpenLoop, Plan


class World:
    """What the clients, the server and the publishers share."""

    def __init__(self, plan: Plan) -> None:
        streams = plan.streams
        self.plan = plan
        self.clock = Clock()
        self.messages = Messages(plan)
        self.recorder = Recorder(plan, self.messages)
        jitter = streams.generator("jitter up"), streams.generator("jitter down")
        self.links = Links(plan.clients.up, plan.clients.down, jitter)
        self.opening = Opening(plan, self.links, self.recorder)
        self.witness = Witness(plan, self.clock, self.messages, self.opening)
        self.nodes = [
            Node(number, plan.server, self.recorder.load, sizes, self.clock)
            for number, sizes in enumerate(_sizes(plan))
        ]
        self._node_of: list[int] = plan.clients.nodes.tolist()
        source = plan.messages
        origins = source.origin if isinstance(source, OpenLoop) else source.origins
        self.clients_send = bool(np.any((origins >= 0) & (origins < plan.clients.count)))

    def node_of(self, endpoint: int) -> Node:
        """Give the node that serves an endpoint."""
        return self.nodes[self._node_of[endpoint]]

    def connect(
        self, endpoint: int, connection: Connection, retry: float, memory: float
    ) -> Generator[Event, None, float]:
        """Knock until the server admits the connection; give the instant at which its first request may leave."""
        clock, recorder, door = self.clock, self.recorder, self.node_of(endpoint).door
        while True:
            began = clock.now
            knock = self.opening.knock(endpoint, began)
            yield clock.at(knock)
            admitted = door.enter(connection, knock)
            if admitted < inf:
                ready = self.opening.ready(endpoint, admitted, memory)
                if endpoint == self.plan.traced:
                    self.witness.opens(connection, began, admitted, ready)
                return ready
            recorder.refused += recorder.within(knock)
            back = knock + self.links.down.latency(endpoint)
            if endpoint == self.plan.traced:
                self.witness.refuses(began, back)
            yield clock.at(back + retry)
            recorder.reconnects += recorder.within(clock.now)

    def thread(self, node: Node) -> Generator[Event, None, None]:
        """Take a thread of a node, and wait for it where none is free."""
        turn = self.clock.event()
        node.threads.take(turn.succeed)
        yield turn


def _sizes(plan: Plan) -> list[Numbers]:
    """Give for each node how many of its clients belong to each channel."""
    clients = plan.clients
    own = clients.nodes[: clients.count]
    channels = int(clients.channels.max()) + 1
    return [np.bincount(clients.channels[own == node], minlength=channels) for node in range(plan.server.nodes)]
