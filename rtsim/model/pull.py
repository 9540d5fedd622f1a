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

from collections.abc import Generator
from functools import partial

from simpy import Event

from rtsim.chance import draws
from rtsim.model.answers import Answers
from rtsim.model.clock import Moment
from rtsim.model.connection import Connection, Pool
from rtsim.model.holding import Holding
from rtsim.model.load import REQUEST
from rtsim.model.poller import Poller
from rtsim.model.traffic import REQUESTS
from rtsim.model.world import World
from rtsim.plan import Pull, Timing


class PullClients:
    """All clients of a pull technique."""

    in_turn = False  # the server answers held requests in a later turn, with all that has come by then

    def __init__(self, world: World, settings: Pull) -> None:
        plan = world.plan
        assert not settings.hold or settings.timing is Timing.AFTER_RESPONSE, "a held request is the client's only one"
        self._world, self._clock, self._links = world, world.clock, world.links
        self._traffic = world.recorder.traffic
        self._witness, self._watched = world.witness, plan.traced
        self._holds, self._keep_alive, self._retry = settings.hold > 0, settings.keep_alive, settings.retry
        self._pauses = draws(settings.pause, plan.streams.generator("pause"))
        self._fixed_rate = settings.timing is Timing.FIXED_RATE
        self._memory = plan.server.memory.idle
        # Where a request queues for the door or shares its link, its way depends on what others do meanwhile.
        self._staged = world.nodes[0].door.limited or (world.links.up.limited and world.clients_send)
        # So does what the next one finds of this one, where polls overlap and this one's way is not known beforehand.
        node = world.nodes[0]
        self._clockwork = self._fixed_rate and (self._staged or node.threads.limited or not node.cores.foresees)
        self._weighs = plan.server.costs.per_byte > 0
        self._request = settings.request.first.size(0), settings.request.repeated.size(0)
        self._answers = Answers(world, settings)
        self._holding = Holding(world, settings, self._answers, self._proceed)
        self.fan_out = self._holding.fan_out

    def start(self) -> None:
        """Send every client on its way, at its own instant."""
        world, clients = self._world, self._world.plan.clients
        for client, start in enumerate(clients.starts.tolist()):
            node = world.node_of(client)
            pool = Pool(world.opening, self._keep_alive, self._memory)
            channel = node.channel(int(clients.channels[client]))
            poller = Poller(client, node, channel, pool, Moment(self._clock))
            if self._clockwork:
                self._clock.process(self._keep_asking(poller, start))
                continue
            self._ask(poller, start)
            self._clock.process(self._cycle(poller))

    def _cycle(self, poller: Poller) -> Generator[Event, None, None]:
        """Ask, be answered, pause, ask again."""
        clock, turn, node = self._clock, poller.turn, poller.node
        while True:
            yield turn
            connection = (yield from self._travel(poller)) if self._staged else poller.connection
            if node.threads.limited:
                yield from self._world.thread(node)
            turn.renew()
            self._arrive(poller, connection, poller.departs, clock.now)

    def _keep_asking(self, poller: Poller, departs: float) -> Generator[Event, None, None]:
        """Ask by the clock, whatever has become of earlier requests."""
        while True:
            yield self._clock.at(departs)
            self._clock.process(self._request_once(poller, departs))
            departs += next(self._pauses)

    def _request_once(self, poller: Poller, departs: float) -> Generator[Event, None, None]:
        """Ask once, beside other requests."""
        connection = yield from self._travel(poller)
        if poller.node.threads.limited:
            yield from self._world.thread(poller.node)
        self._arrive(poller, connection, departs, self._clock.now)

    def _arrive(self, poller: Poller, connection: Connection, departs: float, at: float) -> None:
        """Queue the work of a request that is at the server; what it finds is settled when that completes."""
        node = poller.node
        cost = node.costs[REQUEST]
        if self._weighs:
            size = self._request[connection.requests > 0] + self._answered_at_once(poller, connection)
            cost += node.per_byte * size
        done = (node.serve if connection.requests else node.serve_first)(REQUEST, at, cost)
        if poller.client == self._watched:
            self._witness.takes_in(connection, at, done, cost)
        if not node.cores.foresees:
            self._clock.call(done, self._settle, poller, connection, departs, at, done)
            return
        if not self._fixed_rate or self._clockwork:
            self._settle(poller, connection, departs, at, done)
            return
        poller.follows = departs + next(self._pauses)
        self._settle(poller, connection, departs, at, done)
        self._ask(poller, poller.follows)

    def _answered_at_once(self, poller: Poller, connection: Connection) -> int:
        """Give the bytes of the answer to a request that is not held, as far as the log goes."""
        held = self._holds and not self._answers.since(poller, poller.cursor)
        return 0 if held else self._answers.size(poller, connection)

    def _settle(self, poller: Poller, connection: Connection, departs: float, at: float, done: float) -> None:
        """Read the log, and answer or hold."""
        read = poller.had(departs) if self._fixed_rate else poller.cursor
        batch = self._answers.since(poller, read)
        at_once = bool(batch) or not self._holds
        self._traffic.up(REQUESTS, at, self._request[connection.requests > 0], 0, answered=at_once)
        if at_once:
            if poller.node.threads.limited:
                self._clock.call(done, poller.node.threads.give_back)
            again = self._answers.read(poller, read, batch)
            if poller.node.turns:
                leave = partial(self._leave, poller, connection, batch, again, poller.cursor)
                poller.node.cores.leave(leave, done)
            else:
                self._leave(poller, connection, batch, again, poller.cursor, done)
        else:
            self._holding.hold(poller, done)

    def _leave(  # noqa: PLR0913, PLR0917 - one call for each poll
        self, poller: Poller, connection: Connection, batch: list[int], again: int, place: int, left: float
    ) -> None:
        """Let an answer that was read to `place` leave."""
        there = self._answers.send(poller, connection, left, batch, again)
        self._proceed(poller, connection, place, left, there)

    def _proceed(self, poller: Poller, connection: Connection, place: int, left: float, there: float) -> None:
        """Go on from an answer that was read to `place`, left at `left` and is at its client at `there`."""
        connection.requests += 1
        if self._fixed_rate:
            poller.on_way.append((there, place))
            self._keep(poller, connection, left, there, poller.follows)
        else:
            departs = there + next(self._pauses)
            self._keep(poller, connection, left, there, departs)
            self._ask(poller, departs)

    def _keep(self, poller: Poller, connection: Connection, done: float, there: float, wanted: float) -> None:
        """Keep a connection for the next request, which leaves when it is `wanted`, or let it fall idle."""
        if poller.kept is None and there <= wanted < done + self._keep_alive and poller.pool.empty:
            poller.kept = connection
        else:
            poller.pool.put(connection, done, there)

    def _ask(self, poller: Poller, departs: float) -> None:
        """Let the next request leave at `departs`."""
        poller.departs = departs
        if self._staged:
            self._clock.schedule_at(poller.turn, max(departs, self._clock.now))
            return
        connection = poller.kept or poller.pool.take(departs)
        if connection is None:
            connection = Connection()
            knock = self._world.opening.knock(poller.client, departs)
            ready = self._world.opening.ready(poller.client, knock, self._memory)
            if poller.client == self._watched:
                self._witness.opens(connection, departs, knock, ready)
            departs = ready
        poller.connection, poller.kept = connection, None
        size = self._request[connection.requests > 0]
        arrive = self._links.up.transfer(poller.client, departs, size)
        if poller.client == self._watched:
            self._witness.asks(connection, departs, arrive, size)
        self._clock.schedule_at(poller.turn, max(arrive, self._clock.now))

    def _travel(self, poller: Poller) -> Generator[Event, None, Connection]:
        """Take a request to the server, step by step; give its connection."""
        clock, client = self._clock, poller.client
        leaves = clock.now
        connection = poller.kept or poller.pool.take(leaves)
        if connection is None:
            connection = Connection()
            leaves = yield from self._world.connect(client, connection, self._retry, self._memory)
            yield clock.at(leaves)
        poller.connection, poller.kept = connection, None
        size = self._request[connection.requests > 0]
        arrive = self._links.up.transfer(client, leaves, size)
        if client == self._watched:
            self._witness.asks(connection, leaves, arrive, size)
        yield clock.at(arrive)
        return connection
