"""Labels: the verdict at each point of a sweep, from what is in its store."""

from collections.abc import Iterable, Sequence

from rtsim.advice.decision import behind
from rtsim.advice.evidence import Evidence
from rtsim.advice.flow import notes_flow, walk
from rtsim.advice.learned.tree import NONE, Labelled
from rtsim.advice.verdict import weigh
from rtsim.experiments.inputs import Input, level
from rtsim.experiments.point import Point
from rtsim.experiments.samples import Sampled


def labelled(inputs: Sequence[Input], points: Iterable[tuple[Point, Sampled]]) -> list[Labelled]:
    """Judge the techniques at each point."""
    return [_labelled(inputs, point, sampled) for point, sampled in points]


def _labelled(inputs: Sequence[Input], point: Point, sampled: Sampled) -> Labelled:
    scenario = point.scenario
    found, _, of, _ = weigh(Evidence(scenario, sampled.values, sampled.overloaded))
    levels = {one.path: level(one, point.written[one.path]) for one in inputs}
    scores = {name: behind(found, name, of) for name in found.total}
    walked = walk(notes_flow(), scenario.needs)
    return Labelled(levels, found.pick or NONE, scores, walked.technique, walked.steps[:-1])
