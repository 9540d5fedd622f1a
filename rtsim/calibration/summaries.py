"""Summaries: times of which a file tells no more than percentiles, or how often each came."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from rtsim.calibration.sample import KEPT
from rtsim.chance import Array
from rtsim.scenario.rows import WrongRowError

LONGEST_TIME = 600.0
"""Seconds; a longer round trip means that the unit is wrong."""

MOST = 1e12
"""Requests that a summary can be of: a year of 30,000 a second."""


@dataclass(frozen=True)
class Summary:
    """Times in seconds, ascending, and how many requests each stands for."""

    times: Array
    weights: Array

    @classmethod
    def of_counts(cls, counts: Mapping[float, float]) -> Self:
        """Make a summary of how often each time came; raises `WrongRowError` for what is no time or no count."""
        times = np.array(sorted(counts), np.float64)
        weights = np.array([counts[time] for time in sorted(counts)], np.float64)
        _check(times, float(weights.sum()), good=bool((weights >= 0).all()))
        return cls(times, weights)

    @classmethod
    def of_quantiles(cls, count: float, quantiles: Mapping[float, float]) -> Self:
        """Make a summary of so many times, of which shares are at most so long, with straight lines between.

        What is below the least of the quantiles is taken for it, and what is above the largest likewise. Raises
        `WrongRowError` for what is no time, no share or no count.

        >>> summary = Summary.of_quantiles(5, {0.0: 0.020, 0.5: 0.024, 1.0: 0.064})
        >>> [round(float(time), 4) for time in summary.times]
        [0.02, 0.022, 0.024, 0.044, 0.064]
        """
        shares = np.array(sorted(quantiles), np.float64)
        times = np.array([quantiles[share] for share in sorted(quantiles)], np.float64)
        _check(times, count, good=bool(((shares >= 0) & (shares <= 1)).all()))
        kept = min(int(count), KEPT)
        if not kept or not len(shares):
            return cls(np.empty(0), np.empty(0))
        ascending = np.maximum.accumulate(times)  # Locust rounds percentiles, and the least and the longest not
        at = np.linspace(0.0, 1.0, kept) if kept > 1 else np.array([0.5])
        return cls(np.interp(at, shares, ascending), np.full(kept, count / kept))

    @property
    def count(self) -> int:
        """How many requests it is of."""
        return round(float(self.weights.sum()))


def _check(times: Array, count: float, *, good: bool) -> None:
    if not good or not 0 <= count <= MOST:  # nan is in no range
        raise WrongRowError(f"its numbers of requests are none: each is at least 0, and all are at most {MOST:,.0f}")
    if not ((times >= 0) & (times <= LONGEST_TIME)).all():
        raise WrongRowError("it has a time that is none, below zero, or of more than ten minutes")
