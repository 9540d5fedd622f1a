"""Break-even: where along one input the technique changes that is lower in a measure, with a 95 % band.

At each simulated value of the input the paired difference of the two has an interval by Student's t. Between two
neighbours each replication's difference is interpolated, and so has an interval as well; the band is where it holds
zero (Fieller, Some problems in interval estimation, Journal of the Royal Statistical Society B 16, 1954). How the
difference runs between neighbours is not known, so the band covers all of a + b x^p with p from -1 to 1: what grows
with the input, with its logarithm, and what falls as its inverse, as polls do with their interval.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import exp, isfinite, isnan, log, nan

import numpy as np
from scipy.optimize import brentq

from rtsim.analysis.estimates import Estimate, difference, estimate

POWERS = (-1, 0, 1)  # of the input, in which the difference is taken to be linear between neighbours; 0: its logarithm
ROUNDING = 1e-9  # share of a value below which two values differ by the order of their sums only


@dataclass(frozen=True)
class Reading:
    """Two techniques at one value of the input: a measure's values in the same replications.

    `overloaded` says of each whether it is, so that its value is no steady one: delays grow as long as the run lasts,
    CPU time ends at what the cores have, and what is not delivered costs no bytes.
    """

    at: float
    a: tuple[float, ...]
    b: tuple[float, ...]
    overloaded: tuple[bool, bool] = (False, False)

    @cached_property
    def difference(self) -> Estimate:
        """The paired difference a - b."""
        count = min(len(self.a), len(self.b))
        return difference(self.a[:count], self.b[:count])

    @cached_property
    def sign(self) -> int:
        """Which is lower beyond doubt: -1 for a, 1 for b, 0 where neither is, or nothing is known."""
        if any(self.overloaded):
            return self.overloaded[0] - self.overloaded[1]
        known, least = self.difference, ROUNDING * max(_size(self.a), _size(self.b))
        return int(known.low > least) - int(known.high < -least)

    @property
    def known(self) -> bool:
        """Whether the two can be compared here at all."""
        return self.sign != 0 or self.steady

    @property
    def steady(self) -> bool:
        """Whether the difference here has a value, from which those beside it follow."""
        return not any(self.overloaded) and isfinite(self.difference.half_width)


@dataclass(frozen=True)
class Stretch:
    """A part of the range in which one technique is lower beyond doubt."""

    lower: str
    low: float
    high: float


@dataclass(frozen=True)
class Change:
    """A break-even: the technique `before` is lower below it, the technique `after` above it.

    It lies at `at`, in the band from `low` to `high`; `at` is not a number where nothing can be interpolated. The
    simulation shows each to be lower at the two values of `between`.
    """

    before: str
    after: str
    at: float
    low: float
    high: float
    between: tuple[float, float]


@dataclass(frozen=True)
class Tie:
    """A part of the range in which no difference is shown, and beside which the lower technique stays the same."""

    low: float
    high: float


@dataclass(frozen=True)
class BreakEven:
    """All that is known of where the lower one of two techniques changes; ends and parts in base units.

    `unknown` are the values at which they cannot be compared, as both are overloaded or nothing was delivered.
    """

    a: str
    b: str
    stretches: tuple[Stretch, ...]
    changes: tuple[Change, ...]
    ties: tuple[Tie, ...]
    unknown: tuple[float, ...]
    readings: tuple[Reading, ...] = field(repr=False)

    @property
    def ends(self) -> tuple[float, float]:
        """The range that was looked at."""
        return self.readings[0].at, self.readings[-1].at


def break_even(a: str, b: str, readings: Sequence[Reading], *, ratios: bool) -> BreakEven:
    """Find the break-evens of techniques `a` and `b` along an input; `ratios` says whether its axis is logarithmic.

    That decides how the place within the band is interpolated where the readings themselves do not.

    >>> readings = [Reading(x, (x, x), (2.0, 2.0)) for x in (1.0, 4.0)]
    >>> break_even("sse", "websocket", readings, ratios=False).changes
    (Change(before='sse', after='websocket', at=2.0, low=1.33..., high=2.0, between=(1.0, 4.0)),)
    """
    ascending = sorted(readings, key=lambda reading: reading.at)
    line = _Line(ascending, _best_power(ascending, 0 if ratios else 1))
    names = {-1: a, 1: b}
    parts = list(line.parts())
    stretches = tuple(Stretch(names[part.sign], part.low, part.high) for part in parts)
    gaps = list(pairwise(parts))
    changes = tuple(
        Change(names[one.sign], names[two.sign], line.zero(one.last, two.first), one.high, two.low, line.ends(one, two))
        for one, two in gaps
        if one.sign != two.sign
    )
    ties = [Tie(one.high, two.low) for one, two in gaps if one.sign == two.sign]
    unknown = tuple(reading.at for reading in line.readings if not reading.known)
    return BreakEven(a, b, stretches, changes, tuple(line.ties(parts, ties)), unknown, tuple(line.readings))


@dataclass(frozen=True)
class _Part:
    """Neighbours, from the first to the last, of which all have the same sign, and how far around them it holds."""

    sign: int
    first: int
    last: int
    low: float
    high: float


class _Line:
    """Readings in ascending order, and what lies between them."""

    def __init__(self, readings: Sequence[Reading], power: int) -> None:
        self.readings = readings
        self._power = power

    def parts(self) -> Iterator[_Part]:
        """Give the parts in which one is lower beyond doubt."""
        last = len(self.readings) - 1
        signs = [reading.sign for reading in self.readings]
        starts = [at for at, sign in enumerate(signs) if sign and (at == 0 or signs[at - 1] != sign)]
        for first in starts:
            end = next((at for at in range(first, last) if signs[at + 1] != signs[first]), last)
            yield _Part(signs[first], first, end, self._edge(first, first - 1), self._edge(end, end + 1))

    def ends(self, one: _Part, two: _Part) -> tuple[float, float]:
        """Give the values between which the sign changes from that of one part to that of the next."""
        return self.readings[one.last].at, self.readings[two.first].at

    def ties(self, parts: Sequence[_Part], between: Sequence[Tie]) -> Iterator[Tie]:
        """Give the ties between parts, and those before the first and after the last one."""
        low, high = self.readings[0].at, self.readings[-1].at
        if not parts:
            yield Tie(low, high)
            return
        if parts[0].low > low:
            yield Tie(low, parts[0].low)
        yield from between
        if parts[-1].high < high:
            yield Tie(parts[-1].high, high)

    def zero(self, first: int, last: int) -> float:
        """Give where the mean difference is zero between two readings: the middle one of the places, if it has any."""
        found = []
        for at in range(first, last):
            left, right = self.readings[at], self.readings[at + 1]
            means = left.difference.mean, right.difference.mean
            if left.steady and right.steady and (means[0] < 0) != (means[1] < 0):
                found.append(_between(left.at, right.at, means[0] / (means[0] - means[1]), self._power))
        return found[len(found) // 2] if found else nan

    def _edge(self, at: int, beside: int) -> float:
        """Give how far the sign of a reading holds beyond doubt on the way to the one beside it."""
        one = self.readings[at]
        if not 0 <= beside < len(self.readings) or not one.steady or not self.readings[beside].steady:
            return one.at
        other = self.readings[beside]
        share = _sure_share(one, other)
        return min((_between(one.at, other.at, share, power) for power in POWERS), key=lambda x: abs(x - one.at))


def _best_power(readings: Sequence[Reading], usual: int) -> int:
    """Give the power of the input in which the difference is closest to linear, by its neighbours, at each reading."""
    threes = zip(readings, readings[1:], readings[2:], strict=False)
    steady = [three for three in threes if all(reading.steady for reading in three)]
    return min((usual, *POWERS), key=lambda power: sum(_miss(*three, power) for three in steady))


def _miss(one: Reading, middle: Reading, other: Reading, power: int) -> float:
    """Give by how much the neighbours mislead about the reading between them, as a share of their own difference."""
    low, high = one.difference.mean, other.difference.mean
    if low == high or one.at == other.at:
        return 0.0
    share = brentq(lambda share: _between(one.at, other.at, share, power) - middle.at, 0.0, 1.0)
    return abs(low + float(share) * (high - low) - middle.difference.mean) / abs(high - low)


def _sure_share(one: Reading, other: Reading) -> float:
    """Give the share of the way to another reading up to which the interval of the difference does not reach zero."""
    pairs = min(len(one.a), len(one.b), len(other.a), len(other.b))
    here, there = (np.subtract(reading.a[:pairs], reading.b[:pairs]) for reading in (one, other))

    def clearance(share: float) -> float:
        known = estimate(list((1 - share) * here + share * there))
        return float(one.sign * known.mean - known.half_width)

    if not clearance(0.0) > 0 > clearance(1.0):
        return 0.0
    return float(brentq(clearance, 0.0, 1.0))


def _between(start: float, end: float, share: float, power: int) -> float:
    """Give the place at this share of the way, on the axis of x to this power; of x itself where that is impossible.

    >>> [round(_between(1.0, 4.0, 0.5, power), 6) for power in POWERS]
    [1.6, 2.0, 2.5]
    """
    if power == 1 or min(start, end) <= 0:
        return start + share * (end - start)
    if power == 0:
        return exp((1 - share) * log(start) + share * log(end))
    return 1 / ((1 - share) / start + share / end)


def _size(values: Sequence[float]) -> float:
    return max((abs(value) for value in values if not isnan(value)), default=0.0)
