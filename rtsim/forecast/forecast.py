"""Forecasts: what closed forms expect of a scenario before anything runs, and whether it can be stable at all.

A technique is looked at through its mechanism alone, pull or push, so that one added later has its forecast too. Where
a scenario breaks what a formula assumes, the value is an estimate and its row says why.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import inf
from typing import Any

from rtsim.forecast.case import Carried, Case, Sending, sending
from rtsim.forecast.compression import compression_rows, without_compression
from rtsim.forecast.cutting import cutting_cautions, cutting_rows
from rtsim.forecast.cycle import closed_share, settle
from rtsim.forecast.failing import failing_cautions, failing_rows
from rtsim.forecast.fallback import fallback_cautions, fallback_rows, fallen_back, going_over_rows
from rtsim.forecast.heads import with_first_heads
from rtsim.forecast.limits import cautions, demands
from rtsim.forecast.load import utilisation
from rtsim.forecast.outages import outage_cautions, outage_rows
from rtsim.forecast.path import clients_path, senders_path
from rtsim.forecast.pull import carry_by_pull
from rtsim.forecast.push import carry_by_push
from rtsim.forecast.rows import Caution, Forecast, Row, Severity, Unit, row, unique
from rtsim.forecast.stream import stream
from rtsim.forecast.streams import doubted, stream_demands
from rtsim.plan import Acknowledge, Pull
from rtsim.planning.planner import carry, server
from rtsim.scenario import Scenario
from rtsim.scenario.messages import ClosedLoop
from rtsim.techniques import Technique

__all__ = ["Caution", "Forecast", "Row", "Severity", "Unit", "forecast"]

HALVINGS = 50
PASSES = 5
INSTANT = 1e-9  # seconds: a round trip that takes no time at all would make a rate without end
CROWDED = "senders have several messages under way; which connection comes next is not followed"
NEEDS_STEADY_STATE = {"latency_mean_s", "latency_sup_s", "queue_wait_s"}


def forecast(scenario: Scenario, technique: Technique[Any]) -> Forecast:
    """Give what is expected of `technique` in this scenario, for all clients or those who do not fall back and do."""
    own, other = _alone(scenario, technique), fallen_back(scenario, technique)
    if other is None:
        return own
    theirs = _alone(*other)
    return replace(own, rows=fallback_rows(scenario, technique, own.rows, theirs.rows))


def _alone(scenario: Scenario, technique: Technique[Any]) -> Forecast:
    """Give what is expected if all clients get their messages by `technique`."""
    carriage = carry(scenario, technique)
    case = _flowing(
        Case(
            scenario=scenario,
            carriage=carriage,
            server=server(scenario, carriage),
            stream=stream(scenario),
            path=clients_path(scenario),
            senders_path=senders_path(scenario),
        )
    )
    if scenario.messages.closed_loop is not None:
        case = _looped(case, scenario.messages.closed_loop)
    case = _closing(case)
    sent = sending(case)
    carried = with_first_heads(case, _carry(case, sent), sent)
    asked = (*demands(case, carried), *stream_demands(case, carried, sent))
    blocked = fallback_cautions(scenario, technique)
    broken = (*failing_cautions(case), *outage_cautions(case), *cutting_cautions(case), *blocked)
    found = (*cautions(asked), *broken)
    rows: tuple[Row, ...] = (
        *_messages(case),
        *doubted(case, carried, sent, carried.rows),
        *_levels(case, carried, sent),
        *_load(case, carried),
        *_traffic(case, carried),
        *going_over_rows(case, technique),
        *failing_rows(case),
        *outage_rows(case),
        *cutting_rows(case),
    )
    if scenario.wire.compression is not None:
        own, plain = {each.key: each.value for each in rows}, forecast(without_compression(scenario), technique)
        rows += tuple(compression_rows(scenario, carriage, case.stream, own, plain.quantities))
    if any(caution.severity is Severity.UNSTABLE for caution in found):  # what grows as long as a run lasts is infinite
        rows = tuple(replace(each, value=inf) if each.key in NEEDS_STEADY_STATE else each for each in rows)
    return Forecast(
        technique=technique.name,
        title=technique.title,
        rows=rows,
        demands=asked,
        cautions=found,
    )


def _flowing(case: Case) -> Case:
    """Give the case with its requests' flow control, if that holds anything up."""
    flow = case.scenario.wire.window
    if flow is None or not case.shares:
        return case
    return replace(case, path=replace(case.path, flow=flow), senders_path=replace(case.senders_path, flow=flow))


def _closing(case: Case) -> Case:
    """Give the case with how often a connection is closed that polls and POSTs share."""
    mechanism = case.carriage.mechanism
    sends = case.shares and case.scenario.messages.origin == "clients"
    if not sends or case.stays_open or not isinstance(mechanism, Pull):
        return case
    return replace(case, closed=closed_share(case, mechanism, settle(case, mechanism, sending(case))))


def _carry(case: Case, sent: Sending) -> Carried:
    mechanism = case.carriage.mechanism
    if isinstance(mechanism, Pull):
        return carry_by_pull(case, mechanism, sent)
    return carry_by_push(case, mechanism, sent)


def _looped(case: Case, loop: ClosedLoop) -> Case:
    """Give the case with a closed loop's rate: as fast as its workers' round trips allow, or as the cores do.

    The two asymptotes of Denning and Buzen 1978, doi:10.1145/356733.356735; the cores' is found by bisection. What a
    round trip takes besides is waiting.
    """
    rate = 1.0
    for _ in range(PASSES):
        rate = loop.concurrency / _round_trip(case.at(rate), loop)
    most = rate
    if _busy(case, rate) > 1:
        low, high = 0.0, rate
        for _ in range(HALVINGS):
            rate = (low + high) / 2
            low, high = (rate, high) if _busy(case, rate) <= 1 else (low, rate)
    waits = loop.concurrency / rate - loop.concurrency / most
    return replace(case.at(rate), loop_wait=max(0.0, waits))


def _round_trip(case: Case, loop: ClosedLoop) -> float:
    """Give the seconds from a worker's message to its next when nothing waits for a core."""
    sent = sending(case)
    waits_for_all = case.scenario.messages.acknowledge == Acknowledge.FAN_OUT.value
    fan_out = _carry(case, sent).fan_out if waits_for_all else 0.0
    return max(INSTANT, sent.travel + sent.work.seconds + fan_out + sent.answer + loop.think.mean)


def _busy(case: Case, rate: float) -> float:
    at_rate = case.at(rate)
    return utilisation(_carry(at_rate, sending(at_rate)).works, case.server)


def _messages(case: Case) -> Iterator[Row]:
    expected = case.stream
    if case.scenario.messages.closed_loop is not None:
        formula, source = "min(1 / D, K / (round trip + think))", "theory.closed_loop.closed_loop"
        doubts = ["the asymptotes: waits within the loop are not counted"]
    else:
        formula, source, doubts = "sum over sources", "the scenario", []
    yield row("published_per_s", expected.rate, formula, source, doubts)
    owed = expected.rate * expected.recipients
    yield row("deliveries_per_s", owed, "messages x mean recipients", "the scenario", doubts)


def _levels(case: Case, carried: Carried, sent: Sending) -> Iterator[Row]:
    path, server_ = case.path, case.server
    little = "theory.queues.little_population"
    crowded = [CROWDED] if sent.crowded else []
    mean_gaps = unique(case.stream.doubts if carried.opened else (), crowded)
    yield row("connections_open", carried.open, "clients' and senders', rate x lifetime", little, mean_gaps)
    yield row("connections_opened_per_s", carried.opened, "rate x share on a new one", little, mean_gaps)
    trips = case.handshake.round_trips + 1
    opening = trips * path.round_trip + case.opening
    formula = f"{trips:g} round trip{'' if trips == 1 else 's'} + s"
    yield row("set_up_s", opening, formula, "theory.set_up.first_answer_round_trips", path.doubts)
    memory = server_.memory.base + carried.memory / server_.nodes
    yield row("memory_bytes", memory, "base + connections x each + messages kept", "the stack", mean_gaps)


def _load(case: Case, carried: Carried) -> Iterator[Row]:
    law, source = "sum of rate x seconds / cores", "the utilisation law"
    yield row("utilisation", utilisation(carried.works, case.server), law, source)
    for work in carried.works:
        if work.load:
            value, each = utilisation([work], case.server), f"{work.rate:,.4g} / s x {work.seconds * 1e6:,.4g} us"
            yield row(f"utilisation.{work.kind}", value, each, source)


def _traffic(case: Case, carried: Carried) -> Iterator[Row]:
    source, sizes = "the wire", "rate x exact size of each message"
    varies = ["payloads vary; the mean is taken"] if case.scenario.messages.payload.variance else []
    yield row("up_bytes_per_s", carried.up, sizes, source, varies)
    yield row("down_bytes_per_s", carried.down, sizes, source, varies)
    both = 8 * (carried.up + carried.down) / case.scenario.clients.count
    yield row("per_client_bit_s", both, "8 (up + down) / N", source, varies)
