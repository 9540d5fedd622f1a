"""Samples: what is kept of any number of values, in memory that does not grow with them."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from math import inf, isnan, nan
from statistics import median
from typing import Generic, Self, TypeVar

import numpy as np
from numpy.random import Generator

from rtsim.chance import Array, Streams

KEPT = 5_000  # a quantile of so many values is known to less than one percentile (binomial, 95 %)
GROUPS = 200  # values of an empirical distribution that a person can still paste

T = TypeVar("T")


class Reservoir(Generic[T]):
    """A simple random sample of all that was added, and how many that were.

    Each is kept with the same chance (algorithm R: Vitter 1985, doi:10.1145/3147.3165); equal additions keep the same.
    """

    def __init__(self, limit: int = KEPT) -> None:
        self.kept: list[T] = []
        self.count = 0
        self._limit = limit

    @cached_property
    def _generator(self) -> Generator:
        return Streams(seed=1, replication=0).generator("reservoir")

    def add(self, value: T) -> None:
        """Keep the value, or not."""
        self.count += 1
        if len(self.kept) < self._limit:
            self.kept.append(value)
            return
        place = int(self._generator.integers(self.count))
        if place < self._limit:
            self.kept[place] = value

    def add_each(self, values: Sequence[T]) -> None:
        """Keep or leave each of the values, as `add` would one after the other."""
        free = max(0, self._limit - len(self.kept))
        self.kept.extend(values[:free])
        rest = values[free:]
        begun, self.count = self.count + len(values) - len(rest), self.count + len(values)
        if not len(rest):
            return
        places = self._generator.integers(np.arange(begun + 1, self.count + 1))
        for number in np.flatnonzero(places < self._limit).tolist():
            self.kept[int(places[number])] = rest[number]

    def add_all(self, other: "Reservoir[T]") -> None:
        """Take over what another one keeps, each for as many as it stands for, and count what it counted."""
        if other.count == len(other.kept):
            for value in other.kept:
                self.add(value)
            return
        together = self.count + other.count
        share = int(self._generator.binomial(self._limit, self.count / together))
        mine = min(len(self.kept), max(share, self._limit - len(other.kept)))
        self.kept = [*self._some(self.kept, mine), *self._some(other.kept, self._limit - mine)]
        self.count = together

    def _some(self, values: Sequence[T], count: int) -> list[T]:
        """Choose so many of some values, all with the same chance."""
        places = self._generator.permutation(len(values))[:count]
        return [values[int(place)] for place in places]


class Sample:
    """Array, of which a random sample is kept, with the least and the most of all; nan stands for one not known.

    >>> sample = Sample.of([3.0, 1.0, float("nan"), 8.0])
    >>> sample.count, sample.least, sample.median, sample.most
    (3, 1.0, 3.0, 8.0)
    """

    def __init__(self) -> None:
        self.reservoir: Reservoir[float] = Reservoir()
        self.least = inf
        self.most = -inf
        self.summed_up = 0
        """How many of the values no file has one by one, but in percentiles or counts."""

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        """Make a sample of these values."""
        sample = cls()
        for value in values:
            sample.add(value)
        return sample

    def add(self, value: float) -> None:
        """Take one value in; nan is left out."""
        if not isnan(value):
            self.reservoir.add(value)
            self.least, self.most = min(self.least, value), max(self.most, value)

    def add_each(self, values: Array) -> None:
        """Take values in, none of which is nan."""
        if len(values):
            self.reservoir.add_each(values.tolist())
            self.least, self.most = min(self.least, float(values.min())), max(self.most, float(values.max()))

    def add_weighed(self, values: Array, weights: Array) -> None:
        """Take in each of some values as often as its weight says.

        >>> sample = Sample()
        >>> sample.add_weighed(np.array([0.02, 0.03]), np.array([1.0, 2.0]))
        >>> sample.count, sample.kept
        (3, [0.02, 0.03, 0.03])
        """
        other, ranks = Sample(), np.cumsum(weights)
        count = round(float(ranks[-1])) if len(ranks) else 0
        if count:
            kept = min(count, KEPT)
            places = np.searchsorted(ranks, (np.arange(kept) + 0.5) / kept * ranks[-1])
            other.reservoir.kept, other.reservoir.count = values[places].tolist(), count
            other.least, other.most, other.summed_up = float(values.min()), float(values.max()), count
            self.add_all(other)

    def add_all(self, other: "Sample") -> None:
        """Take another sample in."""
        self.summed_up += other.summed_up
        self.reservoir.add_all(other.reservoir)
        self.least, self.most = min(self.least, other.least), max(self.most, other.most)

    @property
    def count(self) -> int:
        """How many values were added."""
        return self.reservoir.count

    @property
    def kept(self) -> Sequence[float]:
        """The values that are kept: all of them up to `KEPT`."""
        return self.reservoir.kept

    @property
    def median(self) -> float:
        """The median of what is kept; nan of nothing."""
        return median(self.kept) if self.kept else nan

    def groups(self, most: int = GROUPS) -> list[float]:
        """Give at most so many values, ascending, that stand for all that are kept and have their very mean.

        Each is the mean of an equal share of the sorted values, where a value may be shared by two neighbours.

        >>> Sample.of([5.0, 1.0, 3.0, 3.0]).groups(most=2)
        [2.0, 4.0]
        """
        ascending = np.sort(np.asarray(self.kept))
        if len(ascending) <= most:
            return [float(value) for value in ascending]
        ends = np.linspace(0, len(ascending), most + 1)
        below = np.interp(ends, np.arange(len(ascending) + 1), np.concatenate([[0.0], np.cumsum(ascending)]))
        return [float(value) for value in np.diff(below) / (len(ascending) / most)]
