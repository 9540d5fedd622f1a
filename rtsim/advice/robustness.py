"""Robustness: in how many worlds a verdict holds, where it falls, and which unknowns move it most.

A world is a set of values for all that is not known. The share has Wilson's interval, as of any count. Where it falls
is the one threshold of one unknown that parts the worlds in which it falls from the others best, by Youden's index
(Index for rating diagnostic tests, 1950). How much an unknown moves it is Spearman's rank correlation of its values
with the margin, which asks of their dependence only that it goes one way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.stats import binomtest, spearmanr

from rtsim.analysis.estimates import CONFIDENCE, Estimate

CLEAR = 0.5  # of Youden's index: a threshold that does not part the worlds by half says nothing
LEAST_FALLS = 3  # of which a threshold may be told


@dataclass(frozen=True)
class World:
    """The values of the unknowns in one world, and what comes of the verdict there.

    `margin` is how far the technique is from being put out, in steps; negative where it is.
    """

    values: tuple[float, ...]
    technique: str | None
    holds: bool
    margin: float


@dataclass(frozen=True)
class Fall:
    """Where a verdict falls: the unknown by its place, above or below which value, and which shares of the worlds.

    `caught` is the share of the falls that lie there, `there` the share of the worlds there in which it falls.
    """

    place: int
    above: bool
    value: float
    caught: float
    there: float


def share(worlds: Sequence[World]) -> Estimate:
    """Give the share of the worlds in which a verdict holds, with its 95 % interval."""
    return proportion(sum(world.holds for world in worlds), len(worlds))


def proportion(count: int, of: int) -> Estimate:
    """Estimate a share from how many of so many there are, with Wilson's 95 % interval."""
    ends = binomtest(count, of).proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(count / of, float(ends.low), float(ends.high))


def fall(worlds: Sequence[World]) -> Fall | None:
    """Find where a verdict falls; nothing where it does not, or for no one reason."""
    falls = np.array([not world.holds for world in worlds])
    if not LEAST_FALLS <= falls.sum() < len(worlds):
        return None
    columns = np.array([world.values for world in worlds]).T
    found = [(*_threshold(column, falls), place) for place, column in enumerate(columns)]
    index, value, above, place = max(found, key=lambda one: one[0])
    if index < CLEAR:
        return None
    there = columns[place] > value if above else columns[place] <= value
    return Fall(place, above, value, float(there[falls].mean()), float(falls[there].mean()))


def _threshold(column: np.ndarray, falls: np.ndarray) -> tuple[float, float, bool]:
    """Give the best index of any threshold of a column, its value, and whether what lies above it falls."""
    order = np.argsort(column, kind="stable")
    ordered, fell = column[order], falls[order]
    below = np.cumsum(fell)[:-1] / fell.sum()
    stood = np.cumsum(~fell)[:-1] / (~fell).sum()
    indices = stood - below  # of falling above each of the gaps
    at = int(np.abs(indices).argmax())
    return float(abs(indices[at])), float(np.sqrt(ordered[at] * ordered[at + 1])), bool(indices[at] > 0)


def sensitivities(worlds: Sequence[World]) -> list[float]:
    """Give for each unknown the rank correlation of its values with the margin; 0 where one of them never changes."""
    margins = np.array([max(world.margin, -1e9) if world.margin < inf else 1e9 for world in worlds])
    columns = np.array([world.values for world in worlds]).T
    if np.ptp(margins) == 0:
        return [0.0] * len(columns)
    return [0.0 if np.ptp(column) == 0 else float(spearmanr(column, margins).statistic) for column in columns]
