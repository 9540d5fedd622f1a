"""Confidence: how sure it is that the best of several techniques is the best, by the intervals of paired ratios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Literal

from rtsim.advice.criteria import ratio
from rtsim.advice.evidence import UNKNOWN
from rtsim.analysis.estimates import Estimate

CLEAR = 1.02  # a ratio of costs below this is no clear difference, however well it is known

Word = Literal["sure", "no difference", "unknown", "alone", "theory", "none"]


@dataclass(frozen=True)
class Confidence:
    """How sure a verdict is.

    `sure`: the whole interval of the next one's cost beside the best's lies above 1, and its mean above `CLEAR`.
    `no difference`: that of those in `tied` does not. `unknown`: one replication gives no interval. `alone`: all others
    are ruled out. `theory`: closed forms rule all others out or put them so far behind that they were not simulated.
    `none`: all are ruled out. `ratio` is that of the next one, `runner_up`.
    """

    word: Word
    runner_up: str = ""
    ratio: Estimate = UNKNOWN
    tied: tuple[str, ...] = ()


def scores(logs: Mapping[str, Sequence[float]], best: str) -> dict[str, Estimate]:
    """Give how many times as much each technique costs as the best, the cheapest first."""
    found = {name: ratio(of, logs[best]) for name, of in logs.items()}
    return dict(sorted(found.items(), key=lambda item: (item[1].mean, item[0] != best, item[0])))


def confidence(found: Mapping[str, Estimate], best: str) -> Confidence:
    """Say how sure it is that the best is the best, from what each costs beside it."""
    others = [name for name in found if name != best]
    if not others:
        return Confidence("alone")
    tied = tuple(name for name in others if not _is_clear(found[name]))
    runner_up = others[0]
    word: Word = "unknown" if isnan(found[runner_up].low) else "sure"
    return Confidence("no difference" if tied else word, runner_up, found[runner_up], tied)


def _is_clear(value: Estimate) -> bool:
    """Tell whether a ratio is beyond doubt and large enough to matter; by its size alone where it has no interval."""
    return value.mean >= CLEAR and not value.low <= 1
