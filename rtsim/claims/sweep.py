"""A sweep: worlds that differ in one input, at which relations hold or do not, and where that turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from rtsim.breakeven.breakeven import Reading, break_even
from rtsim.claims.evidence import Evidence
from rtsim.claims.relations import Relation
from rtsim.claims.worlds import World
from rtsim.units import significant


@dataclass(frozen=True)
class Point:
    """One world of a sweep: how the input is written there, and its value for finding where something turns."""

    label: str
    world: World
    value: float = 0.0


@dataclass(frozen=True)
class Sweep:
    """Worlds in the order of one input, whose values are in `unit`; without a unit the points have no order.

    `name` says what varies and where, as in "messages of a person in the chat".
    """

    name: str
    points: tuple[Point, ...]
    unit: str = ""

    @property
    def ordered(self) -> bool:
        """Whether the points lie along an axis."""
        return bool(self.unit)

    @property
    def words(self) -> str:
        """What varies, and from where to where."""
        labels = [point.label for point in self.points]
        if len(labels) == 1:
            return f"{self.name}: {labels[0]}"
        return f"{self.name}: {labels[0]} to {labels[-1]}" if self.ordered else f"{self.name}: {', '.join(labels)}"


def held(relation: Relation, sweep: Sweep, evidence: Evidence) -> list[bool]:
    """Tell at which points of a sweep a relation holds."""
    return [relation.holds(evidence, point.world) for point in sweep.points]


def where(relation: Relation, sweep: Sweep, evidence: Evidence) -> str:
    """Say at which points of a sweep a relation holds, and where along the input it turns."""
    found = held(relation, sweep, evidence)
    if not any(found):
        return "nowhere"
    if all(found):
        return "everywhere"
    if not sweep.ordered:
        return f"only in {', '.join(point.label for point, one in zip(sweep.points, found, strict=True) if one)}"
    stretches = " and ".join(_stretches(sweep, found))
    turns = _turns(relation, sweep, evidence) if relation.traced else ""
    return f"only {stretches}{f' (turns at {turns})' if turns else ''}"


def _stretches(sweep: Sweep, found: Sequence[bool]) -> list[str]:
    """Say from where to where something holds."""
    edges = [0, *(i for i in range(1, len(found)) if found[i] != found[i - 1]), len(found)]
    parts = [(first, end - 1) for first, end in pairwise(edges) if found[first]]
    return [_stretch(sweep, first, last) for first, last in parts]


def _stretch(sweep: Sweep, first: int, last: int) -> str:
    labels = [point.label for point in sweep.points]
    if first == last and 0 < first < len(labels) - 1:
        return f"at {labels[first]}"
    if first == 0:
        return f"up to {labels[last]}"
    return f"from {labels[first]} on" if last == len(labels) - 1 else f"from {labels[first]} to {labels[last]}"


def _turns(relation: Relation, sweep: Sweep, evidence: Evidence) -> str:
    """Say at which values of the input a relation turns, each with its 95 % band."""
    margins = [(point.value, tuple(relation.margins(evidence, point.world))) for point in sweep.points]
    readings = [Reading(value, found, (0.0,) * len(found)) for value, found in margins]
    changes = break_even("not", "so", readings, ratios=True).changes
    return " and ".join(
        f"{significant(change.at)}{sweep.unit}, {significant(change.low)} to {significant(change.high)}"
        for change in changes
        if isfinite(change.at)
    )
