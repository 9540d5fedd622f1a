"""The notes' flow held against a sweep: branch by branch how often it is right, what it costs, and what to put there.

A branch is a way through the flow, up to its outcome. What is proposed keeps the flow's questions and puts at the end
of each branch the technique that costs least over its points, if the notes' one costs more by more than the standard
error of that, as a learned flow is pruned. What following it is worth is told at points that it was not chosen from.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from rtsim.advice.learned.fit import FOLDS, folds
from rtsim.advice.learned.tree import Following, Labelled, following, losses

ROUNDING = 1 + 1e-9  # one point alone of many that differs is exactly a standard error


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
class Held:
    """The notes' flow at all points of a sweep, and the one that is proposed at points that it was not chosen from."""

    branches: tuple[Branch, ...]
    notes: Following
    proposal: Following


def hold(points: Sequence[Labelled]) -> Held:
    """Hold the notes' flow against the verdicts at these points."""
    names = sorted({name for point in points for name in (point.notes, point.technique, *point.scores)})
    lost = losses(points, names)
    ways: dict[tuple[str, ...], list[int]] = {}
    for at, point in enumerate(points):
        ways.setdefault(point.way, []).append(at)
    branches = tuple(_branch(here, points, names, lost) for here in ways.values())
    notes = following([point.notes for point in points], points)
    return Held(branches, notes, following(_unseen(points, names, lost), points))


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
    """Give what costs least over points; the notes' own unless that costs more by more than a standard error."""
    best = int(lost.sum(axis=0).argmin())
    more = lost[:, list(names).index(notes)] - lost[:, best]
    doubt = more.std(ddof=1) / sqrt(len(more)) if len(more) > 1 else inf
    return names[best] if more.mean() > doubt * ROUNDING else notes


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
