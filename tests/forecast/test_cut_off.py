import numpy as np
import pytest
from scipy.stats import norm

from rtsim.chance import Constant, Distribution, Empirical, Exponential, Lognormal, Normal, Uniform
from rtsim.forecast.cut_off import mean_above_zero, share_below_zero

DRAWS = 1 << 20
LATENCIES = (Constant(0.01), Constant(0.0), Lognormal(0.03, 0.02), Uniform(0.0, 0.05))
JITTERS = (
    Normal(0.0, 0.01),
    Normal(-0.01, 0.03),
    Uniform(-0.02, 0.03),
    Empirical((-0.015, -0.001, 0.02)),
    Exponential(0.01),
    Constant(-0.01),
)


@pytest.mark.parametrize(("latency", "sd"), [(0.0, 0.02), (0.01, 0.02), (0.05, 0.02), (0.01, 0.2)])
def test_normal_jitter_is_cut_off_as_the_normal_distribution_says(latency: float, sd: float) -> None:
    """The share is Phi(-L / s), and the mean L Phi(L / s) + s phi(L / s)."""
    ratio = latency / sd
    assert share_below_zero(Constant(latency), Normal(0.0, sd)) == pytest.approx(norm.cdf(-ratio), rel=1e-9)
    mean = latency * norm.cdf(ratio) + sd * norm.pdf(ratio)
    assert mean_above_zero(Constant(latency), Normal(0.0, sd)) == pytest.approx(mean, rel=1e-9)


@pytest.mark.parametrize("latency", LATENCIES)
@pytest.mark.parametrize("jitter", JITTERS)
def test_what_is_drawn_is_cut_off_so_often(latency: Distribution, jitter: Distribution) -> None:
    """Of a million draws the same share lies below zero, and they have the same mean."""
    generator = np.random.default_rng(1)
    drawn = latency.sample(generator, DRAWS) + jitter.sample(generator, DRAWS)
    assert share_below_zero(latency, jitter) == pytest.approx(float((drawn < 0).mean()), abs=0.01)
    mean, error = float(np.maximum(drawn, 0.0).mean()), float(np.sqrt(jitter.variance + latency.variance))
    assert mean_above_zero(latency, jitter) == pytest.approx(mean, abs=0.02 * error + 1e-12)


def test_without_jitter_nothing_is_cut_off() -> None:
    """A latency that is there at each transfer is its own mean."""
    assert share_below_zero(Constant(0.0), Constant(0.0)) == 0
    assert mean_above_zero(Constant(0.02), Normal(0.0, 0.0)) == 0.02
