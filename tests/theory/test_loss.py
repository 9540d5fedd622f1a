import numpy as np
import pytest

from rtsim.theory.loss import retransmission_delay_mean
from tests.theory.agreement import agrees, generators


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
