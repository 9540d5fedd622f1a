"""Paired differences between techniques, with the intervals of `rtsim.experiments.estimates`."""

from collections.abc import Sequence
from math import nan

from rtsim.experiments.estimates import CONFIDENCE, Estimate, estimate

__all__ = ["CONFIDENCE", "UNKNOWN", "Estimate", "difference", "estimate", "verdict"]

UNKNOWN = Estimate(nan, nan, nan)
"""Of what nothing is known."""


def difference(a: Sequence[float], b: Sequence[float]) -> Estimate:
    """Estimate a measure's difference a - b from pairs of runs with common random numbers.

    >>> difference([1.0, 2.0, 3.0], [0.0, 1.0, 2.0])
    Estimate(mean=1.0, low=1.0, high=1.0)
    """
    return estimate([first - second for first, second in zip(a, b, strict=True)])


def verdict(difference: Estimate) -> str:
    """Say which of a and b is lower; no difference when the interval holds zero, or when there is none.

    >>> verdict(Estimate(-1.0, -1.5, -0.5)), verdict(Estimate(-1.0, -3.0, 1.0))
    ('a lower', 'no difference')
    """
    if difference.high < 0:
        return "a lower"
    return "b lower" if difference.low > 0 else "no difference"
