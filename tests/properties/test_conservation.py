from collections import Counter
from math import isfinite, isnan

import numpy as np
import pytest
from hypothesis import given, settings

from rtsim.histogram import Histogram
from rtsim.model import simulate
from rtsim.plan import OpenLoop, Plan, Pull
from rtsim.recording import Level, Recording, Transfers
from tests.contract.trials import least_of_links
from tests.properties.scenarios import NAMES, Content, planned, scenarios

EXAMPLES = 25
ROUNDING = 1e-9  # seconds


def owed(plan: Plan, loop: OpenLoop) -> set[tuple[int, int]]:
    """Give all messages of an open loop with each of the clients that they are owed to."""
    clients, own = plan.clients, plan.clients.skips_own
    return {
        (message, client)
        for message, (origin, channel) in enumerate(zip(loop.origin.tolist(), loop.channel.tolist(), strict=True))
        for client in np.flatnonzero(clients.channels == channel).tolist()
        if not (own and client == origin)
    }


def in_window(plan: Plan, birth: float) -> bool:
    """Tell whether what is born at `birth` counts."""
    return plan.window.start <= birth < plan.window.end


def check_conservation(plan: Plan, recording: Recording) -> None:
    """Every message that is owed is delivered once, lost, or not delivered yet."""
    told = recording.deliveries
    pairs = list(zip(told.message.tolist(), told.recipient.tolist(), strict=True))
    assert max(Counter(pairs).values(), default=1) == 1
    counted = [pair for pair in pairs if in_window(plan, recording.births[pair[0]])]
    assert recording.delivered == recording.latency.count == len(counted)
    assert recording.expected == recording.delivered + recording.undelivered + recording.lost
    assert min(recording.undelivered, recording.lost, recording.duplicates) >= 0
    assert (told.time <= plan.window.horizon).all()
    if isinstance(plan.messages, OpenLoop):
        everything = owed(plan, plan.messages)
        assert set(pairs) <= everything
        assert recording.expected == sum(in_window(plan, plan.messages.birth[message]) for message, _ in everything)


def check_causality(plan: Plan, recording: Recording) -> None:
    """Nobody has a message before it can be there, nor an earlier one of the log after a later one."""
    told, clients = recording.deliveries, plan.clients
    down, up = least_of_links(clients.down), least_of_links(clients.up)
    last = np.full(clients.count, -np.inf)
    for message, client, time in zip(told.message.tolist(), told.recipient.tolist(), told.time.tolist(), strict=True):
        way = down[client]
        if isinstance(plan.messages, OpenLoop) and plan.messages.origin[message] >= 0:
            way += up[plan.messages.origin[message]]
        assert time >= recording.births[message] + way - ROUNDING
        assert time >= last[client]
        last[client] = time
    assert recording.out_of_order == 0


def check_levels(plan: Plan, recording: Recording) -> None:
    """Levels stay within what the server allows, and means within peaks."""
    server = plan.server
    assert recording.held.peak <= recording.open.peak <= server.max_connections * server.nodes
    if isinstance(plan.mechanism, Pull):
        assert recording.held.peak <= server.threads * server.nodes
    assert recording.memory.peak >= recording.memory.mean * (1 - 1e-12)
    assert recording.memory.mean >= server.memory.base * server.nodes * (1 - 1e-12)
    for level in (recording.open, recording.held):
        assert -ROUNDING <= level.mean <= level.peak + ROUNDING
    assert recording.utilisation <= 1 + ROUNDING


def check_numbers(recording: Recording) -> None:
    """Every measure is finite and not negative, or not a number where nothing was counted."""
    for histogram in (recording.latency, recording.publish, recording.queue_wait):
        check_histogram(histogram)
    numbers = [*recording.cpu.values()]
    for level in (recording.open, recording.held, recording.memory):
        numbers += astuple(level)
    for transfers in recording.traffic.values():
        numbers += astuple(transfers)
    assert all(isfinite(number) and number >= -ROUNDING for number in numbers)
    assert recording.age >= 0 or isnan(recording.age)
    payload = recording.traffic["payload"]
    assert payload.up + payload.down == recording.payload


def astuple(facts: Level | Transfers) -> tuple[float, ...]:
    """Give the numbers of a fact."""
    return tuple(vars(facts).values())


def check_histogram(histogram: Histogram) -> None:
    """Its quantiles go up from the least value to the greatest."""
    row = [histogram.minimum, *map(histogram.quantile, (0.0, 0.01, 0.5, 0.99, 1.0)), histogram.maximum]
    if histogram.count:
        assert row == sorted(row)
        assert row[0] >= 0
        assert isfinite(row[-1])
    else:
        assert all(map(isnan, row))


def facts(recording: Recording) -> dict[str, object]:
    """Give all of a recording in values that compare."""
    content = dict(vars(recording))
    for name in ("latency", "publish", "queue_wait"):
        histogram = content[name]
        content[name] = (histogram.count, histogram.total, histogram.buckets.tolist())
    content["births"] = recording.births.tolist()
    content["deliveries"] = [column.tolist() for column in vars(recording.deliveries).values()]
    content["age"] = repr(recording.age)
    content["failures"], content["course"] = repr(recording.failures), repr(recording.course)
    return content


@pytest.mark.parametrize("name", NAMES)
@given(content=scenarios())
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_whatever_the_scenario_the_books_balance(name: str, content: Content) -> None:
    """Messages are conserved and causal, levels in their limits, measures finite, and a plan gives one run only."""
    plan = planned(content, name)
    recording = simulate(plan)
    check_conservation(plan, recording)
    check_causality(plan, recording)
    check_levels(plan, recording)
    check_numbers(recording)
    assert facts(simulate(plan)) == facts(recording)
