from math import ceil, log2

import numpy as np
import pytest

from rtsim.theory import reconnects
from tests.theory.agreement import Array, agrees, generators


def admissions(attempts: Array, accept_rate: float) -> Array:
    """When sorted attempts are admitted, one after the other."""
    order = np.arange(1, len(attempts) + 1) / accept_rate
    return order + np.maximum.accumulate(attempts - (order - 1 / accept_rate))


def test_kth_return_agrees_with_a_crowd_that_comes_at_once() -> None:
    """The k-th of a crowd that comes at once is admitted after k turns."""
    back = admissions(np.full(1000, 3.0), 50.0)
    assert back[41] == pytest.approx(reconnects.kth_return(k=42, accept_rate=50.0, delay=3.0))
    assert back[999] == pytest.approx(23.0)


def test_uniform_window_agrees_with_drawn_attempts() -> None:
    """The mean wait of a crowd spread over a window is that of drawn attempts."""
    means = []
    for generator in generators():
        attempts = np.sort(generator.uniform(0, 5.0, 10_000))
        means.append(float((admissions(attempts, 500.0) - attempts).mean()))
    agrees(means, reconnects.uniform_window_wait_mean(clients=10_000, accept_rate=500.0, window=5.0))


@pytest.mark.parametrize("outage", [0.5, 1.0, 3.0, 3.1, 60.0, 1234.5])
def test_backoff_agrees_with_the_logarithm(outage: float) -> None:
    """Doubling from b, the first attempt after the outage is at b (2^k - 1), k = ceil(log2(outage / b + 1))."""
    expected = 2 ** ceil(log2(outage + 1)) - 1
    assert reconnects.backoff_return(outage=outage, base=1.0) == pytest.approx(expected)


def test_backoff_without_growth_is_a_fixed_interval() -> None:
    """A factor of 1, or a cap at the base, tries again at even intervals."""
    assert reconnects.backoff_return(outage=10.5, base=1.0, factor=1.0) == 11
    assert reconnects.backoff_return(outage=10.5, base=1.0, cap=1.0) == 11


def test_detection_agrees_with_failures_at_random_moments() -> None:
    """A failure is noticed a time-out after the next heartbeat."""
    law = reconnects.heartbeat_detection(interval=30.0, timeout=10.0)
    noticed = []
    for generator in generators():
        failures = generator.uniform(0, 30_000.0, 20_000)
        noticed.append(np.ceil(failures / 30.0) * 30.0 + 10.0 - failures)
    agrees([values.mean() for values in noticed], law.mean)
    agrees([values.std() for values in noticed], law.sd)
    assert law.least <= np.min(noticed)
    assert np.max(noticed) <= law.sup


@pytest.mark.parametrize("share", [0.8, 0.95, 1.05, 1.2])
def test_a_crowd_that_never_waits_gets_in_or_not(share: float) -> None:
    """Of clients that find a queue and take no wait for an answer, all get in at last, or none ever does."""
    workers, cost, retry = 20, 0.5, 1.75
    most = reconnects.most_that_recover(workers=workers, cost=cost, retry=retry)
    clients = round(share * most)
    tries = sorted((retry + cost) * number / clients for number in range(clients))
    free, inside = [5.0] * workers, 0  # all are busy at first
    for at in (start + turn * (retry + cost) for turn in range(150) for start in tries):
        if inside == clients:
            break
        if turned_away := min(free) > at:
            free[free.index(min(free))] += cost
        else:
            free[free.index(min(free))] = at + cost
            inside += not turned_away
    assert (inside >= clients) if clients < most else inside == 0
