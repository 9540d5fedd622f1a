"""Links: when a transfer that leaves at one end arrives at the other.

A transfer leaves when the sender's side of the link is free, takes size / bandwidth, then a latency drawn for it (base
latency of the endpoint plus jitter, never below zero). What is sent later on the same connection never arrives earlier.
More than the initial window of ten segments waits for acknowledgements between its windows (RFC 6928, RFC 5681). A
lost segment comes again after a time-out that doubles (RFC 6298), and what follows on the connection waits behind it.
"""

from math import ceil, inf

from rtsim.model.kernel.bursts import burst_waits, power
from rtsim.model.layout import DOWN, NOWHERE, UP, World

SEGMENT = 1448  # bytes of payload in a full TCP segment with time stamps on Ethernet
INITIAL_WINDOW = 10 * SEGMENT  # RFC 6928
GIVES_UP = 924.6  # seconds until unacknowledged data is given up: tcp_retries2 = 15, Linux, networking/ip-sysctl.rst
LEAST_TIMEOUT = 0.2  # seconds above the round trip: Linux, TCP_RTO_MIN in include/net/tcp.h


def draw(world: World, stream: int) -> float:
    """Give the next number of a stream."""
    place = world.drawn[stream]
    world.drawn[stream] = place + 1
    return world.numbers[stream, place]


def transfer(world: World, endpoint: int, side: int, at: float, size: int) -> float:
    """Send `size` bytes at `at` on the endpoint's own connection; give the instant at which they have arrived."""
    way = world.ways[2 * endpoint + side]
    arrive = transfer_alone(world, endpoint, side, at, size)
    if arrive < way.last:
        return way.last
    way.last = arrive
    return arrive


def transfer_alone(world: World, endpoint: int, side: int, at: float, size: int) -> float:
    """Send `size` bytes at `at` on a connection where nothing else is under way; give their arrival."""
    way, link = world.ways[2 * endpoint + side], world.links[2 * world.link[endpoint] + side]
    if link.bandwidth < inf:
        free = way.free
        way.asked = at
        at = (free if free > at else at) + 8 * size / link.bandwidth
        way.free = at
    arrive = at + _latency(world, way.latency, link.jitter, link.shift)
    if size > INITIAL_WINDOW:
        arrive += _slow_start(world, endpoint, size, link.bandwidth)
    if link.loss > 0.0:
        if world.settings[0].faulty and link.burst > 0.0:
            waits = burst_waits(world, 2 * endpoint + side, segments_of(size), link.loss, link.burst)
            arrive += (_round_trip(world, endpoint) + LEAST_TIMEOUT) * waits
        else:
            arrive += _retransmission(world, endpoint, size, link.loss, link.losses)
    return arrive


def transfer_poll(world: World, endpoint: int, side: int, at: float, size: int) -> float:
    """Send a poll or its answer, which comes after what is under way unless streams do not wait for each other."""
    if world.settings[0].alone_polls and not world.sessions[endpoint].blocked:
        return transfer_alone(world, endpoint, side, at, size)
    return transfer(world, endpoint, side, at, size)


def transfer_post(world: World, endpoint: int, side: int, at: float, size: int) -> float:
    """Send a POST or its answer, which comes after what is under way if that shares its connection."""
    settings = world.settings[0]
    if settings.alone_posts and not (settings.shared and world.sessions[endpoint].blocked):
        return transfer_alone(world, endpoint, side, at, size)
    return transfer(world, endpoint, side, at, size)


def latency(world: World, endpoint: int, side: int) -> float:
    """Draw the latency of a packet of a connection's set-up, which queues nowhere."""
    link = world.links[2 * world.link[endpoint] + side]
    return _latency(world, world.ways[2 * endpoint + side].latency, link.jitter, link.shift)


def _latency(world: World, base: float, jitter: int, shift: float) -> float:
    if jitter == NOWHERE:
        drawn = base + shift
    else:
        drawn = base + draw(world, jitter)
    return drawn if drawn > 0.0 else 0.0


def _round_trip(world: World, endpoint: int) -> float:
    return world.ways[2 * endpoint + UP].latency + world.ways[2 * endpoint + DOWN].latency


def _slow_start(world: World, endpoint: int, size: int, bandwidth: float) -> float:
    """Give what slow start adds: after each window but the last, the wait for its first acknowledgement.

    Where the receiver's own window is smaller, the wait is for its next one (RFC 9113, section 5.2).
    """
    round_trip, flow = _round_trip(world, endpoint), world.settings[0].flow
    window, added = 1.0 * INITIAL_WINDOW, 0.0
    left = size - window
    while left > 0.0:
        wait = round_trip - 8.0 * window / bandwidth
        if wait > 0.0:
            added += wait
        window *= 2.0
        if window > flow:
            window = flow
        left -= window
    return added


def slow_start_rounds(size: int, flow: float = inf) -> int:
    """Give the round trips that slow start adds: the window of ten segments doubles with each (RFC 6928, RFC 5681).

    The receiver lets no window be above `flow` bytes (RFC 9113, section 5.2).

    >>> slow_start_rounds(14_480), slow_start_rounds(14_481), slow_start_rounds(100_000)
    (0, 1, 2)
    >>> slow_start_rounds(100_000, flow=16_384)
    6
    """
    rounds, window, sent = 0, 2.0 * INITIAL_WINDOW, 1.0 * INITIAL_WINDOW
    while sent < size and window < flow:
        rounds += 1
        sent += window
        window *= 2
    return rounds + max(0, ceil((size - sent) / flow))


def _retransmission(world: World, endpoint: int, size: int, loss: float, stream: int) -> float:
    """Draw what lost segments add: the longest wait among the segments of the transfer.

    The most tries that any of n segments takes is at most k with the probability (1 - loss^k)^n.
    """
    segments = segments_of(size)
    chance = draw(world, stream)
    lost = loss
    double = 1.0
    while power(1.0 - lost, segments) < chance and double < 1e12:
        lost *= loss
        double *= 2.0
    return (_round_trip(world, endpoint) + LEAST_TIMEOUT) * (double - 1.0)


def segments_of(size: int) -> int:
    """Give how many packets a transfer of so many bytes is."""
    segments = (size + SEGMENT - 1) // SEGMENT
    return segments if segments > 0 else 1


def leave(world: World, number: int, at: float, size: int) -> float:
    """Give the instant at which `size` bytes that are ready at `at` have left through a node's network card."""
    node = world.nodes[number]
    node.asked = at
    sent = (node.sending if node.sending > at else at) + size * world.settings[0].per_bit
    node.sending = sent
    return sent
