"""A learned flow: a few questions about the inputs of a sweep, and the technique that its verdicts favour behind each.

It is learned from points at which all techniques were simulated and judged, and says how far it is to be trusted: how
often it names the best technique at points that it was not learned from, and what following it costs there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from rtsim.advice.decision import behind
from rtsim.advice.evidence import Evidence
from rtsim.advice.flow import notes_flow, walk
from rtsim.advice.learned.features import Feature, Levels, Question, features, matrix
from rtsim.advice.learned.fit import FOLDS, Fitted, Losses, pruned, unseen
from rtsim.advice.verdict import weigh
from rtsim.advice.worlds import proportion
from rtsim.analysis.estimates import Estimate, estimate
from rtsim.analysis.words import counted
from rtsim.experiments.inputs import Input, level
from rtsim.experiments.point import Point
from rtsim.experiments.samples import Sampled

NONE = "none"
"""Stands for the technique at a point where all are ruled out."""

LEAST_POINTS = 20  # four in each fold; the share of right answers among fewer is not known to better than a fifth
HARDER = 0.01  # what a choice costs that is as good as the verdict but harder to build: next to nothing (assumed)
LEAST_OF_A_KIND = FOLDS  # points of a technique, so that each fold has one


@dataclass(frozen=True)
class Labelled:
    """A point with its verdict: the technique, and how many times as much each possible one costs in what matters.

    The `scores` of those that are as good in all that matters are 1, as is its own. `notes` is where the notes' flow
    ends with the point's needs, and `way` its steps there.
    """

    levels: Levels
    technique: str
    scores: Mapping[str, float]
    notes: str = ""
    way: tuple[str, ...] = ()

    def is_right(self, choice: str) -> bool:
        """Tell whether a choice is the verdict, or as good in all that matters."""
        return choice == self.technique or self.scores.get(choice) == 1.0


@dataclass(frozen=True)
class Leaf:
    """The end of a way through the flow: its technique, and how many of its points have which verdict.

    The technique is the one that costs least over all of its points; it need not be the commonest verdict.
    """

    technique: str
    counts: Mapping[str, int]

    @property
    def points(self) -> int:
        """How many points end here."""
        return sum(self.counts.values())

    @property
    def purity(self) -> float:
        """The share of them of which its technique is the verdict itself."""
        return self.counts.get(self.technique, 0) / self.points


@dataclass(frozen=True)
class Split:
    """A question of the flow, and what follows from yes and from no."""

    question: Question
    yes: "Node"
    no: "Node"


Node = Leaf | Split


@dataclass(frozen=True)
class Following:
    """What comes of following a choice at each of many points.

    `right` is the share of them at which it names the verdict, or what is as good; `regret` how much more it costs in
    what matters, as a share of that; `worst` the greatest such share; and `ruled_out` the share of the points at which
    what it names is ruled out, which have no regret.
    """

    right: Estimate
    regret: Estimate
    worst: float
    ruled_out: float


@dataclass(frozen=True)
class Learned:
    """A flow, and what following it is worth at the points it was learned from, and at points unseen.

    `always` is the one technique that costs least over all points, and `constant` what taking it everywhere is worth.
    """

    root: Node
    counts: Mapping[str, int]
    seen: Following
    unseen: Following
    always: str
    constant: Following

    @property
    def points(self) -> int:
        """How many points there are."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Unlearned:
    """Why no flow can be learned, and how many points have which verdict."""

    reason: str
    counts: Mapping[str, int]


def learn(inputs: Sequence[Input], points: Sequence[Labelled]) -> Learned | Unlearned:
    """Learn a flow over these inputs, or say why there is none to be learned."""
    counts = dict(Counter(point.technique for point in points).most_common())
    reason = _obstacle(inputs, counts)
    if reason:
        return Unlearned(reason, counts)
    columns, names = features(inputs), tuple(counts)
    rows, lost = matrix(columns, [point.levels for point in points]), losses(points, names, HARDER)
    root = _node(pruned(rows, lost), columns, names, points)
    always = names[int(lost.sum(axis=0).argmin())]
    return Learned(
        root,
        counts,
        seen=following([choice(root, point.levels) for point in points], points),
        unseen=following([names[number] for number in unseen(rows, lost)], points),
        always=always,
        constant=following([always] * len(points), points),
    )


def losses(points: Sequence[Labelled], names: Sequence[str], harder: float = 0.0) -> Losses:
    """Give how much more each choice costs than the best one at each point, as a share of that.

    `harder` is what one costs that is as good as the verdict and not as simple. What is ruled out has no cost; it
    counts as the costliest choice that there is, and as twice the best one at least.
    """
    worst = max((score - 1 for point in points for score in point.scores.values()), default=0.0)
    ruled_out = max(1.0, worst)
    return np.array([
        [
            0.0 if name == point.technique else harder if point.is_right(name)
            else point.scores.get(name, 1 + ruled_out) - 1
            for name in names
        ]
        for point in points
    ])  # fmt: skip


def _obstacle(inputs: Sequence[Input], counts: Mapping[str, int]) -> str:
    """Say why nothing can be learned; empty if it can."""
    total = sum(counts.values())
    if not inputs:
        return "no input varies"
    if len(counts) == 1:
        (only,) = counts
        return (
            "every technique is ruled out at every point" if only == NONE else f"the verdict is {only} at every point"
        )
    if total < LEAST_POINTS:
        return f"{counted(total, 'point')} are too few to learn from: it takes {LEAST_POINTS}"
    common = [name for name, count in counts.items() if count >= LEAST_OF_A_KIND]
    if len(common) < 2:
        rare = ", ".join(f"{name} at {count}" for name, count in counts.items() if name not in common)
        return f"{rare} of {counted(total, 'point')} are too few to learn from: it takes {LEAST_OF_A_KIND} of a kind"
    return ""


def choice(node: Node, levels: Levels) -> str:
    """Walk a flow with a point's inputs; give the technique that it ends at."""
    while isinstance(node, Split):
        node = node.yes if node.question.holds(levels) else node.no
    return node.technique


def following(choices: Sequence[str], points: Sequence[Labelled]) -> Following:
    """Say what comes of these choices at these points."""
    pairs = list(zip(choices, points, strict=True))
    right = sum(point.is_right(chosen) for chosen, point in pairs)
    regrets = [point.scores[chosen] - 1 for chosen, point in pairs if chosen in point.scores]
    lost = sum(chosen not in point.scores and chosen != point.technique for chosen, point in pairs)
    return Following(proportion(right, len(pairs)), estimate(regrets), max(regrets, default=nan), lost / len(pairs))


def _node(
    fitted: Fitted, columns: Sequence[Feature], names: Sequence[str], points: Sequence[Labelled], at: int = 0
) -> Node:
    """Give a node of the tree with the points that come to it, whose choices have these names."""
    grown: Any = fitted.tree.tree_  # its arrays have no types
    counts = dict(Counter(point.technique for point in points).most_common())
    if at in fitted.leaves:
        return Leaf(names[fitted.leaves[at]], counts)
    question = columns[grown.feature[at]].question(float(grown.threshold[at]))
    sides: list[list[Labelled]] = [[], []]
    for point in points:
        sides[not question.holds(point.levels)].append(point)
    yes = _node(fitted, columns, names, sides[0], int(grown.children_left[at]))
    no = _node(fitted, columns, names, sides[1], int(grown.children_right[at]))
    if isinstance(yes, Leaf) and isinstance(no, Leaf) and yes.technique == no.technique:
        return Leaf(yes.technique, counts)  # two leaves of one technique answer a question that nobody has to ask
    return Split(question, yes, no)


def labelled(inputs: Sequence[Input], points: Iterable[tuple[Point, Sampled]]) -> list[Labelled]:
    """Judge the techniques at each point of a sweep, from what is in its store."""
    told = []
    for point, sampled in points:
        found, _, of, _ = weigh(Evidence(point.scenario, sampled.values, sampled.overloaded))
        levels = {one.path: level(one, point.written[one.path]) for one in inputs}
        scores = {name: behind(found, name, of) for name in found.total}
        walked = walk(notes_flow(), point.scenario.needs)
        told.append(Labelled(levels, found.pick or NONE, scores, walked.technique, walked.steps[:-1]))
    return told
