"""Chance: distributions that know their mean and variance, and named streams of random numbers.

There is no global generator. Every decision draws from a stream of its own, named by what it decides and by the
replication, so that all techniques of a replication meet the same messages, the same senders and the same links
(common random numbers: Law, Simulation Modeling and Analysis, section 11.2).
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import repeat
from math import erf, exp, log, log1p, pi, sqrt
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.random import Generator, SeedSequence
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

BLOCK = 4096  # values drawn at a time when they are asked for one by one


@runtime_checkable
class Distribution(Protocol):
    """A random quantity: its moments, and draws from it."""

    @property
    def mean(self) -> float:
        """The expected value."""

    @property
    def variance(self) -> float:
        """The variance; infinite where it does not exist."""

    def __hash__(self) -> int:
        """Stand for the distribution, which never changes."""

    def sample(self, generator: Generator, size: int) -> Array:
        """Draw `size` independent values: an array of that length."""


@dataclass(frozen=True)
class Constant:
    """Always the same value.

    >>> Constant(3.0).mean, Constant(3.0).variance
    (3.0, 0.0)
    """

    value: float

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def variance(self) -> float:
        """None at all."""
        return 0.0

    def sample(self, generator: Generator, size: int) -> Array:  # noqa: ARG002 - a constant draws nothing
        """Repeat the value; nothing is drawn."""
        return np.full(size, self.value)


@dataclass(frozen=True)
class Spread:
    """What is known by its mean and its standard deviation."""

    mean: float
    sd: float

    @property
    def variance(self) -> float:
        """The square of the standard deviation."""
        return self.sd**2


@dataclass(frozen=True)
class Normal(Spread):
    """Gaussian noise around `mean` with standard deviation `sd`."""

    def sample(self, generator: Generator, size: int) -> Array:
        """Draw `size` values, which may be negative."""
        return generator.normal(self.mean, self.sd, size)


@dataclass(frozen=True)
class Rectified:
    """Gaussian noise around `centre` with standard deviation `sd`, where what is below zero counts as zero.

    Its moments: Socci, Lee, Seung, The rectified Gaussian distribution, NIPS 1997.

    >>> round(Rectified(0.0, 1.0).mean, 6)
    0.398942
    """

    centre: float
    sd: float

    @property
    def mean(self) -> float:
        """The expected value, above `centre`."""
        return self.centre * self._above + self.sd * self._density

    @property
    def variance(self) -> float:
        """The variance."""
        square = (self.centre**2 + self.sd**2) * self._above + self.centre * self.sd * self._density
        return square - self.mean**2

    @property
    def _above(self) -> float:
        return (1 + erf(self.centre / self.sd / sqrt(2))) / 2

    @property
    def _density(self) -> float:
        return exp(-((self.centre / self.sd) ** 2) / 2) / sqrt(2 * pi)

    def sample(self, generator: Generator, size: int) -> Array:
        """Draw `size` values from zero up."""
        return np.maximum(generator.normal(self.centre, self.sd, size), 0.0)


@dataclass(frozen=True)
class Lognormal(Spread):
    """The log-normal distribution that has this mean and standard deviation.

    >>> round(Lognormal(2.0, 1.0).variance, 12)
    1.0
    """

    def sample(self, generator: Generator, size: int) -> Array:
        """Draw `size` positive values."""
        spread = log1p((self.sd / self.mean) ** 2)
        return generator.lognormal(log(self.mean) - spread / 2, sqrt(spread), size)


@dataclass(frozen=True)
class Exponential:
    """Memoryless waiting with this mean."""

    mean: float

    @property
    def variance(self) -> float:
        """The square of the mean."""
        return self.mean**2

    def sample(self, generator: Generator, size: int) -> Array:
        """Draw `size` values from zero up."""
        return generator.exponential(self.mean, size)


@dataclass(frozen=True)
class Uniform:
    """Anywhere between `low` and `high`, alike.

    >>> Uniform(0.0, 6.0).mean, Uniform(0.0, 6.0).variance
    (3.0, 3.0)
    """

    low: float
    high: float

    @property
    def mean(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        """A twelfth of the squared width."""
        return (self.high - self.low) ** 2 / 12

    def sample(self, generator: Generator, size: int) -> Array:
        """Draw `size` values of [low, high)."""
        return generator.uniform(self.low, self.high, size)


@dataclass(frozen=True)
class Gamma(Spread):
    """The gamma distribution that has this mean and standard deviation."""

    def sample(self, generator: Generator, size: int) -> Array:
        """Draw `size` positive values."""
        return generator.gamma((self.mean / self.sd) ** 2, self.variance / self.mean, size)


@dataclass(frozen=True)
class Pareto(Spread):
    """The Pareto distribution (type I) that has this mean and standard deviation.

    Its shape is 1 + sqrt(1 + (mean / sd)^2), which is always above 2, so that both moments exist.
    """

    @property
    def shape(self) -> float:
        """The tail's exponent."""
        return 1 + sqrt(1 + (self.mean / self.sd) ** 2)

    @property
    def least(self) -> float:
        """The smallest value there is."""
        return self.mean * (self.shape - 1) / self.shape

    def sample(self, generator: Generator, size: int) -> Array:
        """Draw `size` values from `least` up."""
        return self.least * (1 + generator.pareto(self.shape, size))


@dataclass(frozen=True)
class Empirical:
    """Values that were measured, each as likely as the others.

    >>> Empirical((1.0, 2.0, 3.0)).mean
    2.0
    """

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean of the values."""
        return float(np.mean(self.values))

    @property
    def variance(self) -> float:
        """The population variance of the values."""
        return float(np.var(self.values))

    def sample(self, generator: Generator, size: int) -> Array:
        """Draw `size` values with replacement."""
        return generator.choice(np.asarray(self.values), size)


@dataclass(frozen=True)
class Streams:
    """The named random streams of one replication: the same name gives the same numbers, in any process."""

    seed: int
    replication: int

    def generator(self, decision: str, *numbers: int) -> Generator:
        """Give the generator of this decision; `numbers` tell apart its copies, such as one for each client.

        >>> a, b = Streams(1, 0).generator("birth"), Streams(1, 0).generator("birth")
        >>> a.random() == b.random()
        True
        """
        key = (self.replication, zlib.crc32(decision.encode()), *numbers)
        return np.random.default_rng(SeedSequence(self.seed, spawn_key=key))


def draws(distribution: Distribution, generator: Generator) -> Iterator[float]:
    """Give values one by one without end, drawn in blocks; a constant costs nothing.

    >>> next(draws(Constant(2.0), np.random.default_rng(1)))
    2.0
    """
    if isinstance(distribution, Constant):
        return repeat(distribution.value)
    return _blocks(distribution, generator)


def _blocks(distribution: Distribution, generator: Generator) -> Iterator[float]:
    while True:
        yield from distribution.sample(generator, BLOCK).tolist()


def latin_hypercube(dimensions: int, count: int, seed: int | Generator) -> Array:
    """Draw `count` points of the unit cube, a row each: one in each of as many equal parts of every side.

    McKay, Beckman and Conover (1979, doi:10.1080/00401706.1979.10489755).

    >>> sorted((latin_hypercube(2, 4, seed=1)[:, 0] * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    qmc = import_module("scipy.stats.qmc")  # here, for it takes longer to import than most commands to answer
    sample: Array = qmc.LatinHypercube(dimensions, seed=seed).random(count)
    return sample
