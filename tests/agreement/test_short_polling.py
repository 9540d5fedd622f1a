from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.theory import Polling, short_polling
from tests.agreement.intervals import agrees, mean_within_a_percent, quantile_within_two_percent, reaches
from tests.agreement.worlds import POISSON_TO_ONE, link, runs, world

INTERVAL, RATE, UP, DOWN, SERVICE = 5.0, 0.2, 0.05, 0.06, 0.002
ROUND_TRIP = UP + SERVICE + DOWN


def one_client(settings: Mapping[str, Any], *, cores: int = 1, rate: float = RATE) -> Scenario:
    """Give one client that polls a server that nobody else asks, for 4,000 intervals."""
    return world(
        clients={"count": 1, "connect_over": INTERVAL, "network": link(UP, DOWN)},
        messages=POISSON_TO_ONE | {"rate": rate},
        techniques={"short-polling": settings},
        costs={"request": SERVICE},
        server={"cores": cores},
        warmup=60,
        duration=4_000 * INTERVAL,
    )


def agrees_with(theory: Polling, replications: list[Recording]) -> None:
    """Check everything that a `Polling` says against the simulation."""
    mean_within_a_percent([each.latency.mean for each in replications], theory.latency_mean)
    quantile_within_two_percent(replications, 0.95, theory.latency_quantile(0.95))
    reaches(replications, theory.latency_sup)
    mean_within_a_percent([each.requests / each.duration for each in replications], theory.rate)
    agrees([each.empty / (each.empty + each.answered) for each in replications], theory.empty_share)
    mean_within_a_percent([each.carried / each.answered for each in replications], theory.batch_mean)


def test_fixed_rate_on_one_core() -> None:
    """On one core a message born while a poll is served waits for the next: latency is U(0, T) + s + d2."""
    theory = short_polling.fixed_rate(interval=INTERVAL, rate=RATE, to_client=DOWN, service=SERVICE)
    replications = list(runs(one_client({"interval": INTERVAL, "timing": "fixed-rate"})))
    agrees_with(theory, replications)
    assert min(each.latency.minimum for each in replications) >= theory.latency.least * (1 - 1e-9)
    shares = (np.arange(200) + 0.5) / 200
    quantiles = np.mean([[each.latency.quantile(share) for share in shares] for each in replications], axis=0)
    assert np.allclose(quantiles, [theory.latency_quantile(share) for share in shares], rtol=0.02, atol=0.02)
    assert np.isclose(quantiles.std(), theory.latency_sd, rtol=0.01)


def test_fixed_rate_on_several_cores() -> None:
    """On several cores the log is read when a poll's work completes: latency is U(0, T) + d2."""
    theory = short_polling.fixed_rate(interval=INTERVAL, rate=RATE, to_client=DOWN)
    agrees_with(theory, list(runs(one_client({"interval": INTERVAL, "timing": "fixed-rate"}, cores=4))))


def test_after_response() -> None:
    """A pause counted from the response makes the cycle longer by the round trip."""
    theory = short_polling.after_response(
        pause=INTERVAL, round_trip=ROUND_TRIP, rate=RATE, to_client=DOWN, service=SERVICE
    )
    agrees_with(theory, list(runs(one_client({"interval": INTERVAL}))))


def test_random_interval() -> None:
    """A message meets long intervals more often: the mean wait is E[C^2] / (2 E[C])."""
    low, high = 0.5 * INTERVAL, 1.5 * INTERVAL
    interval = {"dist": "uniform", "low": low, "high": high}
    mean = INTERVAL + ROUND_TRIP
    residual = short_polling.residual_mean(mean=mean, second_moment=(high - low) ** 2 / 12 + mean**2)
    replications = list(runs(one_client({"interval": interval})))
    mean_within_a_percent([each.latency.mean for each in replications], residual + SERVICE + DOWN)


@pytest.mark.parametrize("period", [50.0, 1.0])
def test_periodic_values(period: float) -> None:
    """Of a value renewed every P seconds, polls every T miss or repeat the share that theory says."""
    scenario = world(
        clients={"count": 50, "connect_over": INTERVAL, "network": link(UP, DOWN)},
        messages={"from": "server", "to": "everyone", "process": "periodic", "rate": 1 / period},
        techniques={"short-polling": {"interval": INTERVAL, "timing": "fixed-rate"}},
        warmup=100,
        duration=1_000,
    )
    (recording,) = runs(scenario, 1)
    redundant = short_polling.redundant_share(interval=INTERVAL, period=period)
    assert recording.empty / recording.requests == pytest.approx(redundant, abs=0.01)
    seen_late = 1 - recording.answered / recording.carried
    assert seen_late == pytest.approx(short_polling.missed_share(interval=INTERVAL, period=period), abs=0.01)
