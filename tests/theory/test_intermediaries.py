from math import exp, inf

import numpy as np
import pytest

from rtsim.theory.intermediaries import life

SEED, RUNS = 5, 20_000


def drawn(idle: float, lifetime: float, heartbeat: float, rate: float, pong: float) -> tuple[np.ndarray, float]:
    """Draw lives byte by byte; give them and the share that idleness cuts."""
    generator, lives, cut = np.random.default_rng(SEED), [], 0
    for _ in range(RUNS):
        last, beat = 0.0, heartbeat
        message = generator.exponential(1 / rate) if rate else inf
        while True:
            byte = min(message, beat)
            if min(byte, lifetime) >= last + idle:
                lives.append(last + idle)
                cut += 1
                break
            if byte >= lifetime:
                lives.append(lifetime)
                break
            if byte == beat:
                last = max(last, beat + pong)
                beat += heartbeat
            else:
                last = max(last, message)
                message += generator.exponential(1 / rate)
    return np.array(lives), cut / RUNS


@pytest.mark.parametrize(
    ("idle", "lifetime", "heartbeat", "rate", "pong"),
    [
        (60.0, inf, inf, 1 / 30, 0.0),
        (60.0, inf, 90.0, 1 / 30, 0.0),
        (60.0, inf, 250.0, 1 / 20, 5.0),
        (60.0, inf, 62.0, 1 / 200, 1.0),
        (60.0, 100.0, 90.0, 1 / 40, 1.0),
        (20.0, 130.0, 30.0, 1 / 9, 2.0),
        (1.0, 40.0, inf, 0.5, 0.0),
    ],
)
def test_lives_are_those_that_are_drawn(
    idle: float, lifetime: float, heartbeat: float, rate: float, pong: float
) -> None:
    """Mean life and share of idle cuts are within 99.9 % intervals of lives that are drawn byte by byte."""
    expected = life(idle=idle, lifetime=lifetime, heartbeat=heartbeat, rate=rate, pong=pong)
    lives, share = drawn(idle, lifetime, heartbeat, rate, pong)
    assert abs(lives.mean() - expected.mean) <= 3.29 * lives.std() / RUNS**0.5
    assert abs(share - expected.idle) <= 3.29 * (expected.idle * (1 - expected.idle) / RUNS) ** 0.5 + 1e-12


@pytest.mark.parametrize("rate", [1e-9, 1 / 60, 1 / 6])
def test_long_spells_are_those_without_heartbeats(rate: float) -> None:
    """A heartbeat that hardly ever comes changes nothing."""
    bare = life(idle=60.0, rate=rate).mean
    assert life(idle=60.0, heartbeat=1e7, rate=rate).mean == pytest.approx(bare, rel=1e-4)
    assert bare == pytest.approx((exp(60 * rate) - 1) / rate, rel=1e-6)


def test_nothing_passes() -> None:
    """Without messages the idle time or the lifetime cuts, whichever is first."""
    assert life(idle=60.0, lifetime=30.0).idle == 0.0
    assert life(idle=60.0, lifetime=30.0).mean == 30.0
    assert life(idle=60.0, lifetime=7200.0) == life(idle=60.0)
    assert life() == life(lifetime=inf)
    assert life().mean == inf
