"""Answers: what the log has for a poller, in how many bytes, and its way to the client."""

from rtsim.chance import Array
from rtsim.model.connection import Connection
from rtsim.model.node import Node
from rtsim.model.poller import Poller
from rtsim.model.traffic import EMPTY, RESPONSES
from rtsim.model.world import World
from rtsim.plan import Numbers, Pull
from rtsim.recording import What

_NOTHING: list[int] = []


class Answers:
    """The server's answers to requests."""

    def __init__(self, world: World, settings: Pull) -> None:
        self._world, self._links = world, world.links
        self._recorder, self._traffic = world.recorder, world.recorder.traffic
        self._witness, self._watched = world.witness, world.plan.traced
        self._response, self._body = settings.response, settings.body
        self._skips_own = world.plan.clients.skips_own
        empty, body = settings.empty, settings.body.empty
        self._empty = empty.first.size(body), empty.repeated.size(body)
        self.alike = settings.response.first == settings.response.repeated

    def since(self, poller: Poller, read: int) -> list[int]:
        """Give what the log has for a client from the place `read` on."""
        entries = poller.channel.entries
        if read == len(entries):
            return _NOTHING
        batch = entries[read:]
        if self._skips_own:
            origin, client = self._world.messages.origin, poller.client
            return [message for message in batch if origin[message] != client]
        return batch

    def size(self, poller: Poller, connection: Connection) -> int:
        """Give the bytes of the answer that the log has for a client now."""
        batch = self.since(poller, poller.cursor)
        if not batch:
            return self._empty[connection.requests > 0]
        return self.full_size(connection, len(batch), self.payload(batch))

    def read(self, poller: Poller, read: int, batch: list[int]) -> int:
        """Mark the log as read to its end; give how many of `batch`, read from the place `read` on, come again."""
        again = 0
        if read < poller.cursor:
            again = len(batch) - len(self.since(poller, poller.cursor))
        poller.cursor = len(poller.channel.entries)
        return again

    def send(self, poller: Poller, connection: Connection, left: float, batch: list[int], again: int) -> float:
        """Let the answer with `batch`, whose first `again` messages the client has, leave; give when it is there."""
        if not batch:
            size = self._empty[connection.requests > 0]
            out = poller.node.egress.send(left, size)
            self._traffic.down(EMPTY, out, size)
            there = self._links.down.transfer(poller.client, out, size)
            if poller.client == self._watched:
                self._witness.down(What.EMPTY, connection, (out, there), size)
            return there
        payload = self.payload(batch)
        size = self.full_size(connection, len(batch), payload)
        out = poller.node.egress.send(left, size)
        self._traffic.down(RESPONSES, out, size, payload)
        there = self._links.down.transfer(poller.client, out, size)
        if poller.client == self._watched:
            self._witness.down(What.ANSWER, connection, (out, there), size, batch)
        self._deliver(poller.client, out, there, batch, again)
        return there

    def send_many(self, node: Node, clients: Numbers, done: Array, batch: list[int], size: int) -> Array:
        """Let the same answer of `size` bytes leave for each client at its instant of `done`; give when it is there."""
        out = node.egress.send_many(done, size)
        there = self._links.down.transfer_many(clients, out, size)
        self._witness.down_many(What.ANSWER, clients, (out, there), size, batch)
        within = self._traffic.down_many(RESPONSES, out, size, self.payload(batch))
        self._recorder.carried += within * len(batch)
        for message in batch:
            self._recorder.read(message, float(out[-1]), len(clients))
            self._recorder.deliver_many(message, clients, there)
        return there

    def payload(self, batch: list[int]) -> int:
        """Give the bytes of payload of some messages."""
        return sum(map(self._world.messages.payload.__getitem__, batch))

    def full_size(self, connection: Connection, count: int, payload: int) -> int:
        """Give the bytes of an answer that carries `count` messages."""
        envelope = self._response.repeated if connection.requests else self._response.first
        body = self._body
        return envelope.size(body.around + count * body.each + payload + (count - 1) * body.between)

    def _deliver(self, client: int, left: float, there: float, batch: list[int], again: int) -> None:
        """Give the client what it did not have; what an overlapping request has asked for too comes twice."""
        recorder = self._recorder
        recorder.carried += len(batch) * recorder.within(left)
        if again:
            recorder.duplicate(batch[:again])
            batch = batch[again:]
        recorder.deliver(client, batch, left, there)
