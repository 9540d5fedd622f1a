"""A case for a forecast: a scenario under one technique, as averages; and what a mechanism makes of it."""

from dataclasses import dataclass, replace
from math import ceil, exp, expm1

from rtsim.forecast.compression import unpacking
from rtsim.forecast.load import Work
from rtsim.forecast.path import Path
from rtsim.forecast.rows import Row
from rtsim.forecast.set_up import SetUp
from rtsim.forecast.stream import Regular, Stream
from rtsim.plan import Post, Push, Server, Socket
from rtsim.planning.planner import over_tcp
from rtsim.scenario import Scenario
from rtsim.techniques import Carriage
from rtsim.theory.queues import erlang_b
from rtsim.wire import Exchange

CROWDED = 0.1  # messages of one sender under way: more, and which connection is used next begins to matter
MOST_AT_ONCE = 16  # POST connections of one sender that are looked at: each further one is rarer still


@dataclass(frozen=True, kw_only=True)
class Sending:
    """The way up of messages, in the mean: seconds, and per second bytes and connections of all senders together.

    `travel` is from the send call to the server, `slowest` that on a new connection where there are any, `answer` from
    the server to the acknowledgement. The senders' connections of their own are `open`, and `opened` come each second.
    """

    travel: float = 0.0
    slowest: float = 0.0
    answer: float = 0.0
    work: Work
    up: float = 0.0
    down: float = 0.0
    open: float = 0.0
    opened: float = 0.0
    crowded: bool = False


@dataclass(frozen=True, kw_only=True)
class Case:
    """A scenario under one technique; `loop_wait` is how long a closed loop's message waits for those before it.

    For a share `closed` of the time a client has no connection, where its polls and its POSTs share one.
    """

    scenario: Scenario
    carriage: Carriage
    server: Server
    stream: Stream
    path: Path
    senders_path: Path
    loop_wait: float = 0.0
    closed: float | None = None

    def at(self, rate: float) -> "Case":
        """Give the same case with another rate of messages."""
        return replace(self, stream=self.stream.at(rate))

    @property
    def random_rate(self) -> float:
        """Messages per second and node that come at random moments: none of a closed loop's or a lone clock's."""
        lone = isinstance(self.stream.rhythm, Regular) or self.scenario.messages.closed_loop is not None
        return 0.0 if lone else self.stream.rate / self.server.nodes

    @property
    def recipients_per_node(self) -> float:
        """For how many clients of one node a message is, among the nodes that have any."""
        return self.stream.recipients / min(self.server.nodes, max(1.0, self.stream.recipients))

    @property
    def relays(self) -> float:
        """How many other nodes a message is passed on to."""
        if self.scenario.messages.audience == "one":
            return 1 - 1 / self.server.nodes
        reached = min(self.server.nodes, self.stream.channel)
        at_home = 1.0 if self.scenario.messages.origin == "clients" else reached / self.server.nodes
        return reached - at_home

    @property
    def relay_time(self) -> float:
        """Seconds that the way between nodes adds in the mean over recipients."""
        return (1 - 1 / self.server.nodes) * self.relay_most

    @property
    def relay_most(self) -> float:
        """Seconds that the way between nodes adds at most."""
        return self.server.backplane + self.server.costs.backplane if self.server.nodes > 1 else 0.0

    @property
    def connecting(self) -> float:
        """First connections per second in the window: those of clients that come after the warm-up."""
        scenario = self.scenario
        over, end = scenario.clients.connect_over, scenario.warmup + scenario.duration
        if over == 0:
            return 0.0 if scenario.warmup else scenario.clients.count / scenario.duration
        return scenario.clients.count * max(0.0, min(end, over) - scenario.warmup) / over / scenario.duration

    @property
    def several(self) -> list[str]:
        """What several cores leave in doubt."""
        return ["several cores: approximated"] if self.server.cores > 1 else []

    @property
    def shares(self) -> bool:
        """Whether all requests of a client share one connection."""
        return self.scenario.wire.http != "1.1" and isinstance(self.carriage.carrier, Post)

    @property
    def keeps(self) -> bool:
        """Whether a client has one connection at all times for what it gets."""
        mechanism = self.carriage.mechanism
        return self.shares and (isinstance(mechanism, Push) or mechanism.pause.mean < mechanism.keep_alive)

    @property
    def stays_open(self) -> bool:
        """Whether a client has a connection at all times that its messages go up on too."""
        return self.keeps and self.scenario.messages.origin == "clients"

    def unused(self, seconds: float) -> float:
        """Give the chance that a client sends nothing for so long on the connection of its polls."""
        if not self.shares or self.scenario.messages.origin != "clients":
            return 1.0
        expected = self.stream.per_source * seconds
        return max(0.0, 1 - expected) if self.scenario.messages.process == "periodic" else exp(-expected)

    @property
    def blocked(self) -> float:
        """The share of the endpoints that has no UDP, where that is what requests go over."""
        return self.scenario.wire.udp_blocked if self.shares else 0.0

    @property
    def handshake(self) -> SetUp:
        """What opening a connection takes."""
        return self.greets(late=False)

    def greets(self, *, late: bool) -> SetUp:
        """Give what opening a connection takes; `late` for what cannot be early data."""
        usual = SetUp.of(self.carriage.handshake, late=late)
        return usual.mixed(SetUp.of(over_tcp(self.scenario), late=late), self.blocked) if self.blocked else usual

    @property
    def opening(self) -> float:
        """CPU seconds of opening a connection."""
        return max(0.0, self.server.costs.open - self.handshake.saves)

    @property
    def set_up(self) -> float:
        """Seconds until a new connection's first request may leave."""
        return self.handshake.round_trips * self.path.round_trip

    @property
    def longest_set_up(self) -> float:
        """Seconds until a new connection's first request may leave, at most."""
        return self.handshake.most * self.path.round_trip


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What a mechanism makes of a case: its own rows, its work, and per second and all together its bytes and levels.

    `memory` is in bytes above what idle nodes keep, `fan_out` the seconds for which a message keeps a node's cores,
    `threads` how many a node needs, `peak_connections` how many are open at most.
    """

    rows: tuple[Row, ...]
    works: tuple[Work, ...]
    up: float
    down: float
    open: float
    opened: float
    memory: float
    threads: float
    fan_out: float
    peak_connections: float


def mixed(exchange: Exchange, body: float, new: float) -> float:
    """Give the mean size of a message of which the share `new` are the first on their connection.

    Between whole sizes of the body it goes in a straight line.
    """
    low = int(body)
    part = body - low
    first = exchange.first.size(low) * (1 - part) + (exchange.first.size(low + 1) * part if part else 0)
    repeated = exchange.repeated.size(low) * (1 - part) + (exchange.repeated.size(low + 1) * part if part else 0)
    return new * first + (1 - new) * repeated


def sending(case: Case) -> Sending:
    """Give how messages get to the server."""
    costs, stream = case.server.costs, case.stream
    if case.scenario.messages.origin == "server":
        return Sending(work=Work("publish", stream.rate, costs.publish))
    carrier = case.carriage.carrier
    return _by_post(case, carrier) if isinstance(carrier, Post) else _by_socket(case, carrier)


def _by_post(case: Case, post: Post) -> Sending:
    costs, stream, path, body = case.server.costs, case.stream, case.senders_path, case.scenario.wire.body
    payload = stream.payload + body.publish
    travel, back = path.up_time(post.request.repeated.size(payload)), path.down_time(0)
    shake = case.greets(late=True)
    rounds = shake.round_trips * path.round_trip
    busy = travel + costs.publish + back
    each, opened_each = _pool(case, busy, travel + costs.publish + post.keep_alive)
    new = opened_each / stream.per_source if stream.per_source else 0.0
    up, down = mixed(post.request, payload, new), mixed(post.response, body.publish_ack, new)
    opened = opened_each * stream.sources
    return Sending(
        travel=travel + new * rounds,
        slowest=travel + shake.most * path.round_trip * (new > 0),
        answer=path.down_time(down),
        work=Work("publish", stream.rate, costs.publish + costs.per_byte * up + new * case.opening),
        up=stream.rate * up + opened * shake.up,
        down=stream.rate * down + opened * shake.down,
        open=each * stream.sources + opened * max(0.0, rounds - path.up.latency),
        opened=opened,
        crowded=stream.per_source * busy > CROWDED,
    )


def _pool(case: Case, busy: float, life: float) -> tuple[float, float]:
    """Give how many connections one sender has open, and how many it opens per second, over the window.

    Each is closed `life` seconds after its last message was sent, and busy for the first `busy` of them. With Poisson
    messages the k-th is used by those that find the others busy: rate B(k - 1), with Erlang's B. Over HTTP/2 there is
    one, or none where the client has one anyway.
    """
    rate, most = case.stream.per_source, 1 if case.shares else MOST_AT_ONCE
    if case.stays_open:
        return 0.0, 0.0
    if case.closed is not None:
        return 0.0, rate * case.closed
    if case.scenario.messages.process == "periodic":
        return (float(min(most, max(1, ceil(rate * busy)))), 0.0) if rate * life > 1 else (rate * life, rate)
    opened = is_open = 0.0
    is_client = case.scenario.messages.origin == "clients"
    for others in range(most):
        used = rate * (erlang_b(servers=others, offered=rate * busy) if others and rate * busy else float(not others))
        warm = life if others < case.scenario.messages.senders.connections * (not is_client) else 0.0
        closed = _closed_share(case.scenario, used, life, warm)
        is_open += 1 - closed
        opened += used * closed
    return is_open, opened


def _closed_share(scenario: Scenario, rate: float, life: float, warm: float) -> float:
    """Give the share of the window in which nothing was sent for `life` seconds, or since the run began.

    It is the mean of exp(-rate min(t, life)) over the window; before `warm` seconds the connection is open anyway.
    """
    end = scenario.warmup + scenario.duration
    start = min(max(scenario.warmup, warm), end)
    early, settled = min(max(start, life), end), exp(-rate * life)
    beginning = exp(-rate * start) * -expm1(-rate * (early - start)) / rate if rate else early - start
    return (beginning + (end - early) * settled) / scenario.duration


def _by_socket(case: Case, socket: Socket) -> Sending:
    costs, stream, path, body = case.server.costs, case.stream, case.senders_path, case.scenario.wire.body
    up = socket.message.size(stream.payload + body.publish)
    down = socket.acknowledgement.size(body.publish_ack)
    unpacks = unpacking(costs.compression, socket.message, stream.payload + body.publish)
    return Sending(
        travel=path.up_time(up),
        slowest=path.up_time(up),
        answer=path.down_time(down),
        work=Work("publish", stream.rate, costs.publish + costs.per_byte * up + unpacks),
        up=stream.rate * up,
        down=stream.rate * down,
    )
