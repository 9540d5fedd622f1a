"""Estimates: means over independent replications with 95 % confidence intervals by Student's t.

Law, Simulation Modeling and Analysis, section 9.4.1; paired comparisons: section 10.2.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isinf, isnan, nan, sqrt

import numpy as np

from rtsim.experiments.students_t import quantile

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean and the interval around it; the ends are not a number when there is no interval."""

    mean: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there is a mean at all."""
        return not isnan(self.mean)

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    def is_within(self, share: float) -> bool:
        """Tell whether half the width is at most this share of the mean; never where there is no interval."""
        return self.half_width <= share * abs(self.mean)


def estimate(values: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """Estimate a measure from its values in independent replications; undefined values are left out.

    >>> estimate([1.0, 2.0, 3.0])
    Estimate(mean=2.0, low=-0.484..., high=4.484...)
    """
    known = [value for value in values if not isnan(value)]
    if not known:
        return Estimate(nan, nan, nan)
    mean = float(np.mean(known))
    if len(known) == 1 or isinf(mean):  # what never ends has no interval
        return Estimate(mean, nan, nan)
    spread = float(np.std(known, ddof=1)) / sqrt(len(known))
    half = float(quantile(len(known) - 1, (1 + confidence) / 2)) * spread
    return Estimate(mean, mean - half, mean + half)
