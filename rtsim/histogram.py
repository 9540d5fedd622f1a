"""The histogram: how often each value came, with exact sums and quantiles within 0.2 %."""

from math import floor, inf, nan

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Array

# A bucket is one 256th of an octave: the bits of a double above its 44 lowest. Its width is at most 0.4 % of its value,
# so that a quantile read at its middle is wrong by 0.2 % at most.
SHIFT = 44
LOWEST = int(np.float64(2.0**-24).view(np.int64)) >> SHIFT
HIGHEST = int(np.float64(2.0**24).view(np.int64)) >> SHIFT
BUCKETS = HIGHEST - LOWEST + 1


class Histogram:
    """How often each value came: exact count, sum, least and greatest; quantiles within 0.2 %.

    Values are seconds from 60 ns to half a year; smaller ones (zero included) share the lowest bucket.

    >>> waits = Histogram()
    >>> waits.add(np.array([1.0, 2.0, 4.0]))
    >>> waits.count, waits.mean, waits.greatest
    (3, 2.3333333333333335, 4.0)
    """

    def __init__(self) -> None:
        self.count = 0
        self.total = 0.0
        self.least = inf
        self.greatest = -inf
        self.buckets: NDArray[np.int64] = np.zeros(BUCKETS, dtype=np.int64)

    def add(self, values: Array) -> None:
        """Count `values` (any length, none negative)."""
        if not len(values):
            return
        self.count += len(values)
        self.total += float(values.sum())
        self.least = min(self.least, float(values.min()))
        self.greatest = max(self.greatest, float(values.max()))
        places = (np.ascontiguousarray(values).view(np.int64) >> SHIFT) - LOWEST
        np.clip(places, 0, BUCKETS - 1, out=places)
        self.buckets += np.bincount(places, minlength=BUCKETS)

    @property
    def mean(self) -> float:
        """The arithmetic mean; not a number when nothing was counted."""
        return self.total / self.count if self.count else nan

    @property
    def maximum(self) -> float:
        """The greatest value; not a number when nothing was counted."""
        return self.greatest if self.count else nan

    @property
    def minimum(self) -> float:
        """The least value; not a number when nothing was counted."""
        return self.least if self.count else nan

    def distribution(self) -> tuple[Array, NDArray[np.int64]]:
        """Give the values that came, in order and within 0.2 %, and how often each did."""
        places = np.flatnonzero(self.buckets)
        values = np.array([_middle(place) for place in places.tolist()])
        return np.clip(values, self.least, self.greatest), self.buckets[places]

    def quantile(self, share: float) -> float:
        """Give the value below which `share` of all lie, between order statistics as numpy.quantile does."""
        if not self.count:
            return nan
        rank = share * (self.count - 1)
        below = floor(rank)
        low = self._order_statistic(below)
        high = self._order_statistic(min(below + 1, self.count - 1))
        return low + (rank - below) * (high - low)

    def _order_statistic(self, rank: int) -> float:
        if rank == 0:
            return self.least
        if rank == self.count - 1:
            return self.greatest
        place = int(np.searchsorted(np.cumsum(self.buckets), rank, side="right"))
        return float(np.clip(_middle(place), self.least, self.greatest))


def _middle(place: int) -> float:
    if place == 0:
        return 0.0
    edges = np.array([place + LOWEST, place + LOWEST + 1], dtype=np.int64) << SHIFT
    return float(edges.view(np.float64).mean())
