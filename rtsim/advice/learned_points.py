"""Labels: the verdict at each point of a sweep, from what is in its store."""

from collections.abc import Iterable, Sequence

from rtsim.advice.evidence import Evidence
from rtsim.advice.learned import NONE, Labelled
from rtsim.advice.verdict import judge
from rtsim.experiments.inputs import Input, level
from rtsim.experiments.point import Point
from rtsim.experiments.samples import Sampled


def labelled(inputs: Sequence[Input], points: Iterable[tuple[Point, Sampled]]) -> list[Labelled]:
    """Judge the techniques at each point."""
    return [_labelled(inputs, point, sampled) for point, sampled in points]


def _labelled(inputs: Sequence[Input], point: Point, sampled: Sampled) -> Labelled:
    verdict = judge(Evidence(point.scenario, sampled.values, sampled.overloaded))
    levels = {one.path: level(one, point.written[one.path]) for one in inputs}
    scores = {name: max(1.0, found.mean) for name, found in verdict.scores.items()}
    return Labelled(levels, verdict.technique or NONE, scores)
