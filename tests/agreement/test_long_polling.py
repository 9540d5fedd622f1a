from typing import Any

import pytest

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.theory import LongPolling, long_polling
from rtsim.theory.queues import little_population
from tests.agreement.intervals import agrees, close, mean_within_a_percent, quantile_within_two_percent, reaches
from tests.agreement.worlds import PERIODIC_TO_EVERYONE, POISSON_TO_ONE, link, runs, world


def pollers(count: int, up: float, down: float, *, rate: float, hold: float, cycles: float, **rest: Any) -> Scenario:
    """Give `count` clients that each get `rate` messages per second, for about `cycles` requests of each."""
    return world(
        clients={"count": count, "connect_over": 5, "network": link(up, down)},
        messages=POISSON_TO_ONE | {"rate": count * rate},
        techniques={"long-polling": {"timeout": hold}},
        warmup=10 + hold,
        duration=cycles / rate,
        **rest,
    )


def agrees_with(theory: LongPolling, replications: list[Recording]) -> None:
    """Check everything that a `LongPolling` says against the simulation."""
    clients = replications[0].clients
    mean_within_a_percent([each.latency.mean for each in replications], theory.latency_mean)
    quantile_within_two_percent(replications, 0.95, theory.latency_quantile(0.95))
    mean_within_a_percent([each.requests / each.duration / clients for each in replications], theory.rate)
    if theory.empty_share > 1e-9:
        agrees([each.empty / (each.empty + each.answered) for each in replications], theory.empty_share)
    mean_within_a_percent([each.carried / each.answered for each in replications], theory.batch_mean)
    away = clients - little_population(rate=theory.rate * clients, time=theory.cycle * theory.held_share)
    mean_within_a_percent([clients - each.held.mean for each in replications], away)


@pytest.mark.parametrize(
    ("rate", "up", "down", "hold"),
    [(2.0, 0.05, 0.08, 0.5), (20.0, 0.04, 0.06, 5.0), (10.0, 0.04, 0.06, 0.05), (0.02, 0.1, 0.1, 25.0)],
)
def test_poisson(rate: float, up: float, down: float, hold: float) -> None:
    """A server that keeps what comes in the gap answers as renewal theory says, requests that time out included."""
    theory = long_polling.poisson(
        rate=rate, hold=hold, gap=long_polling.gap(to_server=up, to_client=down), to_client=down
    )
    replications = list(runs(pollers(10, up, down, rate=rate, hold=hold, cycles=400)))
    agrees_with(theory, replications)
    assert max(each.latency.maximum for each in replications) <= theory.latency_sup * (1 + 1e-9)


def test_supremum() -> None:
    """A message that just missed an answer waits for the whole gap: d1 + 2 d2, and none waits longer."""
    theory = long_polling.poisson(rate=5.0, hold=3.0, gap=0.13, to_client=0.08)
    reaches(list(runs(pollers(10, 0.05, 0.08, rate=5.0, hold=3.0, cycles=1_000), 3)), theory.latency_sup)


def test_poisson_with_work() -> None:
    """Work on a request lengthens the gap; work on its answer delays the message that sets it off, and others join."""
    request, respond, rate, up, down = 0.02, 0.03, 4.0, 0.05, 0.08
    gap = long_polling.gap(to_server=up, to_client=down, service=request)
    theory = long_polling.poisson(rate=rate, hold=60.0, gap=gap, to_client=down, respond=respond)
    costs = {"request": request, "respond": respond}
    # On one core a message would wait behind the answer's work and be too late to join it.
    scenario = pollers(1, up, down, rate=rate, hold=60.0, cycles=4_500, costs=costs, server={"cores": 2})
    agrees_with(theory, list(runs(scenario)))


def periodic(period: float, up: float, down: float) -> Scenario:
    """Give 40 clients in random phases that all get a message every `period` seconds."""
    return world(
        clients={"count": 40, "connect_over": 5, "network": link(up, down)},
        messages=PERIODIC_TO_EVERYONE | {"rate": 1 / period},
        techniques={"long-polling": {"timeout": 30}},
        warmup=20,
        duration=300 * period,
    )


def test_slow_periodic_messages() -> None:
    """Messages further apart than the gap all find a held request: latency d2 exactly, one request each."""
    theory = long_polling.periodic(period=0.25, gap=0.24, to_client=0.13)
    (recording,) = runs(periodic(0.25, 0.11, 0.13), 1)
    close(recording.latency.minimum, theory.latency_mean)
    close(recording.latency.maximum, theory.latency_sup)
    close(recording.requests / recording.duration / recording.clients, theory.rate)
    close(recording.held.mean / recording.clients, theory.held_share)


def test_fast_periodic_messages() -> None:
    """Messages closer than the gap pile up in it: one request each gap, latency uniform on d2 to d2 + G."""
    up, down, period = 0.1123, 0.1495, 0.1
    theory = long_polling.periodic(period=period, gap=up + down, to_client=down)
    replications = list(runs(periodic(period, up, down)))
    mean_within_a_percent([each.latency.mean for each in replications], theory.latency_mean)
    mean_within_a_percent([each.requests / each.duration / each.clients for each in replications], theory.rate)
    mean_within_a_percent([each.carried / each.answered for each in replications], theory.batch_mean)
    reaches(replications, theory.latency_sup)
    assert sum(each.empty for each in replications) == 0


@pytest.mark.parametrize(("beside", "waits"), [(0.98, False), (1.02, True)])
def test_knee(beside: float, waits: bool) -> None:  # noqa: FBT001 - the value under test
    """At 4 messages a second nothing waits up to a one-way delay of 125 ms, and beyond it almost everything."""
    delay = beside * long_polling.knee_delay(period=0.25)
    (recording,) = runs(periodic(0.25, delay, delay), 1)
    assert (recording.latency.mean > 1.1 * delay) is waits
    assert (recording.held.mean > 0) is not waits
