"""The warm-up: from when on a run is steady, by MSER-5, and whether the warm-up chosen is long enough.

MSER cuts off as much of a series' beginning as makes the standard error of the rest's mean smallest: White, An
effective truncation heuristic for bias reduction in simulation output, Simulation 69(6), 1997. MSER-5 applies it to
means of five values: White, Cobb and Spratt, A comparison of five steady-state truncation heuristics for simulation,
Winter Simulation Conference 2000. The series are those of a recording's course, averaged over the replications.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from rtsim.analysis.comparison import Comparison
from rtsim.chance import Array
from rtsim.recording import Recording
from rtsim.units import time_text

BATCH = 5  # values that are averaged first
CLEAR = 5.0  # standard errors by which what comes before has to differ: chance alone does that in one of fifty series
MATTERS = 0.01  # share of the mean latency by which a start that counts has to shift a mean to be called too early

ROUNDING = 1e-12  # share of the largest error below which errors differ by rounding only


@dataclass(frozen=True)
class Steadiness:
    """From when on one measure of a technique is steady, and what the warm-up chosen lets in of what comes before.

    `steady_from` is in seconds from the start of the run, infinity when the first half does not settle. `shift` is by
    how much what counts too early moves the measure's mean, in seconds, zero when that may be chance.
    """

    technique: str
    measure: str
    chosen: float
    steady_from: float
    shift: float
    enough: bool

    @property
    def proposed(self) -> float:
        """The warm-up to take, in seconds: as chosen when that is enough, infinity when the run is too short."""
        return self.chosen if self.enough else self.steady_from


def steadiness(comparison: Comparison) -> list[Steadiness]:
    """Judge the warm-up for latency and for unfinished work of each technique that is not overloaded.

    A technique that delivers nothing, or whose run is too short for ten batches, has nothing to judge.
    """
    chosen = comparison.scenario.warmup
    found: list[Steadiness] = []
    for name, runs in comparison.outcome.recordings.items():
        if not comparison.overloaded[name]:
            found += _of_technique(name, chosen, runs)
    return found


def too_short(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Give each technique whose warm-up is too short, and what to say about it.

    Nothing is said where a fault strikes many at once: what it does to a run is no beginning that has not settled.
    """
    worst: dict[str, Steadiness] = {}
    for one in [] if comparison.scenario.faults.together else steadiness(comparison):
        if not one.enough and one.steady_from >= worst.get(one.technique, one).steady_from:
            worst[one.technique] = one
    return ((name, advice(one)) for name, one in worst.items())


def advice(one: Steadiness) -> str:
    """Say what is wrong with a warm-up that is too short."""
    chosen = time_text(one.chosen)
    if one.steady_from == inf:
        return f"the warm-up of {chosen} is too short: {one.measure} drifts for half of the run; lengthen both"
    steady = time_text(one.steady_from)
    return f"the warm-up of {chosen} is too short: {one.measure} is steady from {steady} on (MSER-5)"


def mser(values: Array) -> int:
    """Give how many values to cut off at the beginning; half of them when the beginning does not end before that.

    >>> mser(np.array([9.0, 5.0, 1.0, 1.1, 0.9, 1.0, 1.1, 0.9]))
    2
    """
    errors = np.array([values[cut:].var() / (len(values) - cut) for cut in range(len(values) // 2 + 1)])
    return int(np.argmax(errors <= errors.min() + ROUNDING * errors.max()))


def _of_technique(name: str, chosen: float, runs: Sequence[Recording]) -> Iterator[Steadiness]:
    width = runs[0].course.width * BATCH
    counts = _batched(np.sum([run.course.deliveries for run in runs], axis=0))
    totals = _batched(np.sum([run.course.latency for run in runs], axis=0))
    unfinished = _batched(np.mean([run.course.unfinished for run in runs], axis=0)) / BATCH
    some = np.flatnonzero(counts)
    if len(some) < 2 * BATCH:
        return
    latency = totals[some] / counts[some]
    tolerated = MATTERS * float(totals.sum() / counts.sum())
    every = np.arange(len(unfinished))
    for measure, values, batches in (("latency", latency, some), ("unfinished work", unfinished, every)):
        cut = mser(values)
        steady = inf if 2 * cut >= len(values) - 1 else float(batches[cut] * width)
        early = (batches + 1) * width > chosen * (1 + 1e-9)
        shift = _shift(values, cut, early)
        yield Steadiness(name, measure, chosen, steady, shift, chosen >= steady or abs(shift) <= tolerated)


def _batched(bins: NDArray[np.generic]) -> Array:
    batches: Array = np.asarray(bins, dtype=np.float64).reshape(-1, BATCH).sum(axis=1)
    return batches


def _shift(values: Array, cut: int, counted: NDArray[np.bool_]) -> float:
    """Give by how much those of the first `cut` values that are counted shift the mean of all that are."""
    rest, early = values[cut:], values[:cut][counted[:cut]]
    if not len(early):
        return 0.0
    by = float(early.mean() - rest.mean())
    error = float(rest.std(ddof=1)) * sqrt(1 / len(early) + 1 / len(rest))
    return by * len(early) / (len(early) + len(rest)) if abs(by) > CLEAR * error else 0.0
