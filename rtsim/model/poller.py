"""A poller: one client of a pull technique, as the server and the client know it."""

from collections import deque
from math import inf

from rtsim.model.clock import Moment
from rtsim.model.connection import Connection, Pool
from rtsim.model.node import Channel, Node


class Poller:
    """One client's cycle: how far it has read the log, and its next request."""

    __slots__ = (
        "channel",
        "client",
        "connection",
        "cursor",
        "departs",
        "due",
        "follows",
        "kept",
        "node",
        "on_way",
        "pool",
        "read",
        "turn",
    )

    def __init__(self, client: int, node: Node, channel: Channel, pool: Pool, turn: Moment) -> None:
        self.client = client
        self.node = node
        self.channel = channel
        self.pool = pool
        self.turn = turn  # the next request is at the server, or about to leave where its way needs a look
        self.connection = Connection()  # of the request under way
        self.kept: Connection | None = None  # sure to be open for the next request
        self.departs = 0.0
        self.follows = inf  # when the next request departs, where it does not wait for the answer
        self.due = inf  # when the held request times out
        self.cursor = 0  # the place in the log that the answers so far reach to
        self.read = 0  # the place that the answers that are at the client reach to
        self.on_way: deque[tuple[float, int]] = deque()  # the answers that are not: when they will be, and their place

    def had(self, at: float) -> int:
        """Give the place in the log that the client has read to at `at`, which a request tells the server."""
        while self.on_way and self.on_way[0][0] <= at:
            self.read = self.on_way.popleft()[1]
        return self.read
