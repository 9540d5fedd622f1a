import numpy as np
import pytest

from rtsim.scenario import Scenario
from rtsim.theory import periodic_sources, queues
from tests.agreement.intervals import agrees, close
from tests.agreement.worlds import NEVER, link, run, runs, world

POLLERS, SERVICE = 100, 0.01
PERIOD = 125 * SERVICE


def pollers(connect_over: float) -> Scenario:
    """Give pollers by the clock whose first polls are spread over `connect_over` seconds."""
    return world(
        clients={"count": POLLERS, "connect_over": connect_over, "network": link(0, 0)},
        messages=NEVER,
        techniques={"short-polling": {"interval": PERIOD, "timing": "fixed-rate"}},
        costs={"request": SERVICE},
        warmup=3 * PERIOD,
        duration=PERIOD,
        drain=0,
    )


def test_random_phases() -> None:
    """Pollers in random phases wait as the queue of periodic sources says, and less than Poisson arrivals would."""
    theory = periodic_sources.random_phase_wait_mean(sources=POLLERS, period=PERIOD, service=SERVICE)
    waits = [each.queue_wait.mean for each in runs(pollers(PERIOD), 1_000)]
    agrees(waits, theory)
    assert np.mean(waits) < 0.9 * queues.md1_wait_mean(rate=POLLERS / PERIOD, service=SERVICE)


@pytest.mark.parametrize("wait", [0.5, 2.0, 5.0])
def test_law_of_random_phases(wait: float) -> None:
    """The share of polls that wait long is the one that theory gives."""
    theory = periodic_sources.random_phase_wait_beyond(
        sources=POLLERS, period=PERIOD, service=SERVICE, wait=wait * SERVICE
    )
    shares = np.linspace(0, 1, 101)
    beyond = [
        np.mean([each.queue_wait.quantile(share) > wait * SERVICE for share in shares])
        for each in runs(pollers(PERIOD), 300)
    ]
    assert np.mean(beyond) == pytest.approx(theory, abs=4 * np.std(beyond) / np.sqrt(300) + 0.005)


def test_in_phase() -> None:
    """Pollers that all start together stay together: on average each waits for half of the others."""
    recording = run(pollers(0))
    close(recording.queue_wait.mean, periodic_sources.in_phase_wait_mean(sources=POLLERS, service=SERVICE))
    close(recording.queue_wait.maximum, (POLLERS - 1) * SERVICE)
