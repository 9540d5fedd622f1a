"""A pull client's cycle before anything runs: from one request to the next, in the mean.

What an answer holds depends on the cycle's length, and the length on what an answer holds and on how long requests
wait for a core, so the cycle is settled in a few passes.
"""

from dataclasses import dataclass, replace
from math import exp, floor, inf, isfinite

import numpy as np

from rtsim.chance import Array, Constant, Distribution
from rtsim.forecast.case import Case, Sending, mixed
from rtsim.forecast.compression import packing
from rtsim.forecast.load import place_mean
from rtsim.forecast.path import Path
from rtsim.forecast.stream import Regular
from rtsim.plan import Pull, Timing
from rtsim.theory.long_polling import periodic, poisson
from rtsim.theory.periodic_sources import random_phase_wait_mean
from rtsim.theory.polling import LongPolling
from rtsim.theory.queues import Arrival, node_wait_mean
from rtsim.theory.short_polling import residual_mean

PASSES = 6
DRAWS = 1 << 14  # of a random pause: shares are then known within 1 %
MOST_SOURCES = 100_000  # pollers of one node whose waits are added up; more are as good as Poisson
NEGLIGIBLE = 0.05  # of the load: so much other work leaves periodic polls as good as alone
SMALLEST = 1e-12  # messages per second and client that stand for none


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """One cycle in the mean: seconds and bytes.

    `gap` is what is left of the cycle without the holding, `found` the share of messages that find a request held,
    `new` that of requests on a new connection, `at_once` that of those answered without being held. `service` and
    `respond` are CPU seconds each, `place` is a held request's mean turn among those answered together, `stay` the time
    of a message at the server and on its way down, `bound` the most of that. An answer is `answer` in the mean, `full`
    with news and `bare` without.
    """

    length: float = inf
    gap: float = 0.0
    found: float = 1.0
    empty_share: float = 1.0
    batch: float = 1.0
    new: float = 0.0
    at_once: float = 1.0
    request: float = 0.0
    answer: float = 0.0
    full: float = 0.0
    bare: float = 0.0
    service: float = 0.0
    respond: float = 0.0
    place: float = 0.0
    wait: float = 0.0
    stay: float = 0.0
    bound: float = inf
    doubts: tuple[str, ...] = ()

    @property
    def held(self) -> float:
        """Seconds for which a request is held."""
        return max(0.0, self.length - self.gap)

    def down(self, path: Path) -> tuple[float, float]:
        """Give the seconds of an answer's way in the mean, and of one with news."""
        full = path.down_time(self.full)
        return full + self.empty_share * (path.down_time(self.bare) - full), full


def settle(case: Case, pull: Pull, sent: Sending) -> Cycle:
    """Give the cycle that its own consequences leave as it is."""
    turn = _held if pull.hold else _asked
    cycle = Cycle()
    for _ in range(PASSES):
        cycle = turn(case, pull, sent, _sized(case, pull, cycle))
    return cycle


def _sized(case: Case, pull: Pull, cycle: Cycle) -> Cycle:
    """Give sizes and costs that follow from what a cycle brings."""
    costs, body, payload = case.server.costs, pull.body, case.stream.payload
    content = body.around + cycle.batch * (payload + body.each) + (cycle.batch - 1) * body.between
    full, empty = mixed(pull.response, content, cycle.new), mixed(pull.empty, body.empty, cycle.new)
    request = mixed(pull.request, 0, cycle.new)
    answer = cycle.empty_share * empty + (1 - cycle.empty_share) * full
    found = answer if not pull.hold else cycle.at_once * full + (1 - cycle.at_once) * empty
    packs = packing(costs.compression, pull.response.repeated, content)
    news = cycle.at_once if pull.hold else 1 - cycle.empty_share  # share of requests whose work finds some
    return replace(
        cycle,
        request=request,
        answer=answer,
        full=full,
        bare=empty,
        service=costs.request + cycle.new * case.opening + costs.per_byte * (request + found) + news * packs,
        respond=costs.respond + costs.per_byte * answer + (1 - cycle.empty_share) * packs,
    )


def _asked(case: Case, pull: Pull, _sent: Sending, cycle: Cycle) -> Cycle:
    """Go once through short polling."""
    path, stream = case.path, case.stream
    up, (down, brings) = path.up_time(cycle.request), cycle.down(path)
    pauses, fixed = _draws(pull.pause), pull.timing is Timing.FIXED_RATE
    inside = up + cycle.wait + cycle.service
    new = _renewed(case, pull, pauses + (-inside if fixed else down))
    lengths = pauses if fixed else pauses + inside + down + new * case.set_up
    length = float(lengths.mean())
    noise = 2 * path.up.variance if fixed else path.up.variance + path.down.variance
    residual = residual_mean(mean=length, second_moment=length**2 + float(lengths.var()) + noise)
    look = cycle.wait + cycle.service if case.server.cores == 1 else case.server.costs.publish
    most = float(lengths.max()) + (0.0 if fixed else brings - down + _longer(case, new))
    empty = stream.rhythm.empty_share(stream.per_client, lengths)
    wait, doubts = _polls_wait(case, length, cycle.service, pull.pause)
    return replace(
        cycle,
        length=length,
        gap=length,
        empty_share=empty,
        batch=_batch(case, length, empty),
        new=new,
        wait=wait,
        stay=residual + look + brings + case.relay_time,
        bound=most + look + brings + case.relay_most if isinstance(pull.pause, Constant) else inf,
        doubts=doubts,
    )


def _polls_wait(case: Case, length: float, service: float, pause: Distribution) -> tuple[float, tuple[str, ...]]:
    """Give how long a poll waits for a core; polls that began within less than a cycle stay together."""
    server, over = case.server, case.scenario.clients.connect_over
    own = case.scenario.clients.count / server.nodes
    together = over < length and not pause.variance
    spread = over if together else length
    doubts = ("clients connect within less than an interval, and stay together",) if together else ()
    if own * service >= spread * server.cores:
        return max(0.0, (own - 1) * service / server.cores - spread) / 2, doubts
    others = [
        Arrival(case.random_rate, server.costs.publish),
        Arrival(case.random_rate * case.relays, server.costs.backplane),
    ]
    alone = sum(arrival.load for arrival in others) <= NEGLIGIBLE * own * service / length
    if server.cores == 1 and alone and 1 <= own <= MOST_SOURCES and service:
        return random_phase_wait_mean(sources=int(own), period=spread, service=service), doubts
    wait = node_wait_mean([Arrival(own / spread, service), *others], server.cores)
    return (wait if isfinite(wait) else 0.0), (*doubts, "polls and messages at random moments")


def _held(case: Case, pull: Pull, sent: Sending, cycle: Cycle) -> Cycle:
    """Go once through long polling."""
    path, stream = case.path, case.stream
    down, brings = cycle.down(path)
    new = _renewed(case, pull, _draws(pull.pause) + down)
    gap = path.up_time(cycle.request) + down + pull.pause.mean + cycle.service + cycle.wait + new * case.set_up
    waiting = case.recipients_per_node * cycle.found
    place = place_mean(max(1.0, waiting), cycle.respond, case.server.cores)
    law, at_once = _law(case, pull, Pause(gap, brings, place))
    wait = _requests_wait(case, sent, replace(cycle, length=law.cycle, at_once=at_once), waiting)
    taken_in = stream.burst * sent.work.seconds + cycle.wait + case.loop_wait
    turn = max(1.0, waiting) * cycle.respond / case.server.cores
    longest = gap + brings - down + _longer(case, new)
    late = law.gap_share if case.server.cores == 1 else 0.0  # on one core, what comes in the gap is seen at once
    return replace(
        cycle,
        length=law.cycle,
        gap=gap,
        found=1 - law.gap_share,
        empty_share=law.empty_share,
        batch=max(1.0, law.batch_mean * stream.burst),
        new=new,
        at_once=at_once,
        place=place,
        wait=wait,
        stay=law.latency_mean + (1 - late) * taken_in + case.relay_time,
        bound=brings + case.relay_most + max(longest * (law.gap_share > 0), taken_in + turn),
    )


@dataclass(frozen=True)
class Pause:
    """Seconds in which no request of a client is held, of the way down, and of a held request's turn."""

    gap: float
    to_client: float
    respond: float


def _law(case: Case, pull: Pull, pause: Pause) -> tuple[LongPolling, float]:
    """Give the steady state, and the share of requests that find news."""
    rate = max(SMALLEST, case.stream.per_client)
    rhythm = case.stream.rhythm
    if not isinstance(rhythm, Regular):
        law = poisson(rate=rate, hold=pull.hold, gap=pause.gap, to_client=pause.to_client, respond=pause.respond)
        return law, 1 - exp(-rate * pause.gap)
    if rhythm.period >= pause.gap:
        pause = replace(pause, to_client=pause.to_client + pause.respond)
    if pull.hold >= rhythm.period - pause.gap:
        law = periodic(period=rhythm.period, gap=pause.gap, to_client=pause.to_client, hold=pull.hold)
        return law, law.gap_share
    return _timing_out(rhythm.period, pull.hold, pause)


def _timing_out(period: float, hold: float, pause: Pause) -> tuple[LongPolling, float]:
    """Follow a client by hand from one periodic message to the next, its requests timing out between."""
    turn = pause.gap + hold
    empties = floor(period / turn)
    into = period - empties * turn  # how far into its last cycle the next message finds the client
    late = max(0.0, pause.gap - into)
    cycle = period / (1 + empties)
    base = periodic(period=cycle, gap=min(pause.gap, cycle), to_client=pause.to_client + late)
    law = replace(base, empty_share=empties / (1 + empties), batch_mean=1.0, gap_share=float(late > 0))
    return law, float(late > 0) / (1 + empties)


def _requests_wait(case: Case, sent: Sending, cycle: Cycle, waiting: float) -> float:
    """Give how long work waits for a core; what theory has no steady state for counts as no wait, and is warned of."""
    server = case.server
    requests = case.scenario.clients.count / cycle.length / server.nodes
    answers = waiting * cycle.respond
    wait = node_wait_mean(
        [
            Arrival(case.random_rate, sent.work.seconds + answers, waiting),
            Arrival(case.random_rate * case.relays, server.costs.backplane + answers, waiting),
            Arrival(requests, cycle.service),
            Arrival(requests * cycle.empty_share, cycle.respond),
        ],
        server.cores,
    )
    return wait if isfinite(wait) else 0.0


def _renewed(case: Case, pull: Pull, idle: Array) -> float:
    """Give the share of requests on a new connection, after so many seconds each without an answer on the last one."""
    return float(np.mean(idle >= pull.keep_alive)) * case.unused(pull.keep_alive)


def _longer(case: Case, new: float) -> float:
    """Give what the longest set-up takes beyond a request's mean one, if there is any."""
    return case.longest_set_up - new * case.set_up if new else 0.0


def closed_share(case: Case, pull: Pull, cycle: Cycle) -> float:
    """Give for which share of the time a client has no connection, for it has been idle too long."""
    left = _draws(pull.pause) + case.path.down_time(cycle.answer) - pull.keep_alive
    return float(np.mean(np.maximum(left, 0.0))) * case.unused(pull.keep_alive) / cycle.length


def _batch(case: Case, length: float, empty_share: float) -> float:
    expected = case.stream.per_client * length
    return max(1.0, expected / (1 - empty_share)) if empty_share < 1 and expected else 1.0


def _draws(pause: Distribution) -> Array:
    """Give equally likely values of a pause; the same ones each time."""
    if isinstance(pause, Constant):
        return np.array([pause.value])
    return pause.sample(np.random.default_rng(0), DRAWS)
