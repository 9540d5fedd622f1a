"""Relations: what a claim says of two techniques, or of one and a limit, and whether a world bears it out.

A relation holds in a world when it does beyond doubt: its margin, taken replication by replication between runs with
the same messages, is above zero with the whole of its 95 % interval (Law, Simulation Modeling and Analysis, section
10.2.1).
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rtsim.analysis.estimates import Estimate, difference, estimate
from rtsim.claims.evidence import Evidence, Run
from rtsim.claims.measures import Measure
from rtsim.claims.worlds import World

TITLES = {"short-polling": "short polling", "long-polling": "long polling", "websocket": "WebSocket", "sse": "SSE"}
CLEAR = 1.02  # a ratio below this is no clear difference, whatever its interval
TWICE, FIVEFOLD = 2.0, 5.0  # what rtsim.analysis.words calls Low ends at twice the least, High begins at five times


@dataclass(frozen=True)
class Figure:
    """One number behind a finding, with its 95 % interval where it has one: which measure, and of what.

    `unit` is s, bytes, share, per second, count or bit/s, for all of the estimate.
    """

    measure: str
    of: str
    value: Estimate
    unit: str


@dataclass(frozen=True)
class Side:
    """A technique in a world, with changes of its own laid over it, such as other settings; `under` says which."""

    technique: str
    changes: tuple[str, ...] = ()
    under: str = ""

    @property
    def title(self) -> str:
        """Its name in tables."""
        return f"{TITLES[self.technique]} {self.under}".strip()

    @property
    def others(self) -> list["Side"]:
        """The other techniques with the world's own settings."""
        return [side for side in SIDES if side.technique != self.technique]

    def run(self, world: World) -> Run:
        """Give its run in a world; what other techniques are set to there makes no other run of it."""
        return Run(world.but(*self.changes).seen_by(self.technique), self.technique)

    def values(self, measure: Measure, evidence: Evidence, world: World) -> list[float]:
        """Read a measure from each replication in a world."""
        return measure.values(evidence[self.run(world)])

    def figure(self, measure: Measure, evidence: Evidence, world: World) -> Figure:
        """Estimate a measure in a world."""
        return Figure(measure.name, self.title, estimate(self.values(measure, evidence, world)), measure.unit)


SHORT, LONG, WEBSOCKET, SSE = SIDES = tuple(map(Side, TITLES))
"""The four techniques with the world's own settings."""


Margins = Callable[[Evidence, World], list[float]]
"""By how much something holds in each replication of a world; below zero where it does not."""


@dataclass(frozen=True)
class Relation:
    """What has to be so in a world, in words and as margins between the runs of some sides.

    `traced` says whether margins grow and shrink along an input. Shown are all sides in all measures, and pairs of them
    by their `differences`.
    """

    words: str
    sides: tuple[Side, ...]
    measures: tuple[Measure, ...]
    margins: Margins
    traced: bool = True
    differences: tuple[tuple[Side, Side], ...] = ()

    def holds(self, evidence: Evidence, world: World) -> bool:
        """Tell whether it holds in a world beyond doubt."""
        return estimate(self.margins(evidence, world)).low > 0

    def runs(self, world: World) -> AbstractSet[Run]:
        """Give the runs that it needs in a world."""
        return {side.run(world) for side in self.sides}

    def figures(self, evidence: Evidence, world: World) -> list[Figure]:
        """Give the numbers behind it."""
        alone = [side.figure(measure, evidence, world) for measure in self.measures for side in self.sides]
        pairs = ((*pair, measure) for measure in self.measures for pair in self.differences)
        return alone + [_between(*pair, evidence, world) for pair in pairs]


def _between(more: Side, less: Side, measure: Measure, evidence: Evidence, world: World) -> Figure:
    by = difference(*(side.values(measure, evidence, world) for side in (more, less)))
    return Figure(measure.name, f"{more.title} less {less.title}", by, measure.unit)


def exceeds(more: Side, less: Side, measure: Measure, times: float = CLEAR) -> Relation:
    """Say that one side takes more than so many times what another one takes."""
    much = "above" if times == CLEAR else f"more than {times:g} times"
    words = f"{more.title} {much} {less.title} in {measure.name}"
    margins = _paired(measure, lambda this, that: this - times * that, more, less)
    return Relation(words, (more, less), (measure,), margins, differences=((more, less),))


def within(side: Side, other: Side, measure: Measure, times: float) -> Relation:
    """Say that one side takes less than so many times what another one takes."""
    words = f"{side.title} within {times:g} times {other.title} in {measure.name}"
    margins = _paired(measure, lambda own, its: times * its - own, side, other)
    return Relation(words, (side, other), (measure,), margins)


def at_most(side: Side, measure: Measure, limit: float, said: str) -> Relation:
    """Say that a side stays below a limit, which `said` writes for people."""
    margins = _paired(measure, lambda value: limit - value, side)
    return Relation(f"{side.title} at most {said} in {measure.name}", (side,), (measure,), margins)


def at_least(side: Side, measure: Measure, limit: float, said: str) -> Relation:
    """Say that a side stays above a limit."""
    margins = _paired(measure, lambda value: value - limit, side)
    return Relation(f"{side.title} at least {said} in {measure.name}", (side,), (measure,), margins)


def never(side: Side, measure: Measure) -> Relation:
    """Say that something does not happen: where it begins it is there at once, so that no place is traced."""
    return replace(at_most(side, measure, 1e-9, "0"), traced=False)


def best(side: Side, rival: Side, measures: tuple[Measure, ...]) -> Relation:
    """Say that a side takes more than twice what a rival takes in none of the measures."""
    words = f"{side.title} no more than {TWICE:g} times {rival.title} in any of {_listed(measures)}"
    worse = [exceeds(side, rival, measure, TWICE) for measure in measures]
    return Relation(words, (side, rival), measures, _unless(worse, ()), traced=False)


def unbeaten(side: Side, rival: Side, measures: tuple[Measure, ...]) -> Relation:
    """Say that a rival that takes so many times less in one measure takes clearly more in another one.

    In the terms of multi-criteria choice it does not dominate the side: who takes the rival gives something up.
    """
    words = f"{side.title} not beaten by {rival.title} in {_listed(measures)}"
    worse = [exceeds(side, rival, measure, TWICE) for measure in measures]
    gains = [exceeds(rival, side, measure) for measure in measures]
    return Relation(words, (side, rival), measures, _unless(worse, gains), traced=False)


def _paired(measure: Measure, margin: Callable[..., float], *sides: Side) -> Margins:
    """Take the margin of each replication from what the sides take in it."""

    def margins(evidence: Evidence, world: World) -> list[float]:
        columns = (side.values(measure, evidence, world) for side in sides)
        return [margin(*values) for values in zip(*columns, strict=True)]

    return margins


def _unless(worse: Sequence[Relation], gains: Sequence[Relation]) -> Margins:
    """Give 1 in each replication where nothing is worse or something is gained by it, otherwise -1."""

    def margins(evidence: Evidence, world: World) -> list[float]:
        lost, won = (any(each.holds(evidence, world) for each in relations) for relations in (worse, gains))
        return [-1.0 if lost and not won else 1.0 for _ in worse[0].margins(evidence, world)]

    return margins


def _listed(measures: Sequence[Measure]) -> str:
    return ", ".join(measure.name for measure in measures)
