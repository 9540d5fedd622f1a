"""Tables: a plan, laid out as the world that the kernel carries."""

from math import inf

import numpy as np

from rtsim.chance import Constant, Distribution
from rtsim.histogram import BUCKETS
from rtsim.model import layout
from rtsim.model.announcements import list_sizes
from rtsim.model.bins import BINS
from rtsim.model.bursts import bursts
from rtsim.model.draws import Draws
from rtsim.model.failing_tables import browsers, buffers, outage_rows, policies, recoveries, slow_spells, tabs
from rtsim.model.layout import DOWN, NOWHERE, UP, Rows, World
from rtsim.model.load import costs
from rtsim.model.manners import UNREACHED, answers, manner_rows, manners, pull_of
from rtsim.model.row import empty_rows
from rtsim.model.setting_up import savings, sessions
from rtsim.model.settings import settings
from rtsim.model.sizes import sizes
from rtsim.model.traffic import PARTS
from rtsim.plan import SERVER, ClosedLoop, Direction, Numbers, OpenLoop, Plan, Pull, Push, Socket, Timing

TALLIES = 3
MOST = 1 << 18  # rows beyond one for each client that a table has room for from the start: memory that is not touched


def lay_out(plan: Plan, draws: Draws) -> World:
    """Give the world at the start of a run; `draws` gets the streams that it draws from."""
    clients, server = plan.clients, plan.server
    endpoints, channels = len(clients.nodes), int(clients.channels.max()) + 1
    order = _order(plan)
    row_of = np.argsort(order)  # the row of each client
    found, each = settings(plan, draws, row_of), manner_rows(plan, draws)
    places, seats, seat_of = _seats(plan, channels, row_of)
    waits, spans = policies(plan, draws)
    spells, spells_of = slow_spells(plan.faults.brownouts if plan.faults else (), server.nodes)
    messages = _messages(plan, row_of)
    known = recoveries(plan, order)
    outages = outage_rows(plan.faults, row_of, known) if plan.faults else empty_rows(0, layout.OUTAGE)
    return World(
        state=empty_rows(1, layout.STATE, "spare spare_cell spare_withheld spare_send joined"),
        settings=found,
        manners=each,
        costs=(each_cost := costs(plan)),
        calendar=empty_rows(clients.count + MOST, layout.EVENT),
        clients=_clients(plan, order, seat_of),
        overlaps=_overlaps(plan),
        endpoints=_endpoints(plan, order),
        recoveries=known,
        outages=outages,
        sessions=sessions(plan, order),
        saved=savings(plan.sharing, "saved"),
        after=savings(plan.sharing, "after"),
        policies=waits,
        spans=spans,
        spells=spells,
        tried=np.zeros(int(found["seconds"][0]), np.int64),
        browsers=browsers(plan),
        tabs=tabs(plan, order),
        sendings=np.zeros(len(messages) if plan.faults else 0, np.int32),
        ways=_ways(plan, order),
        links=_links(plan, draws),
        link=_in_rows(clients.up.link, order).astype(np.int32),
        buffers=buffers(plan),
        lists=list_sizes(plan, [manner.mechanism for manner in manners(plan)]),
        losing=bursts(clients, order, plan.streams),
        connections=empty_rows(clients.count + MOST, layout.CONNECTION),
        messages=messages,
        sizes=_sizes(plan),
        nodes=_nodes(plan, spells_of),
        cores=np.zeros((server.nodes, server.cores if server.cores > 1 else 0)),
        accepts=np.zeros((server.nodes, plan.faults.backlog if plan.faults else 0)),
        places=places,
        seats=seats,
        here=np.zeros(clients.count, np.int8),
        beats=_beats(plan),
        pulses=empty_rows(server.nodes * len(each), layout.PULSE, "first last"),
        starts=_starts(plan),
        visible=np.zeros(endpoints + 1),  # the first is the server's
        work=empty_rows(len(each_cost), layout.WORK),
        traffic=empty_rows(len(PARTS), layout.TRAFFIC),
        tallies=_tallies(),
        buckets=np.zeros((TALLIES, BUCKETS), np.int64),
        bin_deliveries=np.zeros(BINS, np.int64),
        bin_latency=np.zeros(BINS),
        extents=answers(plan),
        levels=_levels(plan),
        areas=np.zeros((BINS, 3)),
        acknowledged=empty_rows(16 + _workers(plan), layout.ACKNOWLEDGED),
        scratch=(scratch := np.zeros(1)),
        bits=scratch.view(np.int64),
    )


def _order(plan: Plan) -> Numbers:
    """Give the clients in the order of their rows.

    Clients that poll by the clock come again in the order in which they came first: their rows lie in that order, so
    that the processor finds the next one where it has just been.
    """
    clients, mechanism = plan.clients, plan.mechanism
    if isinstance(mechanism, Pull) and not mechanism.hold:
        return np.argsort(clients.starts, kind="stable")
    return np.arange(clients.count)


def _in_rows(column: np.ndarray, order: Numbers) -> np.ndarray:
    """Give a column of endpoints in the order of their rows: clients as in `order`, then the senders."""
    return np.concatenate([column[order], column[len(order) :]])


def _seats(plan: Plan, channels: int, row_of: Numbers) -> tuple[Rows, np.ndarray, Numbers]:
    """Give the channels at nodes, who sits where in them, in the order of their numbers, and each client's seat."""
    clients, nodes = plan.clients, plan.server.nodes
    own = clients.channels * nodes + clients.nodes[: clients.count]
    places = empty_rows(channels * nodes, layout.PLACE, "first last oldest")
    places["seats"] = np.bincount(own, minlength=len(places))
    places["start"] = np.cumsum(places["seats"]) - places["seats"]
    seated = np.argsort(own, kind="stable")
    seat_of = np.empty(clients.count, np.int64)
    seat_of[seated] = np.arange(clients.count)
    return places, row_of[seated].astype(np.int32), seat_of


def _clients(plan: Plan, order: Numbers, seat_of: Numbers) -> Rows:
    clients = plan.clients
    rows = empty_rows(clients.count, layout.CLIENT, "cursor kept pool earlier later")
    rows["newest"] = rows["since"] = -inf
    rows["due"] = clients.starts[order] if isinstance(plan.mechanism, Pull) else inf
    rows["node"] = clients.nodes[order]
    rows["place"] = clients.channels[order] * plan.server.nodes + clients.nodes[order]
    rows["number"], rows["seat"] = order, seat_of[order]
    return rows


def _overlaps(plan: Plan) -> Rows:
    pull = pull_of(plan)
    fixed = pull is not None and pull.timing is Timing.FIXED_RATE
    return empty_rows(plan.clients.count if fixed else 0, layout.OVERLAP, "read first last", "follows")


def _endpoints(plan: Plan, order: Numbers) -> Rows:
    rows = empty_rows(len(plan.clients.nodes), layout.ENDPOINT, "pool first last", "opened")
    rows["node"] = _in_rows(plan.clients.nodes, order)
    return rows


def _workers(plan: Plan) -> int:
    """Give how many may be told at a time that their messages have failed."""
    return len(plan.messages.origins) if isinstance(plan.messages, ClosedLoop) else 0


def _ways(plan: Plan, order: Numbers) -> Rows:
    rows = empty_rows(2 * len(plan.clients.nodes), layout.WAY)
    rows["latency"][UP::2] = _in_rows(plan.clients.up.latency, order)
    rows["latency"][DOWN::2] = _in_rows(plan.clients.down.latency, order)
    return rows


def _links(plan: Plan, draws: Draws) -> Rows:
    up, down = plan.clients.up, plan.clients.down
    rows = empty_rows(2 * len(up.jitters), layout.LINK)
    for side, direction, name in ((UP, up, "up"), (DOWN, down, "down")):
        for kind, jitter in enumerate(direction.jitters):
            rows[2 * kind + side] = _link(direction, kind, jitter, name, draws)
    return rows


def _link(direction: Direction, kind: int, jitter: Distribution, name: str, draws: Draws) -> tuple[float, ...]:
    """Give a row: the constant part of jitter, bandwidth and loss, and the streams of what is drawn."""
    on = direction.link == kind
    bandwidth = float(direction.bandwidth[on][0]) if on.any() else inf
    loss = float(direction.loss[on][0]) if on.any() else 0.0
    varies = not isinstance(jitter, Constant)
    stream = draws.add(f"jitter {name}", jitter, kind) if varies else NOWHERE
    losses = draws.add_uniform(f"loss {name}", kind) if loss else NOWHERE
    burst = float(direction.burst[on][0]) if on.any() else 0.0
    return 0.0 if varies else jitter.mean, bandwidth, loss, burst, stream, losses


def _messages(plan: Plan, row_of: Numbers) -> Rows:
    """Give the messages of an open loop; a closed loop's are added as they are born."""
    source = plan.messages
    if isinstance(source, ClosedLoop):
        return empty_rows(0, layout.MESSAGE)
    rows = empty_rows(len(source.birth), layout.MESSAGE)
    fill(plan, row_of, np.bincount(plan.clients.channels), rows, source)
    return rows


def fill(plan: Plan, row_of: Numbers, readers: Numbers, rows: Rows, new: OpenLoop) -> None:
    """Fill in the rows of messages with what follows from who sends what to whom.

    `row_of` has the row of each client, `readers` how many there are on each channel.
    """
    clients, window = plan.clients, plan.window
    rows["birth"], rows["channel"], rows["payload"] = new.birth, new.channel, new.payload
    rows["bin"] = np.minimum(new.birth / (window.end / BINS), BINS)
    rows["counts"] = (window.start <= new.birth) & (new.birth < window.end)
    client = (new.origin >= 0) & (new.origin < clients.count)
    rows["origin"] = np.where(client, row_of[np.where(client, new.origin, 0)], new.origin)
    own = clients.skips_own & client & (clients.channels[np.where(client, new.origin, 0)] == new.channel)
    rows["unread"] = readers[new.channel] - own
    rows["connection"] = rows["next"] = NOWHERE


def _sizes(plan: Plan) -> Rows:
    """Give the sizes of an open loop's messages."""
    count = len(plan.messages.birth) if isinstance(plan.messages, OpenLoop) else 0
    rows = empty_rows(count * len(manners(plan)), layout.SIZES)
    if isinstance(plan.messages, OpenLoop):
        fill_sizes(plan, rows, plan.messages)
    return rows


def fill_sizes(plan: Plan, rows: Rows, new: OpenLoop, first: int = 0) -> None:
    """Fill in the sizes of messages, numbered from `first` on: a row for each manner, message by message."""
    each, costs = manners(plan), plan.server.costs.compression
    for place, manner in enumerate(each):
        own = rows[first * len(each) + place : (first + len(new.payload)) * len(each) : len(each)]
        for name, column in sizes(manner, plan.upstream.added, costs, first, new.payload).items():
            own[name] = column
        own["unpacks"][new.origin == SERVER] = 0.0


def _levels(plan: Plan) -> Rows:
    memory, row = plan.server.memory, empty_rows(1, layout.LEVEL)
    row["fixed"] = row["memory_peak"] = memory.base * plan.server.nodes
    row["idle"], row["push"], row["keep"] = memory.idle, memory.push, memory.held - memory.idle
    return row


def _nodes(plan: Plan, spells_of: Numbers) -> Rows:
    nowhere = "waits_first waits_last held_first held_last first last"
    rows = empty_rows(plan.server.nodes, layout.NODE, nowhere, "fails")
    rows["threads"] = min(plan.server.threads, UNREACHED)
    rows["spell"], rows["spells"] = spells_of
    return rows


def _beats(plan: Plan) -> Rows:
    rows = empty_rows(len(plan.clients.nodes) if isinstance(plan.mechanism, Push) else 0, layout.BEAT, "next earlier")
    if len(rows):
        rows["due"][: plan.clients.count] = plan.clients.starts
    return rows


def _starts(plan: Plan) -> np.ndarray:
    """Give who opens a push connection, in the order of time."""
    if isinstance(plan.mechanism, Pull):
        return np.zeros(0, np.int32)
    sockets = isinstance(plan.upstream.carrier, Socket)
    starts = np.zeros(plan.clients.count + plan.senders if sockets else plan.clients.count)
    starts[: plan.clients.count] = plan.clients.starts
    return np.argsort(starts, kind="stable").astype(np.int32)


def _tallies() -> Rows:
    rows = empty_rows(TALLIES, layout.TALLY, endless="least")
    rows["greatest"] = -inf
    return rows
