"""Worlds: the verdict asked again where what is not known is otherwise, all of it at once, and where it falls.

A Latin hypercube spreads so many worlds over the ranges of all unknowns, each unknown by ratios. In a world every
technique that may be had is simulated as a short run, all with the chance of the same replication, so that worlds
differ in their unknowns alone; where theory is beyond its own doubt, it is asked instead. When time is up the worlds
that were asked are the first that were drawn, so that they are as good as chosen by chance.

The share of the worlds in which a verdict holds has Wilson's interval, as of any count. Where it falls is the one
threshold of one unknown that parts the worlds in which it falls from the others best, by Youden's index (Index for
rating diagnostic tests, 1950). How much an unknown moves it is Spearman's rank correlation of its values with the
margin, which asks of their dependence only that it goes one way.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from itertools import takewhile
from math import exp, inf, log

import numpy as np

from rtsim.advice.decision import Decision
from rtsim.advice.flips import Task
from rtsim.advice.probe import Look, Probe, SpentError
from rtsim.advice.unknowns import Unknown
from rtsim.analysis.budget import Budget
from rtsim.analysis.estimates import CONFIDENCE, Estimate
from rtsim.chance import latin_hypercube

SOUGHT = 200  # worlds
LEAST = 10  # of which a share is told
OUT = -inf  # the margin of what is ruled out or late
STATS = "scipy.stats"  # imported where it is called, for who asks in no worlds would wait for it


@dataclass(frozen=True)
class World:
    """The values of the unknowns in one world, and what comes of the verdict there.

    `margin` is how far the technique is from being put out, in steps; negative where it is.
    """

    values: tuple[float, ...]
    technique: str | None
    holds: bool
    margin: float


@dataclass(frozen=True)
class Fall:
    """Where a verdict falls: the unknown by its place, above or below which value, and which shares of the worlds.

    `caught` is the share of the falls that lie there, `there` the share of the worlds there in which it falls.
    """

    place: int
    above: bool
    value: float
    caught: float
    there: float


@dataclass(frozen=True)
class Worlds:
    """What became of a verdict in many worlds: `simulated` of them were, the others are theory's word.

    `doubt` says why there are none, `sought` how many there should have been.
    """

    unknowns: tuple[Unknown, ...] = ()
    worlds: tuple[World, ...] = ()
    simulated: int = 0
    sought: int = SOUGHT
    doubt: str = ""

    @property
    def share(self) -> Estimate:
        """The share of the worlds in which the verdict holds, with its 95 % interval."""
        return share(self.worlds)

    @property
    def fall(self) -> Fall | None:
        """Where it falls, if there is one reason."""
        return fall(self.worlds)

    @property
    def sensitivities(self) -> list[tuple[Unknown, float]]:
        """Each unknown with its rank correlation with the margin, the strongest first."""
        pairs = zip(self.unknowns, sensitivities(self.worlds), strict=True)
        return sorted(pairs, key=lambda pair: -abs(pair[1]))


CLEAR = 0.5  # of Youden's index: a threshold that does not part the worlds by half says nothing
LEAST_FALLS = 3  # of which a threshold may be told


def worlds(  # noqa: PLR0913 - a search's own
    task: Task,
    probe: Probe,
    unknown: Sequence[Unknown],
    *,
    budget: Budget,
    in_flight: int = 1,
    sought: int = SOUGHT,
    told: Callable[[], None] = lambda: None,
) -> Worlds:
    """Ask in so many worlds whether a verdict holds, one after the other as they were drawn, until time is up.

    At most `in_flight` worlds are simulated at a time.
    """
    pick = task.verdict.technique
    if pick is None:
        return Worlds(doubt="every technique is ruled out")
    if len(task.verdict.population) == 1:
        return Worlds(doubt="there is no other technique")
    if not unknown:
        return Worlds(doubt="nothing is unknown: all inputs are given")
    scenario, found, waiting = task.evidence.scenario, list[World](), list[tuple[tuple[float, ...], Look]]()
    simulated = 0
    try:
        for values in takewhile(lambda _: budget.allows(), draws(unknown, sought, scenario.seed)):
            pairs = zip(unknown, values, strict=True)
            look = probe.look(reduce(lambda made, pair: pair[0].at(made, pair[1]), pairs, scenario))
            if look.by_theory is None:
                probe.begin(look, 1)
                simulated += 1
            waiting.append((values, look))
            while sum(one.by_theory is None for _, one in waiting) > in_flight:
                found.append(_world_of(*waiting.pop(0), probe, pick))
                told()
        found += (_world_of(*one, probe, pick) for one in waiting)
    except SpentError:
        budget.cut = True
    if len(found) < min(LEAST, sought):
        return Worlds(doubt=f"time sufficed for {len(found)} worlds, and it takes {LEAST}: --budget gives it more")
    return Worlds(tuple(unknown), tuple(found), simulated, sought)


def draws(unknown: Sequence[Unknown], count: int, seed: int) -> Iterator[tuple[float, ...]]:
    """Draw so many sets of values, each unknown once in each of as many parts of its range, by ratios."""
    spans = [(log(one.low), log(one.high)) for one in unknown]
    for row in latin_hypercube(len(unknown), count, seed):
        yield tuple(exp(low + part * (high - low)) for part, (low, high) in zip(row, spans, strict=True))


def _world_of(values: tuple[float, ...], look: Look, probe: Probe, pick: str) -> World:
    found = look.by_theory or probe.decide(look, 1)
    return World(values, found.pick, pick in found.taken, margin(found, pick))


def margin(found: Decision, pick: str) -> float:
    """Give how many steps a technique is from being put out: below 0 where it is, least where it is ruled out."""
    if pick not in found.total:
        return OUT
    return min((_room(found, pick, other) for other in found.total if other != pick), default=inf)


def _room(found: Decision, pick: str, other: str) -> float:
    nearest = 1 - max((of - found.steps[other][one] for one, of in found.steps[pick].items()), default=0.0)
    if not found.worse(other, pick):
        return nearest
    return max(nearest, found.total[other] - found.total[pick])


def share(worlds: Sequence[World]) -> Estimate:
    """Give the share of the worlds in which a verdict holds, with its 95 % interval."""
    return proportion(sum(world.holds for world in worlds), len(worlds))


def proportion(count: int, of: int) -> Estimate:
    """Estimate a share from how many of so many there are, with Wilson's 95 % interval."""
    ends = import_module(STATS).binomtest(count, of).proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(count / of, float(ends.low), float(ends.high))


def fall(worlds: Sequence[World]) -> Fall | None:
    """Find where a verdict falls; nothing where it does not, or for no one reason."""
    falls = np.array([not world.holds for world in worlds])
    if not LEAST_FALLS <= falls.sum() < len(worlds):
        return None
    columns = np.array([world.values for world in worlds]).T
    found = [(*_threshold(column, falls), place) for place, column in enumerate(columns)]
    index, value, above, place = max(found, key=lambda one: one[0])
    if index < CLEAR:
        return None
    there = columns[place] > value if above else columns[place] <= value
    return Fall(place, above, value, float(there[falls].mean()), float(falls[there].mean()))


def _threshold(column: np.ndarray, falls: np.ndarray) -> tuple[float, float, bool]:
    """Give the best index of any threshold of a column, its value, and whether what lies above it falls."""
    order = np.argsort(column, kind="stable")
    ordered, fell = column[order], falls[order]
    below = np.cumsum(fell)[:-1] / fell.sum()
    stood = np.cumsum(~fell)[:-1] / (~fell).sum()
    indices = stood - below  # of falling above each of the gaps
    at = int(np.abs(indices).argmax())
    return float(abs(indices[at])), float(np.sqrt(ordered[at] * ordered[at + 1])), bool(indices[at] > 0)


def sensitivities(worlds: Sequence[World]) -> list[float]:
    """Give for each unknown the rank correlation of its values with the margin; 0 where one of them never changes."""
    margins = np.array([max(world.margin, -1e9) if world.margin < inf else 1e9 for world in worlds])
    columns = np.array([world.values for world in worlds]).T
    if np.ptp(margins) == 0:
        return [0.0] * len(columns)
    correlation = import_module(STATS).spearmanr
    return [0.0 if np.ptp(column) == 0 else float(correlation(column, margins).statistic) for column in columns]
