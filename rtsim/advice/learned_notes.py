"""The notes' flow held against a sweep: branch by branch how often it is right, what it costs, and what to put there.

A branch is a way through the flow, up to its outcome. What is proposed keeps the flow's questions and puts at the end
of each branch the technique that costs least over its points. What following that is worth is told at points that it
was not chosen from, as of a learned flow.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rtsim.advice.learned import Following, Labelled, following, losses
from rtsim.advice.learned_fit import FOLDS, folds


@dataclass(frozen=True)
class Branch:
    """A way through the notes' flow: its steps, where it ends, what to put there, and what either is worth."""

    steps: tuple[str, ...]
    notes: str
    proposed: str
    verdicts: Mapping[str, int]
    by_notes: Following
    by_proposal: Following

    @property
    def points(self) -> int:
        """How many points take it."""
        return sum(self.verdicts.values())

    @property
    def contradicted(self) -> bool:
        """Whether another technique costs less over its points than the notes' one."""
        return self.proposed != self.notes


@dataclass(frozen=True)
class Tested:
    """The notes' flow at all points of a sweep, and the one that is proposed at points that it was not chosen from."""

    branches: tuple[Branch, ...]
    notes: Following
    proposal: Following


def tested(points: Sequence[Labelled]) -> Tested:
    """Hold the notes' flow against the verdicts at these points."""
    names = sorted({name for point in points for name in (point.notes, point.technique, *point.scores)})
    lost = losses(points, names)
    ways = list(dict.fromkeys(point.way for point in points))
    branches = tuple(
        _branch([at for at, one in enumerate(points) if one.way == way], points, names, lost) for way in ways
    )
    notes = following([point.notes for point in points], points)
    return Tested(branches, notes, following(_unseen(points, names, lost), points))


def _branch(here: list[int], points: Sequence[Labelled], names: Sequence[str], lost: np.ndarray) -> Branch:
    some = [points[at] for at in here]
    proposed = _least(names, lost[here], some[0].notes)
    return Branch(
        some[0].way,
        some[0].notes,
        proposed,
        dict(Counter(point.technique for point in some).most_common()),
        following([point.notes for point in some], some),
        following([proposed] * len(some), some),
    )


def _least(names: Sequence[str], lost: np.ndarray, notes: str) -> str:
    """Give what costs least over points; the notes' own where that costs no more."""
    totals = lost.sum(axis=0)
    best = names[int(totals.argmin())]
    return notes if totals[list(names).index(notes)] <= totals.min() else best


def _unseen(points: Sequence[Labelled], names: Sequence[str], lost: np.ndarray) -> list[str]:
    """Choose at each point by what costs least over those of the other folds that take the same way."""
    chosen = [point.notes for point in points]
    if len(points) < FOLDS:
        return chosen
    for train, test in folds(lost.argmin(axis=1)):
        for at in test.tolist():
            alike = [other for other in train.tolist() if points[other].way == points[at].way]
            if alike:
                chosen[at] = _least(names, lost[alike], points[at].notes)
    return chosen
