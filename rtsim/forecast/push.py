"""What push makes of a case: connections that stay open, and fan-outs that keep the cores."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf, isfinite

from rtsim.forecast.case import Carried, Case, Sending
from rtsim.forecast.compression import packing
from rtsim.forecast.load import Work, place_mean
from rtsim.forecast.rows import Row, row
from rtsim.forecast.stream import Irregular, Regular
from rtsim.plan import Push, Socket
from rtsim.theory.queues import Arrival, node_wait_mean

FAN_OUT = "theory.fan_out"


@dataclass(frozen=True, kw_only=True)
class FanOut:
    """One message at one node: the bytes of a copy, CPU seconds of each, and seconds until the mean and last copy left.

    `wait` is how long the message waited for a core, `queued` what the messages of its own burst add.
    """

    size: float
    each: float
    place: float
    last: float
    wait: float
    queued: float


def carry_by_push(case: Case, push: Push, sent: Sending) -> Carried:
    """Give what open connections cost and bring."""
    stream, handshake = case.stream, case.handshake
    connections = _connections(case)
    beats = connections / push.heartbeat
    fan_out = _fan_out(case, push, sent, beats)
    deliveries = stream.rate * stream.recipients
    copies = Work("push", deliveries, fan_out.each)
    works = tuple(_works(case, sent, push, (copies, Work("heartbeat", beats, case.server.costs.heartbeat))))
    joining = case.connecting
    memory = connections * case.server.memory.push + sent.open * case.server.memory.idle
    return Carried(
        rows=(*_rows(case, push, sent, fan_out), _waits(case, fan_out, works)),
        works=works,
        up=beats * push.pong + sent.up + joining * (handshake.up + push.request.first.size(0)),
        down=deliveries * fan_out.size
        + beats * push.ping
        + sent.down
        + joining * (handshake.down + push.response.first.size(0)),
        open=connections + sent.open,
        opened=joining + sent.opened,
        memory=memory + stream.rate * stream.payload * fan_out.last,
        threads=connections / case.server.nodes + 1,  # one more takes messages in
        fan_out=fan_out.last,
        peak_connections=connections + sent.open,
    )


def _connections(case: Case) -> float:
    """Give how many push connections there are: senders have one too where it carries messages up."""
    own = isinstance(case.carriage.carrier, Socket) and case.scenario.messages.origin == "senders"
    return case.scenario.clients.count + (case.scenario.messages.senders.count if own else 0)


def _works(case: Case, sent: Sending, push: Push, pushed: Iterable[Work]) -> Iterator[Work]:
    costs = case.server.costs
    yield Work("open", case.connecting, case.opening + costs.per_byte * push.request.first.size(0))
    yield sent.work
    yield from pushed
    yield Work("backplane", case.stream.rate * case.relays, costs.backplane)


def _fan_out(case: Case, push: Push, sent: Sending, beats: float) -> FanOut:
    server, stream, copies = case.server, case.stream, case.recipients_per_node
    scenario = case.scenario
    middle = push.first_id + round(
        stream.rate * (scenario.warmup + scenario.duration / 2)
    )  # of the numbers that messages carry
    size = push.message.size(stream.payload + push.each, middle)
    packs = packing(server.costs.compression, push.message, stream.payload + push.each, middle)
    each = server.costs.push + server.costs.per_byte * size + packs
    sending = 8 * size / server.egress
    slower = max(0.0, (copies - 1) / 2 * sending - (place_mean(copies, each, server.cores) - each))
    return FanOut(
        size=size,
        each=each,
        place=place_mean(copies, each, server.cores) + sending + slower,
        last=max(max(copies / server.cores, 1.0) * each + sending, each + copies * sending),
        wait=_wait(case, sent, copies * each, beats),
        queued=(stream.burst - 1) * (sent.work.seconds + copies * each / 2) / server.cores,
    )


def _wait(case: Case, sent: Sending, pushes: float, beats: float) -> float:
    """Give how long a message waits for a core; periodic ones from one source do not wait for each other."""
    server, copies = case.server, case.recipients_per_node
    wait = node_wait_mean(
        [
            Arrival(case.random_rate, sent.work.seconds + pushes, copies),
            Arrival(case.random_rate * case.relays, server.costs.backplane + pushes, copies),
            Arrival(beats / server.nodes, server.costs.heartbeat),
        ],
        server.cores,
    )
    return case.loop_wait + (wait if isfinite(wait) else 0.0)


def _rows(case: Case, push: Push, sent: Sending, fan_out: FanOut) -> Iterator[Row]:
    path, stream, several = case.path, case.stream, case.several
    periodic = isinstance(stream.rhythm, Regular)
    part, law = (f"{FAN_OUT}.periodic", "") if periodic else (f"{FAN_OUT}.poisson", "W + ")
    sent_by = " + way up" if sent.travel else ""
    down = path.down_time(fan_out.size)
    taken_in = sent.travel + fan_out.wait + sent.work.seconds + fan_out.queued
    if not stream.per_client:
        return
    yield row("fan_out_s", fan_out.last, "n c", f"{FAN_OUT}.kth_latency", several)
    mean = taken_in + fan_out.place + down + case.relay_time
    burst = ["messages of a burst wait for each other"] if stream.burst > 1 else []
    formula = f"{law}(n + 1) c / 2 + s + d2{sent_by}"
    doubts = [doubt for doubt in path.doubts if not doubt.startswith("links differ")]  # it is linear in the latency
    yield row("latency_mean_s", mean, formula, part, stream.doubts, doubts, several, burst)
    if periodic and path.bounded and not (push.heartbeat < inf and case.server.costs.heartbeat):
        first = sent.slowest + sent.work.seconds + case.relay_most
        most = first + 2 * fan_out.queued + fan_out.last + down
        yield row("latency_sup_s", most, f"n c + s + d2{sent_by}", part, path.doubts, several, burst)


def _waits(case: Case, fan_out: FanOut, works: tuple[Work, ...]) -> Row:
    """Give the mean wait over all pieces of work: a copy waits for those of its fan-out that come before it."""
    pieces = sum(work.rate for work in works) or 1.0
    copies = sum(work.rate for work in works if work.kind == "push")
    turn = place_mean(case.recipients_per_node, fan_out.each, case.server.cores) - fan_out.each
    queued = case.stream.rate * fan_out.queued
    value = (copies * turn + queued + (pieces - copies) * fan_out.wait) / pieces
    doubts = case.stream.doubts if isinstance(case.stream.rhythm, Irregular) else ()
    formula, source = "rate E[S^2] / (2 (1 - load)), copies (n - 1) c / 2", "theory.queues.mg1_wait_mean"
    return row("queue_wait_s", value, formula, source, doubts, case.several)
