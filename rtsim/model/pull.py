"""Pull: the client asks, the server answers at once or holds the request, the client asks again.

    client                         server
      | -- request ------------------> |   work `request`; when it completes, the log is read:
      |                                |   news, or no holding: the answer leaves
      |                                |   otherwise the request is held until a message or the time-out,
      |                                |   then work `respond`; the answer has all that the log has when it completes
      | <------------------ answer --- |
      |   pause                        |
      | -- request ------------------> |

One event per cycle, the request's arrival: what follows from it is known then, and a held request's next arrival is
known when its answer is.
"""

from collections import defaultdict, deque
from collections.abc import Generator
from math import inf

from simpy import Event

from rtsim.chance import draws
from rtsim.model.clock import Moment
from rtsim.model.connection import Connection, Pool
from rtsim.model.load import OPEN, REQUEST, RESPOND
from rtsim.model.node import Channel, Node
from rtsim.model.poller import Held, Poller
from rtsim.model.traffic import Part
from rtsim.model.world import World
from rtsim.plan import SERVER, Pull, Timing

_NOTHING: list[int] = []


class PullClients:
    """All clients of a pull technique, and the server's side of their requests."""

    def __init__(self, world: World, settings: Pull) -> None:
        plan = world.plan
        assert not settings.hold or settings.timing is Timing.AFTER_RESPONSE, "a held request is the client's only one"
        self._world, self._clock, self._links = world, world.clock, world.links
        self._recorder, self._traffic, self._levels = world.recorder, world.recorder.traffic, world.recorder.levels
        self._settings, self._body = settings, settings.body
        self._pauses = draws(settings.pause, plan.streams.generator("pause"))
        self._fixed_rate = settings.timing is Timing.FIXED_RATE
        self._idle_memory = plan.server.memory.idle
        self._held_memory = plan.server.memory.held - plan.server.memory.idle
        # Where a request queues for the door or shares its link, its way depends on what others do meanwhile.
        self._staged = world.nodes[0].door.limited or (world.links.up.limited and world.clients_send)
        self._skips_own = plan.clients.skips_own
        self._weighs = plan.server.costs.per_byte > 0
        self._held: defaultdict[Channel, Held] = defaultdict(dict)
        self._deadlines: list[deque[tuple[float, Poller]]] = [deque() for _ in world.nodes]
        self._request = settings.request.first.size(0), settings.request.repeated.size(0)
        empty = settings.body.empty
        self._empty = settings.empty.first.size(empty), settings.empty.repeated.size(empty)

    def start(self) -> None:
        """Send every client on its way, at its own instant."""
        world, clients = self._world, self._world.plan.clients
        for client, start in enumerate(clients.starts.tolist()):
            node = world.node_of(client)
            pool = Pool(world.opening, self._settings.keep_alive, self._idle_memory)
            channel = node.channel(int(clients.channels[client]))
            poller = Poller(client, node, channel, self._held[channel], pool)
            poller.turn = Moment(self._clock)
            self._ask(poller, start)
            self._clock.process(self._cycle(poller))

    def fan_out(self, _node: Node, channel: Channel, message: int, at: float) -> float:
        """Answer the requests that are held for a channel; give the instant at which the last answer has left."""
        own = self._world.messages.origin[message] if self._skips_own else SERVER
        held = self._held[channel]
        done = at
        for client in sorted(held):
            if client != own:
                done = self._release(held[client], at)
        return done

    def _cycle(self, poller: Poller) -> Generator[Event, None, None]:
        """Ask, be answered, pause, ask again."""
        clock, node = self._clock, poller.node
        foresees, threads = node.cores.foresees, node.threads
        while True:
            yield poller.turn
            if self._staged:
                yield from self._travel(poller)
            if threads.exhausted:
                yield from self._world.thread(node)
            poller.turn = Moment(clock)
            at, departs, connection = clock.now, poller.departs, poller.connection
            poller.follows = departs + next(self._pauses) if self._fixed_rate else inf
            done = self._serve(poller, connection, at)
            if foresees:
                self._settle(poller, connection, departs, at, done)
            else:
                clock.call(done, self._settle, poller, connection, departs, at, done)
            if self._fixed_rate:
                self._tick(poller)
            self._levels.fold(at)

    def _ask(self, poller: Poller, departs: float) -> None:
        """Let the next request leave at `departs`."""
        poller.departs = departs
        if self._staged:
            poller.turn.at(max(departs, self._clock.now))
            return
        connection = poller.pool.take(departs)
        if connection is None:
            connection = Connection()
            knock = self._world.opening.knock(poller.client, departs)
            departs = self._world.opening.ready(poller.client, knock, self._idle_memory)
        poller.connection = connection
        poller.turn.at(self._links.up.transfer(poller.client, departs, self._request[connection.requests > 0]))

    def _travel(self, poller: Poller) -> Generator[Event, None, None]:
        """Take the request to the server, step by step."""
        clock, world, client = self._clock, self._world, poller.client
        leaves = clock.now
        connection = poller.pool.take(leaves)
        if connection is None:
            connection = Connection()
            leaves = yield from world.connect(client, connection, self._settings.retry, self._idle_memory)
            yield clock.at(leaves)
        poller.connection = connection
        yield clock.at(self._links.up.transfer(client, leaves, self._request[connection.requests > 0]))

    def _tick(self, poller: Poller) -> None:
        """Let the next request leave when the clock says so, whatever has become of this one."""
        if poller.node.cores.foresees:
            self._ask(poller, poller.follows)
        else:
            self._clock.call(max(poller.follows, self._clock.now), self._ask, poller, poller.follows)

    def _serve(self, poller: Poller, connection: Connection, at: float) -> float:
        """Queue the work of a request; give the instant at which it completes."""
        recorder, node = self._recorder, poller.node
        recorder.requests += recorder.within(at)
        cost = node.costs[REQUEST]
        if self._weighs:
            cost += node.per_byte * (self._request[connection.requests > 0] + self._answer_size(poller, connection))
        if connection.requests:
            return node.serve(REQUEST, at, cost)
        return node.serve(OPEN, at, node.costs[OPEN] + cost)

    def _settle(self, poller: Poller, connection: Connection, departs: float, at: float, done: float) -> None:
        """Read the log, and answer or hold."""
        read = poller.had(departs)
        batch = self._since(poller, read)
        at_once = bool(batch) or not self._settings.hold
        size = self._request[connection.requests > 0]
        self._traffic.up(Part.REQUESTS, at, size, answered=at_once)
        if at_once:
            self._answer(poller, connection, done, read, batch)
        else:
            self._hold(poller, done)

    def _since(self, poller: Poller, read: int) -> list[int]:
        """Give what the log has for a client from the place `read` on."""
        entries = poller.channel.entries
        if read == len(entries):
            return _NOTHING
        batch = entries[read:]
        if self._skips_own:
            origin, client = self._world.messages.origin, poller.client
            return [message for message in batch if origin[message] != client]
        return batch

    def _answer(self, poller: Poller, connection: Connection, done: float, read: int, batch: list[int]) -> None:
        """Let the answer leave at `done`; what the client does next follows from when it gets there."""
        size = self._answered(connection, done, batch) if batch else self._emptied(connection, done)
        there = self._links.down.transfer(poller.client, poller.node.egress.send(done, size), size)
        if batch:
            self._deliver(poller, read, batch, there)
        place = len(poller.channel.entries)
        poller.cursor = place
        poller.on_way.append((there, place))
        connection.requests += 1
        if self._fixed_rate:
            poller.pool.put(connection, done, there, poller.follows)
            return
        departs = there + next(self._pauses)
        poller.pool.put(connection, done, there, departs)
        self._ask(poller, departs)

    def _emptied(self, connection: Connection, done: float) -> int:
        size = self._empty[connection.requests > 0]
        self._recorder.empty += self._recorder.within(done)
        self._traffic.down(Part.EMPTY, done, size)
        return size

    def _answered(self, connection: Connection, done: float, batch: list[int]) -> int:
        payload = sum(map(self._world.messages.payload.__getitem__, batch))
        size = self._response_size(connection, len(batch), payload)
        recorder = self._recorder
        if recorder.within(done):
            recorder.answered += 1
            recorder.carried += len(batch)
        self._traffic.down(Part.RESPONSES, done, size, payload)
        return size

    def _response_size(self, connection: Connection, count: int, payload: int) -> int:
        response = self._settings.response
        envelope = response.repeated if connection.requests else response.first
        body = self._body
        return envelope.size(body.around + count * body.each + payload + (count - 1) * body.between)

    def _answer_size(self, poller: Poller, connection: Connection) -> int:
        """Give the size of the answer that the log has for a client now."""
        batch = self._since(poller, poller.cursor)
        if not batch:
            return self._empty[connection.requests > 0]
        return self._response_size(connection, len(batch), sum(map(self._world.messages.payload.__getitem__, batch)))

    def _deliver(self, poller: Poller, read: int, batch: list[int], there: float) -> None:
        """Give the client what it did not have; what an overlapping request has asked for too comes twice."""
        recorder = self._recorder
        if read < poller.cursor:
            again = len(batch) - len(self._since(poller, poller.cursor))
            recorder.duplicate(batch[:again])
            batch = batch[again:]
        for message in batch:
            recorder.read(message, self._clock.now)
        recorder.deliver(poller.client, batch, there)

    def _hold(self, poller: Poller, done: float) -> None:
        """Keep a request until there is news, or its time is over."""
        node = poller.node
        node.threads.free -= 1
        poller.held[poller.client] = poller
        poller.due = done + self._settings.hold
        self._levels.step(done, 0, 1, self._held_memory)
        deadlines = self._deadlines[node.number]
        deadlines.append((poller.due, poller))
        if len(deadlines) == 1:
            self._clock.process(self._time_out(deadlines))

    def _release(self, poller: Poller, at: float) -> float:
        """Answer a held request; give the instant at which the answer leaves."""
        node, connection = poller.node, poller.connection
        del poller.held[poller.client]
        poller.due = inf
        cost = node.costs[RESPOND]
        if self._weighs:
            cost += node.per_byte * self._answer_size(poller, connection)
        done = node.serve(RESPOND, at, cost)
        self._levels.step(done, 0, -1, -self._held_memory)
        if node.threads.limited:
            self._clock.call(done, node.threads.give_back)
        if node.cores.foresees:
            self._reply(poller, connection, done)
        else:
            self._clock.call(done, self._reply, poller, connection, done)
        return done

    def _reply(self, poller: Poller, connection: Connection, done: float) -> None:
        read = poller.had(inf)
        self._answer(poller, connection, done, read, self._since(poller, read))

    def _time_out(self, deadlines: deque[tuple[float, Poller]]) -> Generator[Event, None, None]:
        """Answer held requests whose time is over: deadlines come in order, so one queue serves all."""
        clock = self._clock
        while deadlines:
            due, poller = deadlines[0]
            if poller.due == due:
                yield clock.at(max(due, clock.now))
            if poller.due == due:
                self._release(poller, due)
            deadlines.popleft()
