"""What pull makes of a case: short polling where nothing is held, long polling where requests are."""

from collections.abc import Iterator
from math import inf

from rtsim.forecast.case import Carried, Case, Sending
from rtsim.forecast.cycle import Cycle, settle
from rtsim.forecast.load import Work
from rtsim.forecast.rows import Row, row
from rtsim.plan import Pull, Timing

SHORT = "theory.short_polling"
LONG = "theory.long_polling"


def carry_by_pull(case: Case, pull: Pull, sent: Sending) -> Carried:
    """Give what polls cost and bring."""
    cycle = settle(case, pull, sent)
    rate = case.scenario.clients.count / cycle.length
    opened = case.connecting + rate * cycle.new
    works = tuple(_works(case, sent, cycle, rate))
    handshake, memory = case.handshake, case.server.memory
    is_open, held = _open(case, pull, cycle), rate * cycle.held
    kept = case.stream.rate * case.stream.payload * _kept(case, pull, cycle)
    return Carried(
        rows=(*_requests(case, pull, cycle, rate), *_latency(case, pull, sent, cycle), _waits(case, cycle, works)),
        works=works,
        up=rate * cycle.request + opened * handshake.up + sent.up,
        down=rate * cycle.answer + opened * handshake.down + sent.down,
        open=is_open + sent.open,
        opened=opened + sent.opened,
        memory=(is_open + sent.open) * memory.idle + held * (memory.held - memory.idle) + kept,
        threads=held / case.server.nodes,
        fan_out=_answered(case, cycle) * cycle.respond / case.server.cores,
        peak_connections=max(is_open, case.scenario.clients.count * (1 - cycle.new)) + sent.open,
    )


def _works(case: Case, sent: Sending, cycle: Cycle, rate: float) -> Iterator[Work]:
    costs, opening = case.server.costs, case.opening
    plain = cycle.service - cycle.new * opening
    yield Work("open", rate * cycle.new + case.connecting, plain + opening)
    yield Work("request", max(0.0, rate * (1 - cycle.new) - case.connecting), plain)
    yield Work("respond", rate * (1 - cycle.at_once), cycle.respond)
    yield sent.work
    yield Work("backplane", case.stream.rate * case.relays, costs.backplane)


def _open(case: Case, pull: Pull, cycle: Cycle) -> float:
    """Give how many connections the polls have open: Little's law for those that are not used again."""
    path = case.path
    before = case.set_up - path.up.latency + path.up_time(cycle.request) + cycle.wait + cycle.service
    once = before + cycle.held + pull.keep_alive
    return case.scenario.clients.count * (1 - cycle.new + cycle.new * once / cycle.length)


def _answered(case: Case, cycle: Cycle) -> float:
    """Give how many held requests of a node a message answers."""
    return case.recipients_per_node * cycle.found if cycle.held else 0.0


def _kept(case: Case, pull: Pull, cycle: Cycle) -> float:
    """Give the seconds for which the server keeps a message until its last reader has read it."""
    if pull.hold:
        return cycle.place * 2
    readers = case.stream.recipients
    return cycle.length * readers / (readers + 1)  # the latest of so many uniform moments


def _requests(case: Case, pull: Pull, cycle: Cycle, rate: float) -> Iterator[Row]:
    noise, jitter = case.stream.doubts, case.path.doubts
    part = f"{LONG}.poisson" if pull.hold else f"{SHORT}.{pull.timing.value.replace('-', '_')}"
    length = _length(pull)
    silent = "exp(-rate (G + H))" if pull.hold else "exp(-rate C)"
    slow = jitter if pull.timing is Timing.AFTER_RESPONSE else ()
    yield row("requests_per_s", rate, f"N / C, {length}", part, noise if pull.hold else (), slow)
    yield row("empty_share", cycle.empty_share, f"{silent} for Poisson messages", part, noise, slow)
    if case.stream.per_client:
        full = "rate C / (1 - empty share)"
        yield row("messages_per_response", cycle.batch, full, part, noise, slow)
    if pull.hold:
        yield row("held_s", cycle.held, "C - G", part, noise, jitter)
        yield row("held", rate * cycle.held, "N (1 - G / C), Little's law", "theory.queues.little_population", noise)


def _length(pull: Pull) -> str:
    """Write the cycle's length as a formula."""
    if pull.hold:
        return "C = G + exp(-rate G) (1 - exp(-rate H)) / rate"
    return "C = T" if pull.timing is Timing.FIXED_RATE else "C = T + R"


def _latency(case: Case, pull: Pull, sent: Sending, cycle: Cycle) -> Iterator[Row]:
    if not case.stream.per_client:
        return
    part = f"{LONG}.poisson" if pull.hold else f"{SHORT}.residual_mean"
    mean = "d2 + G^2 / (2 C) + s" if pull.hold else "E[C^2] / (2 E[C]) + s + d2"
    sent_by = " + way up" if sent.travel else ""
    noise = case.stream.doubts if pull.hold else ()
    together = [_together(case)] if pull.hold and _answered(case, cycle) > 1 and cycle.respond else []
    yield row("latency_mean_s", sent.travel + cycle.stay, mean + sent_by, part, noise, case.path.doubts, together)
    most = "d2 + G" if pull.hold else "C + s + d2"
    unloaded = cycle.wait <= 0.01 * cycle.bound  # a queue that matters has no bound
    if cycle.bound < inf and case.path.bounded and unloaded:
        bound = max(sent.slowest + cycle.bound, sent.travel + cycle.stay)
        yield row("latency_sup_s", bound, most + sent_by, part, case.path.doubts)


def _together(case: Case) -> str:
    return f"up to {case.recipients_per_node:,.0f} answered together ask again together; taken for spread"


def _waits(case: Case, cycle: Cycle, works: tuple[Work, ...]) -> Row:
    """Give the mean wait over all pieces of work: a held request's answer waits for those before it."""
    pieces = sum(work.rate for work in works) or 1.0
    answers = sum(work.rate for work in works if work.kind == "respond")
    turn = max(0.0, cycle.place - cycle.respond)
    value = cycle.wait + answers / pieces * (turn - cycle.wait)
    held = [_together(case)] if _answered(case, cycle) > 1 and cycle.respond else []
    formula, source = "W(n) = (n - 1) D / T (W(n - 1) + D / 2)", "theory.periodic_sources.random_phase_wait_mean"
    if cycle.held or cycle.doubts:
        formula, source = "rate E[S^2] / (2 (1 - load))", "theory.queues.mg1_wait_mean"
    return row("queue_wait_s", max(0.0, value), formula, source, cycle.doubts, held, case.several)
