"""Books: what is counted while a run goes on: values, levels, bytes, deliveries and ages."""

from rtsim.histogram import BUCKETS, LOWEST, SHIFT
from rtsim.model.layout import NOTHING, World

LATENCY, PUBLISH_TIME, QUEUE_WAIT = range(3)


def within(world: World, at: float) -> int:
    """Tell whether an instant lies in the window."""
    settings = world.settings[0]
    return 1 if settings.start <= at < settings.end else 0


def count_end(world: World, endpoint: int, at: float, many: int) -> None:
    """Count ends of connections of an endpoint, apart where they are over TCP though others are over UDP."""
    state, ended = world.state[0], many * within(world, at)
    state.closed_in += ended
    if lacks_udp(world, endpoint):
        state.tcp_closed += ended


def lacks_udp(world: World, endpoint: int) -> bool:
    """Tell whether an endpoint is over TCP though others are over UDP."""
    return bool(world.settings[0].alone_polls and world.sessions[endpoint].blocked)


def overlap(world: World, low: float, high: float) -> float:
    """Give the seconds between two instants that lie in the window."""
    settings = world.settings[0]
    low = low if low > settings.start else settings.start
    high = high if high < settings.end else settings.end
    return high - low if high > low else 0.0


def count(world: World, which: int, value: float) -> None:
    """Count a value in a histogram: its bucket is the upper bits of the number itself."""
    tally = world.tallies[which]
    tally.count += 1
    tally.total += value
    if value < tally.least:
        tally.least = value
    if value > tally.greatest:
        tally.greatest = value
    world.scratch[0] = value
    place = (world.bits[0] >> SHIFT) - LOWEST
    if place < 0:
        place = 0
    elif place >= BUCKETS:
        place = BUCKETS - 1
    world.buckets[which, place] += 1


def step(world: World, at: float, opened: int, pushed: int, held: int, size: int) -> None:
    """Note that at `at` connections, those that are pushed on, held requests and buffered bytes change by so much."""
    state = world.state[0]
    row = world.steps[state.steps]
    state.steps += 1
    row.at = at
    row.bytes = size
    row.opened = opened
    row.pushed = pushed
    row.held = held


def up(world: World, part: int, at: float, size: int, payload: int, answered: int) -> None:
    """Count `size` bytes, `payload` of them a message's, that reach the server at `at`.

    `answered` tells that the answer leaves at once and carries TCP's acknowledgement.
    """
    settings = world.settings[0]
    if settings.start <= at < settings.end:
        row = world.traffic[part]
        segments = _segments(world, size)
        row.up += 1
        row.up_bytes += size
        row.up_segments += segments
        row.payload_up += payload
        if not answered:
            row.up_answers += (segments + 1) >> 1


def down(world: World, part: int, at: float, size: int, payload: int) -> None:
    """Count `size` bytes, `payload` of them messages', that leave the server at `at`."""
    settings = world.settings[0]
    if settings.start <= at < settings.end:
        row = world.traffic[part]
        segments = _segments(world, size)
        row.down += 1
        row.down_bytes += size
        row.down_segments += segments
        row.payload_down += payload
        row.down_answers += (segments + 1) >> 1


def _segments(world: World, size: int) -> int:
    most = world.settings[0].segment
    if 0 < size <= most:
        return 1
    return (size + most - 1) // most


def deliver(world: World, client: int, message: int, left: float, at: float) -> None:
    """Note that a message, which left the server at `left`, is at `client` at `at`."""
    read(world, message, left, 1)
    arrives(world, client, message, at)


def arrives(world: World, client: int, message: int, at: float) -> None:
    """Note that a message is at `client` at `at`; one that would be there after the run's horizon does not come."""
    state, settings, row = world.state[0], world.settings[0], world.messages[message]
    if at <= settings.horizon:
        latency = at - row.birth
        if row.bin < settings.bins:
            world.bin_deliveries[row.bin] += 1
            world.bin_latency[row.bin] += latency
        if row.counts:
            count(world, LATENCY, latency)
            state.delivered += 1
            state.owed -= 1
        if settings.keeps_deliveries and is_published(world, message):
            kept = world.deliveries[state.kept]
            state.kept += 1
            kept.at = at
            kept.message = message
            kept.client = client


def is_published(world: World, message: int) -> bool:
    """Tell whether a message is the application's, and no announcement of a room's members."""
    settings = world.settings[0]
    return not settings.faulty or settings.announces == NOTHING or message < settings.births


def read(world: World, message: int, at: float, copies: int) -> None:
    """Note that so many recipients' copies of a message have left the server's memory at `at`."""
    row, state = world.messages[message], world.state[0]
    row.unread -= copies
    state.copies -= copies
    if row.unread == 0:
        state.buffered -= 1
        step(world, at, 0, 0, 0, -row.payload)


def age(world: World, client: int, birth: float, at: float, messages: int) -> None:
    """Note that the newest of some messages, born at `birth`, is at its client at `at`."""
    state, settings, who = world.state[0], world.settings[0], world.clients[client]
    if at > settings.horizon:
        return
    since, newest = who.since, who.newest
    _grow_old(world, newest, since, at)
    if birth > newest:
        who.newest = birth
    if at < since:
        state.out_of_order += messages
    else:
        who.since = at


def end_ages(world: World) -> None:
    """Let every client's age go on to the window's end."""
    settings = world.settings[0]
    for client in range(settings.clients):
        who = world.clients[client]
        _grow_old(world, who.newest, who.since, settings.end)


def _grow_old(world: World, newest: float, since: float, until: float) -> None:
    """Integrate the age of what was born at `newest` from `since` to `until`, as far as that is in the window."""
    state, settings = world.state[0], world.settings[0]
    low = since if since > settings.start else settings.start
    high = until if until < settings.end else settings.end
    if low < high and newest >= 0.0:
        span = high - low
        state.age_area += span * (low + span / 2 - newest)
        state.age_time += span


def lose(world: World, message: int, copies: int) -> None:
    """Note that so many recipients will never get a message."""
    if world.messages[message].counts:
        world.state[0].lost += copies
        world.state[0].owed -= copies


def drop(world: World, message: int) -> None:
    """Give a message up that never got through: nobody will get it."""
    row, state = world.messages[message], world.state[0]
    lose(world, message, row.unread)
    state.copies -= row.unread
    row.unread = 0


def unanswered(world: World, message: int, at: float) -> None:
    """Note that a sender notices at `at` that it will have no acknowledgement; a closed loop hears of it.

    That is now at the soonest: where a path is cut while its node still works on the message, when the work is done.
    """
    now = world.state[0].now
    if world.settings[0].closed:
        _tell_loop(world, message, at if at > now else now)


def acknowledge(world: World, message: int, at: float) -> None:
    """Note that a message's sender has its acknowledgement at `at`; a closed loop hears of it."""
    settings, row = world.settings[0], world.messages[message]
    if row.counts and at <= settings.horizon:
        count(world, PUBLISH_TIME, at - row.birth)
    if settings.closed:
        _tell_loop(world, message, at)


def _tell_loop(world: World, message: int, at: float) -> None:
    state = world.state[0]
    told = world.acknowledged[state.acknowledged]
    state.acknowledged += 1
    told.at = at
    told.message = message


def tell(
    world: World,
    kind: int,
    connection: int,
    message: int,
    first: int,
    last: int,
    size: int,
    a: float,
    b: float,
    c: float,
) -> None:
    """Write down a fact about the traced client: a row, whose columns mean what its kind says."""
    state = world.state[0]
    fact = world.facts[state.told]
    state.told += 1
    fact.kind = kind
    fact.connection = connection
    fact.message = message
    fact.first = first
    fact.last = last
    fact.length = size
    fact.a = a
    fact.b = b
    fact.c = c
