"""The search for break-evens: more points, simulated where a band is still too wide."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from rtsim.breakeven.breakeven import BreakEven, Change
from rtsim.breakeven.lines import Answer, Asked, Axes, Placed, answers
from rtsim.experiments.inputs import Input, level
from rtsim.experiments.point import Point, Values, text
from rtsim.experiments.points import point_beside
from rtsim.experiments.samples import Sampled
from rtsim.scenario import InputErrors

ROUNDS = 12  # each halves what is open, so that a range of 1 to 1,000 comes below 1 %
DIGITS = 4  # significant ones of a value that is chosen: it is to be read

Measuring = Callable[[Sequence[Point]], list[Sampled]]
"""Simulates points, and gives what they came to."""


def search(points: Sequence[Point], asked: Asked, measure: Measuring, share: float) -> list[Answer]:
    """Find break-evens, and look closer until each band is at most `share` of its place, or noise is what is left."""
    looked_at = list(points)
    placed = _placed(points, measure)
    for _ in range(ROUNDS):
        more = _closer(answers(placed, asked), looked_at, asked.axes, share)
        if not more:
            break
        looked_at += more
        placed += _placed(more, measure)
    return answers(placed, asked)


def _placed(points: Sequence[Point], measure: Measuring) -> list[Placed]:
    return [(point.written, sampled) for point, sampled in zip(points, measure(points), strict=True)]


def wanted(found: BreakEven, share: float) -> Iterator[float]:
    """Give a value to look at for each change whose band is wider than this share of its place.

    It halves the longest piece of the band beside a value at which one is lower beyond doubt. Where these are short and
    the band is wide still, it is wide for chance, which more replications help against and more points do not.
    """
    for change in found.changes:
        pieces = list(_pieces(found, change))
        low, high = max(pieces, key=lambda piece: piece[1] - piece[0], default=(0.0, 0.0))
        if is_wide(change.low, change.high, share) and is_wide(low, high, share / 2):
            yield (low * high) ** 0.5 if low > 0 else (low + high) / 2


def _pieces(found: BreakEven, change: Change) -> Iterator[tuple[float, float]]:
    for one, two in pairwise(found.readings):
        if one.at < change.high and two.at > change.low and (one.sign or two.sign):
            yield max(one.at, change.low), min(two.at, change.high)


def is_wide(low: float, high: float, share: float) -> bool:
    """Tell whether a band is wider than this share of its greater end."""
    return high - low > share * max(abs(low), abs(high))


def _closer(found: Sequence[Answer], points: Sequence[Point], axes: Axes, share: float) -> list[Point]:
    """Give the points to look at next."""
    known = {_place(point, axes) for point in points}
    lines = {_line(point.written, axes): point for point in points}
    more: list[Point] = []
    for answer in found:
        for value in wanted(answer.found, share):
            point = _point(lines[_line(answer.where, axes)], axes.along, value, len(points) + len(more) + 1)
            if _place(point, axes) not in known:
                known.add(_place(point, axes))
                more.append(point)
    return more


def _line(written: Values, axes: Axes) -> tuple[str, ...]:
    """Give the values of the inputs beside the axis, which are the same all along a line."""
    return tuple(text(written[one.path]) for one in axes.beside)


def _place(point: Point, axes: Axes) -> tuple[tuple[str, ...], float]:
    return _line(point.written, axes), level(axes.along, point.written[axes.along.path])


def _point(beside: Point, along: Input, value: float, number: int) -> Point:
    """Give the point of a line at this value, or at the whole number next to it where only those are taken."""
    rounded = float(f"{value:.{DIGITS}g}")
    try:
        return point_beside(beside, number, {along.path: along.written(rounded)})
    except InputErrors:
        return point_beside(beside, number, {along.path: round(value)})
