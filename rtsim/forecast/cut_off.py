"""What is cut off below zero of a latency with jitter: how often, and by how much on average.

For jitter J around a latency L the share is P(L + J < 0), and E[max(0, L + J)] = E[L] + E[J] + E[(-L - J)+]. With
x = -L both are known for each kind of jitter that may be negative. Normal, mean m and deviation s, z = (x - m) / s:
Phi(z), and (x - m) Phi(z) + s phi(z) (the rectified Gaussian: Socci, Lee, Seung, NIPS 1997). Uniform on [a, b]:
(x - a) / (b - a), and (x - a)^2 / (2 (b - a)).
"""

from functools import cache
from math import erfc, exp, pi, sqrt

import numpy as np

from rtsim.chance import Array, Constant, Distribution, Empirical, Normal, Uniform

LATENCIES = 1 << 12
"""Latencies that are drawn of a distribution of them, one for each client."""


def share_below_zero(latency: Distribution, jitter: Distribution) -> float:
    """Give the share of transfers whose latency and jitter sum to less than zero.

    >>> round(share_below_zero(Constant(1.0), Normal(0.0, 1.0)), 6)
    0.158655
    """
    return _cut(latency, jitter)[0]


def mean_above_zero(latency: Distribution, jitter: Distribution) -> float:
    """Give the mean of latency and jitter where sums below zero count as zero.

    >>> round(mean_above_zero(Constant(0.0), Normal(0.0, 1.0)), 6)
    0.398942
    """
    return latency.mean + jitter.mean + _cut(latency, jitter)[1]


@cache
def _cut(latency: Distribution, jitter: Distribution) -> tuple[float, float]:
    """Give the share of sums below zero, and E[(-L - J)+]."""
    share, depth = np.mean([_below(jitter, -at) for at in _latencies(latency, jitter)], axis=0).tolist()
    return share, depth


def _latencies(latency: Distribution, jitter: Distribution) -> Array:
    """Give latencies of clients; one is enough where they are alike, or jitter is never negative."""
    if not latency.variance or not isinstance(jitter, Constant | Normal | Uniform | Empirical):
        return np.array([latency.mean])
    return latency.sample(np.random.default_rng(0), LATENCIES)


def _below(jitter: Distribution, at: float) -> tuple[float, float]:
    """Give how often jitter lies below `at`, which is zero or less, and by how much in the mean over all."""
    match jitter:
        case Normal(mean, sd) if sd:
            z = (at - mean) / sd
            share = erfc(-z / sqrt(2)) / 2
            return share, max(0.0, (at - mean) * share + sd * exp(-(z**2) / 2) / sqrt(2 * pi))
        case Uniform(low, high) if low < high:
            inside = min(max(at, low), high)
            return (inside - low) / (high - low), (inside - low) ** 2 / (2 * (high - low)) + max(0.0, at - high)
        case Empirical(values):
            return float(np.mean(np.array(values) < at)), float(np.maximum(0.0, at - np.array(values)).mean())
        case Constant() | Normal() | Uniform():
            return float(jitter.mean < at), max(0.0, at - jitter.mean)
    return 0.0, 0.0  # the others are never negative
