import numpy as np
import pytest

from rtsim.theory import loss as losses
from rtsim.theory.loss import retransmission_delay_mean
from tests.theory.agreement import Array, agrees, generators


@pytest.mark.parametrize("loss", [0.02, 0.1])
def test_the_mean_extra_agrees_with_drawn_losses(loss: float) -> None:
    """The mean delay by doubling time-outs is that of transmissions lost at random."""
    means = []
    for generator in generators():
        lost = generator.geometric(1 - loss, 1_000_000) - 1
        means.append(float(np.mean(0.2 * (2.0**lost - 1))))
    agrees(means, retransmission_delay_mean(loss=loss, timeout=0.2))


def test_a_perfect_path_adds_nothing() -> None:
    """Without loss there is no extra delay."""
    assert retransmission_delay_mean(loss=0.0, timeout=0.2) == 0


def ordered(generator: np.random.Generator, rate: float, share: float, wait: float) -> Array:
    """Give what loss adds to messages on one connection, each lost at most once."""
    births = np.cumsum(generator.exponential(1 / rate, 200_000))
    there = births + wait * (generator.random(len(births)) < share)
    return np.maximum.accumulate(there) - births


def test_ordered_delay_agrees_with_drawn_losses() -> None:
    """The mean delay on one ordered connection, and the share that is delayed, are those of drawn losses."""
    form = {"rate": 50.0, "loss": 0.02, "wait": 0.25}
    found = [ordered(generator, *form.values()) for generator in generators()]
    agrees([float(one.mean()) for one in found], losses.ordered_delay_mean(**form))
    for beyond in (0.0, 0.1, 0.2):
        shares = [float((one > beyond + 1e-12).mean()) for one in found]
        agrees(shares, losses.ordered_delay_share(**form, beyond=beyond))
    assert losses.ordered_delay_share(**form, beyond=0.25) == 0


def test_bursts_agree_with_a_chain() -> None:
    """Bursts that begin so often and are so long lose the share of all packets; sparse messages wait as long."""
    share, burst = 0.1, 1.25
    begins = losses.burst_begins(loss=share, burst=burst)
    assert begins * burst / (1 + begins * burst) == pytest.approx(share)
    means = []
    for generator in generators():
        hit = generator.random(100_000) < begins
        tries = hit * generator.geometric(1 / burst, len(hit))
        means.append(float((2.0**tries - 1).mean()))
    agrees(means, losses.burst_delay_mean(loss=share, burst=burst, timeout=1.0))
    with pytest.raises(ValueError, match="below 2"):
        losses.burst_delay_mean(loss=share, burst=2.0, timeout=1.0)
