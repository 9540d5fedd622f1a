"""Lines of break-even: the points of a sweep along one input, a line for each combination of the other inputs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

from rtsim.breakeven.breakeven import BreakEven, Reading, break_even
from rtsim.experiments.inputs import Input, level
from rtsim.experiments.point import Values
from rtsim.experiments.samples import Sampled
from rtsim.scenario.measures import TOTAL_BYTES

Placed = tuple[Values, Sampled]
"""What varies at a point as written, and what was measured there."""

USUAL = ("server.cpu_s", TOTAL_BYTES, "latency_s.mean")
"""The measures that are looked at unless others are asked for: CPU, bytes, latency."""
SUMS: Mapping[str, tuple[str, ...]] = {TOTAL_BYTES: ("traffic.up_bytes", "traffic.down_bytes")}
"""Measures that are sums of others."""


@dataclass(frozen=True)
class Axes:
    """The input along which break-evens are looked for, and those that make lines of their own."""

    along: Input
    beside: tuple[Input, ...]


@dataclass(frozen=True)
class Asked:
    """Which two techniques, in which measures, along which input."""

    pair: tuple[str, str]
    metrics: tuple[str, ...]
    axes: Axes


@dataclass(frozen=True)
class Answer:
    """The break-evens in one measure along one line; `where` has the values of the other inputs as written."""

    metric: str
    along: Input
    where: Values
    found: BreakEven


class NoLineError(ValueError):
    """Points in which nothing varies that a break-even may be looked for along, in one line."""


def axes(inputs: Sequence[Input], count: int, *, wanted: str, together: bool) -> Axes:
    """Choose the input to look along: the one that is `wanted`, or else the first of numbers.

    `count` is how many points there are, and `together` whether all inputs change from point to point, so that none
    makes lines. Raises `NoLineError`.
    """
    numbers = [one for one in inputs if one.numeric]
    if not numbers:
        raise NoLineError("no input varies that is a number, so there is nothing to look along")
    chosen = [one for one in numbers if one.path == wanted] if wanted else numbers[:1]
    if not chosen:
        raise NoLineError(f"'{wanted}' is no number that varies: choose from {', '.join(one.path for one in numbers)}")
    if together and len(chosen[0].values) < count:
        raise NoLineError(f"{chosen[0].path} has the same value at several points of the zip: look along another one")
    return Axes(chosen[0], () if together else tuple(one for one in inputs if one != chosen[0]))


def answers(points: Iterable[Placed], asked: Asked) -> list[Answer]:
    """Find the break-evens in each measure along each line of at least two points that have both techniques."""
    lines = [line for line in _lines(points, asked) if len(line) > 1]
    return [_answer(line, metric, asked) for metric in asked.metrics for line in lines]


def _lines(points: Iterable[Placed], asked: Asked) -> Iterator[list[Placed]]:
    found: dict[tuple[Any, ...], list[Placed]] = {}
    for written, sampled in points:
        if set(asked.pair) <= set(sampled.values):
            key = tuple(level(one, written[one.path]) for one in asked.axes.beside)
            found.setdefault(key, []).append((written, sampled))
    yield from found.values()


def _answer(line: Sequence[Placed], metric: str, asked: Asked) -> Answer:
    along, first = asked.axes.along, line[0][0]
    readings = [_reading(level(along, written[along.path]), sampled, asked.pair, metric) for written, sampled in line]
    where = {one.path: first[one.path] for one in asked.axes.beside}
    return Answer(metric, along, where, break_even(*asked.pair, readings, ratios=along.log))


def _reading(at: float, sampled: Sampled, pair: tuple[str, str], metric: str) -> Reading:
    a, b = (column(sampled.values[name], metric) for name in pair)
    return Reading(at, a, b, (sampled.overloaded[pair[0]], sampled.overloaded[pair[1]]))


def column(values: Mapping[str, tuple[float, ...]], metric: str) -> tuple[float, ...]:
    """Give a measure's values in the replications, summed up where it is a sum; not a number where it is unknown.

    >>> column({"traffic.up_bytes": (1.0, 2.0), "traffic.down_bytes": (10.0, 20.0)}, TOTAL_BYTES)
    (11.0, 22.0)
    """
    parts = [values.get(path, ()) for path in SUMS.get(metric, (metric,))]
    longest = max(map(len, values.values()), default=0)
    return tuple(map(sum, zip(*parts, strict=True))) if all(parts) else (nan,) * longest
