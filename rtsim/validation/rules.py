"""Rules: how near what was simulated has to be to what is expected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import isclose, isnan, nan, sqrt
from statistics import fmean, stdev

from rtsim.analysis.estimates import Estimate, estimate

CONFIDENCE = 0.999
"""Of intervals: with other seeds one of ten sets would fail by chance. Seeds are fixed, and so is the answer."""

TELLING = 0.06  # an interval whose half is a larger share of the expected value would hold almost anything
ROUNDING = 1e-9  # of sums of doubles, as a share of the expected value and beside it


def mean(values: Sequence[float]) -> Estimate:
    """Give the mean over replications and its interval."""
    return estimate(values, CONFIDENCE)


@dataclass(frozen=True)
class Rule:
    """A tolerance in a few words, for the values of one quantity in independent replications.

    `judge` tells whether an estimate is near enough to what is expected, None where that is not asked; `simulated`
    gives the estimate from the values of the replications. Both can be handed to a process.
    """

    words: str
    judge: Callable[[Estimate, float], bool | None]
    simulated: Callable[[Sequence[float]], Estimate] = mean


def interval(most: float = TELLING) -> Rule:
    """Want the expected value in the mean's 99.9 % interval (Student t), and the mean off by the share `most` at most.

    The interval itself has to be narrow: at most 6 % of the expected value to each side.
    """
    words = "99.9 % interval" if most == TELLING else f"99.9 % and ±{100 * most:g} %"
    return Rule(words, partial(_inside, most))


def _inside(most: float, simulated: Estimate, expected: float) -> bool:
    slack = ROUNDING * (1 + abs(expected))
    narrow = simulated.half_width <= TELLING * abs(expected) + slack
    off = abs(simulated.mean - expected)
    return narrow and off <= simulated.half_width + slack and off <= most * abs(expected) + slack


def errors(most: float) -> Rule:
    """Let the mean be off by so many of its standard errors at most, which are shown to each side of it."""
    return Rule(f"{most:g} standard errors", _within_half, partial(_with_errors, most))


def _with_errors(most: float, values: Sequence[float]) -> Estimate:
    middle, half = fmean(values), most * stdev(values) / sqrt(len(values))
    return Estimate(middle, middle - half, middle + half)


def _within_half(simulated: Estimate, expected: float) -> bool:
    return abs(simulated.mean - expected) <= simulated.half_width


def _alike(simulated: Estimate, expected: float) -> bool:
    constant = isnan(simulated.half_width) or simulated.half_width <= ROUNDING * (1 + abs(expected))
    return constant and isclose(simulated.mean, expected, rel_tol=ROUNDING, abs_tol=ROUNDING)


EXACT = Rule("exact", _alike)
"""The value is the expected one in every replication but for the rounding of sums."""


def reached(within: float = 1e-3) -> Rule:
    """Let no value pass the expected one, and the greatest, which has no interval, come as near as the share."""
    return Rule(f"bound, to {100 * within:g} %", partial(_reaches, within), _greatest)


def _greatest(values: Sequence[float]) -> Estimate:
    return Estimate(max(values), nan, nan)


def _reaches(within: float, simulated: Estimate, expected: float) -> bool:
    bound = expected * (1 + ROUNDING)
    return simulated.mean <= bound and isclose(simulated.mean, expected, rel_tol=within)


def near(share: float, beside: float = 0.0) -> Rule:
    """Let the mean be off by a share at most, or by an amount `beside` it where that is more."""
    parts = [f"{100 * share:g} %"] * bool(share) + [f"{1000 * beside:g} ms"] * bool(beside)
    return Rule(f"±{' or '.join(parts)}", partial(_is_near, share, beside))


def _is_near(share: float, beside: float, simulated: Estimate, expected: float) -> bool:
    return abs(simulated.mean - expected) <= max(share * abs(expected), beside)


def between(low: float, high: float, words: str) -> Rule:
    """Want the mean between two values, which `words` name in the unit that people use."""
    return Rule(words, partial(_lies, low, high))


def _lies(low: float, high: float, simulated: Estimate, _expected: float) -> bool:
    return low <= simulated.mean <= high


def _unjudged(_simulated: Estimate, _expected: float) -> None:
    """Leave it to the reader."""


REPORTED = Rule("reported", _unjudged)
"""The value is shown and not judged."""
