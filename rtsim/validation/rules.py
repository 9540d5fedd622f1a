"""Rules: how near what was simulated has to be to what is expected.

Each judges the values of one quantity in independent replications.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose, isnan, nan, sqrt
from statistics import fmean, stdev
from typing import ClassVar, Protocol

from rtsim.analysis.estimates import Estimate, estimate

CONFIDENCE = 0.999
"""Of intervals: with other seeds one of ten sets would fail by chance. Seeds are fixed, and so is the answer."""

TELLING = 0.06  # an interval whose half is a larger share of the expected value would hold almost anything
ROUNDING = 1e-9  # of sums of doubles, as a share of the expected value and beside it


class Rule(Protocol):
    """A tolerance."""

    @property
    def words(self) -> str:
        """The tolerance in a few words."""

    def simulated(self, values: Sequence[float]) -> Estimate:
        """Give the value to compare, from those of the replications."""

    def judge(self, simulated: Estimate, expected: float) -> bool | None:
        """Tell whether it is near enough; None where that is not asked."""


class _Mean:
    """Compares the mean over replications."""

    def simulated(self, values: Sequence[float]) -> Estimate:
        """Give the mean and its interval."""
        return estimate(values, CONFIDENCE)


@dataclass(frozen=True)
class Interval(_Mean):
    """The expected value lies in the mean's 99.9 % interval (Student t), and the mean is off by `most` at most.

    The interval itself has to be narrow: at most 6 % of the expected value to each side.
    """

    most: float = TELLING

    @property
    def words(self) -> str:
        """The tolerance in a few words."""
        return "99.9 % interval" if self.most == TELLING else f"99.9 % and ±{100 * self.most:g} %"

    def judge(self, simulated: Estimate, expected: float) -> bool:
        """Tell whether theory and simulation agree."""
        slack = ROUNDING * (1 + abs(expected))
        narrow = simulated.half_width <= TELLING * abs(expected) + slack
        off = abs(simulated.mean - expected)
        return narrow and off <= simulated.half_width + slack and off <= self.most * abs(expected) + slack


@dataclass(frozen=True)
class Errors:
    """The mean is off by so many of its standard errors at most."""

    most: float

    @property
    def words(self) -> str:
        """The tolerance in a few words."""
        return f"{self.most:g} standard errors"

    def simulated(self, values: Sequence[float]) -> Estimate:
        """Give the mean, and as many standard errors to each side."""
        mean = fmean(values)
        half = self.most * stdev(values) / sqrt(len(values))
        return Estimate(mean, mean - half, mean + half)

    def judge(self, simulated: Estimate, expected: float) -> bool:
        """Tell whether it is near enough."""
        return abs(simulated.mean - expected) <= simulated.half_width


@dataclass(frozen=True)
class Exact(_Mean):
    """The value is the same in every replication but for the rounding of sums."""

    words: ClassVar[str] = "exact"

    def judge(self, simulated: Estimate, expected: float) -> bool:
        """Tell whether all values are the expected one."""
        alike = isnan(simulated.half_width) or simulated.half_width <= ROUNDING * (1 + abs(expected))
        return alike and isclose(simulated.mean, expected, rel_tol=ROUNDING, abs_tol=ROUNDING)


@dataclass(frozen=True)
class Reached:
    """No value passes the expected one, and the greatest comes as near as the share `within`."""

    within: float = 1e-3

    @property
    def words(self) -> str:
        """The tolerance in a few words."""
        return f"bound, to {100 * self.within:g} %"

    def simulated(self, values: Sequence[float]) -> Estimate:
        """Give the greatest value of all replications, which has no interval."""
        return Estimate(max(values), nan, nan)

    def judge(self, simulated: Estimate, expected: float) -> bool:
        """Tell whether the bound holds and is reached."""
        bound = expected * (1 + ROUNDING)
        return simulated.mean <= bound and isclose(simulated.mean, expected, rel_tol=self.within)


@dataclass(frozen=True)
class Near(_Mean):
    """The mean is off by a share at most, or by an amount `beside` it where that is more."""

    share: float
    beside: float = 0.0

    @property
    def words(self) -> str:
        """The tolerance in a few words."""
        parts = [f"{100 * self.share:g} %"] * bool(self.share) + [f"{1000 * self.beside:g} ms"] * bool(self.beside)
        return f"±{' or '.join(parts)}"

    def judge(self, simulated: Estimate, expected: float) -> bool:
        """Tell whether it is near enough."""
        return abs(simulated.mean - expected) <= max(self.share * abs(expected), self.beside)


@dataclass(frozen=True)
class Between(_Mean):
    """The mean lies between two values, which `words` name in the unit that people use."""

    low: float
    high: float
    words: str

    def judge(self, simulated: Estimate, expected: float) -> bool:  # noqa: ARG002 - a rule's arguments
        """Tell whether it lies there."""
        return self.low <= simulated.mean <= self.high


@dataclass(frozen=True)
class Reported(_Mean):
    """The value is shown and not judged."""

    words: ClassVar[str] = "reported"

    def judge(self, simulated: Estimate, expected: float) -> None:
        """Leave it to the reader."""
