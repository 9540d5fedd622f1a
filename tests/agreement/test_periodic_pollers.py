import numpy as np
import pytest

from rtsim.recording import Histogram
from rtsim.theory import periodic_sources, queues
from rtsim.validation.closed_forms.queues import PERIOD, POLLERS, SERVICE, pollers
from tests.agreement.intervals import agrees, close
from tests.agreement.worlds import run, runs


@pytest.fixture(scope="module")
def random_phases() -> list[Histogram]:
    """Give the waits at 800 servers whose pollers came at random."""
    return [each.queue_wait for each in runs(pollers(PERIOD, nodes=40), 20)]


def test_random_phases(random_phases: list[Histogram]) -> None:
    """Pollers in random phases wait as the queue of periodic sources says, and less than Poisson arrivals would."""
    theory = periodic_sources.random_phase_wait_mean(sources=POLLERS, period=PERIOD, service=SERVICE)
    waits = [each.mean for each in random_phases]
    agrees(waits, theory)
    assert np.mean(waits) < 0.9 * queues.md1_wait_mean(rate=POLLERS / PERIOD, service=SERVICE)


@pytest.mark.parametrize("wait", [0.5, 1.0])
def test_law_of_random_phases(random_phases: list[Histogram], wait: float) -> None:
    """The share of polls that wait long is the one that theory gives."""
    beyond = periodic_sources.random_phase_wait_beyond(
        sources=POLLERS, period=PERIOD, service=SERVICE, wait=wait * SERVICE
    )
    agrees([_share_beyond(each, wait * SERVICE) for each in random_phases], beyond)


def _share_beyond(waits: Histogram, wait: float) -> float:
    """Give the share of values above `wait`, to a thousandth."""
    shares = np.linspace(0, 1, 1_001)
    return float(np.mean([waits.quantile(share) > wait for share in shares]))


def test_in_phase() -> None:
    """Pollers that all start together stay together: on average each waits for half of the others."""
    recording = run(pollers(0))
    close(recording.queue_wait.mean, periodic_sources.in_phase_wait_mean(sources=POLLERS, service=SERVICE))
    close(recording.queue_wait.maximum, (POLLERS - 1) * SERVICE)
