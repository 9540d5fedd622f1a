"""Relations: what a claim says of two techniques, or of one and a limit, and whether a world bears it out.

A relation holds in a world when it does beyond doubt: its margin, taken replication by replication between runs with
the same messages, is above zero with the whole of its 95 % interval (Law, Simulation Modeling and Analysis, section
10.2.1).
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import ClassVar, Protocol

from rtsim.analysis.estimates import Estimate, estimate
from rtsim.claims.claim import Figure
from rtsim.claims.evidence import Evidence, Run, Sample
from rtsim.claims.measures import Measure
from rtsim.claims.worlds import World

TITLES = {"short-polling": "short polling", "long-polling": "long polling", "websocket": "WebSocket", "sse": "SSE"}
CLEAR = 1.02  # a ratio below this is no clear difference, whatever its interval
MUCH = 2.0  # up to this ratio two techniques have the same word in rtsim.analysis.words, as both are Low


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

    def run(self, world: World) -> Run:
        """Give its run in a world; what other techniques are set to there makes no other run of it."""
        return Run(world.but(*self.changes).seen_by(self.technique), self.technique)

    def sample(self, evidence: Evidence, world: World) -> Sample:
        """Find what it came to in a world."""
        return evidence[self.run(world)]

    def values(self, measure: Measure, evidence: Evidence, world: World) -> list[float]:
        """Read a measure from each replication in a world."""
        return measure.values(self.sample(evidence, world))

    def figure(self, measure: Measure, evidence: Evidence, world: World) -> Figure:
        """Estimate a measure in a world."""
        return Figure(measure.name, self.title, estimate(self.values(measure, evidence, world)), measure.unit)


SHORT, LONG, WEBSOCKET, SSE = SIDES = tuple(map(Side, TITLES))
"""The four techniques with the world's own settings."""


class Relation(Protocol):
    """What has to be so in a world; `traced` says whether its margins grow and shrink along an input."""

    traced: ClassVar[bool]

    @property
    def words(self) -> str:
        """The relation in a few words."""

    @property
    def sides(self) -> Sequence[Side]:
        """Whose runs it looks at."""

    def margins(self, evidence: Evidence, world: World) -> list[float]:
        """Give by how much it holds in each replication; below zero where it does not."""

    def figures(self, evidence: Evidence, world: World) -> list[Figure]:
        """Give the numbers behind it."""


def holds(relation: Relation, evidence: Evidence, world: World) -> bool:
    """Tell whether a relation holds in a world beyond doubt."""
    return margin(relation, evidence, world).low > 0


def margin(relation: Relation, evidence: Evidence, world: World) -> Estimate:
    """Estimate by how much a relation holds in a world."""
    return estimate(relation.margins(evidence, world))


def runs(relation: Relation, world: World) -> AbstractSet[Run]:
    """Give the runs that a relation needs in a world."""
    return {side.run(world) for side in relation.sides}


@dataclass(frozen=True)
class Exceeds:
    """One side takes more than so many times what another one takes."""

    more: Side
    less: Side
    measure: Measure
    times: float = CLEAR
    traced: ClassVar[bool] = True

    @property
    def words(self) -> str:
        """The relation in a few words."""
        much = "above" if self.times == CLEAR else f"more than {self.times:g} times"
        return f"{self.more.title} {much} {self.less.title} in {self.measure.name}"

    @property
    def sides(self) -> Sequence[Side]:
        """Both."""
        return self.more, self.less

    def margins(self, evidence: Evidence, world: World) -> list[float]:
        """Subtract, replication by replication."""
        pairs = zip(*(side.values(self.measure, evidence, world) for side in self.sides), strict=True)
        return [more - self.times * less for more, less in pairs]

    def figures(self, evidence: Evidence, world: World) -> list[Figure]:
        """Give both sides and the paired difference."""
        more, less = (side.values(self.measure, evidence, world) for side in self.sides)
        by = estimate([a - b for a, b in zip(more, less, strict=True)])
        between = Figure(self.measure.name, f"{self.more.title} less {self.less.title}", by, self.measure.unit)
        return [*(side.figure(self.measure, evidence, world) for side in self.sides), between]


@dataclass(frozen=True)
class Within:
    """One side takes less than so many times what another one takes."""

    side: Side
    other: Side
    measure: Measure
    times: float
    traced: ClassVar[bool] = True

    @property
    def words(self) -> str:
        """The relation in a few words."""
        return f"{self.side.title} within {self.times:g} times {self.other.title} in {self.measure.name}"

    @property
    def sides(self) -> Sequence[Side]:
        """Both."""
        return self.side, self.other

    def margins(self, evidence: Evidence, world: World) -> list[float]:
        """Subtract, replication by replication."""
        pairs = zip(*(side.values(self.measure, evidence, world) for side in self.sides), strict=True)
        return [self.times * other - own for own, other in pairs]

    def figures(self, evidence: Evidence, world: World) -> list[Figure]:
        """Give both sides."""
        return [side.figure(self.measure, evidence, world) for side in self.sides]


@dataclass(frozen=True)
class AtMost:
    """A side stays below a limit, which `said` writes for people."""

    side: Side
    measure: Measure
    limit: float
    said: str
    traced: ClassVar[bool] = True

    @property
    def words(self) -> str:
        """The relation in a few words."""
        return f"{self.side.title} at most {self.said} in {self.measure.name}"

    @property
    def sides(self) -> Sequence[Side]:
        """The one."""
        return (self.side,)

    def margins(self, evidence: Evidence, world: World) -> list[float]:
        """Subtract from the limit."""
        return [self.limit - value for value in self.side.values(self.measure, evidence, world)]

    def figures(self, evidence: Evidence, world: World) -> list[Figure]:
        """Give what it came to."""
        return [self.side.figure(self.measure, evidence, world)]


@dataclass(frozen=True)
class AtLeast(AtMost):
    """A side stays above a limit."""

    @property
    def words(self) -> str:
        """The relation in a few words."""
        return f"{self.side.title} at least {self.said} in {self.measure.name}"

    def margins(self, evidence: Evidence, world: World) -> list[float]:
        """Subtract the limit."""
        return [-margin for margin in super().margins(evidence, world)]


@dataclass(frozen=True)
class Never(AtMost):
    """What is measured does not happen to a side: where it begins it is there at once, so that no place is traced."""

    limit: float = 1e-9
    said: str = "0"
    traced: ClassVar[bool] = False


@dataclass(frozen=True)
class Best:
    """A side takes more than so many times what a rival takes in none of the measures."""

    side: Side
    rival: Side
    measures: tuple[Measure, ...]
    times: float = MUCH
    traced: ClassVar[bool] = False

    @property
    def words(self) -> str:
        """The relation in a few words."""
        return f"{self.side.title} no more than {self.times:g} times {self.rival.title} in any of {self._listed}"

    @property
    def sides(self) -> Sequence[Side]:
        """Both."""
        return self.side, self.rival

    def margins(self, evidence: Evidence, world: World) -> list[float]:
        """Give 1 in each replication if it is so, -1 if not."""
        found = 1.0 if self._is_so(evidence, world) else -1.0
        return [found] * len(self.side.sample(evidence, world).rows)

    def figures(self, evidence: Evidence, world: World) -> list[Figure]:
        """Give both sides in each measure."""
        return [side.figure(measure, evidence, world) for measure in self.measures for side in self.sides]

    def _is_so(self, evidence: Evidence, world: World) -> bool:
        each = (Exceeds(self.side, self.rival, measure, self.times) for measure in self.measures)
        return not any(holds(relation, evidence, world) for relation in each)

    @property
    def _listed(self) -> str:
        return ", ".join(measure.name for measure in self.measures)


@dataclass(frozen=True)
class Unbeaten(Best):
    """A rival that takes so many times less in one measure takes clearly more in another one.

    In the terms of multi-criteria choice it does not dominate the side: who takes the rival gives something up.
    """

    @property
    def words(self) -> str:
        """The relation in a few words."""
        return f"{self.side.title} not beaten by {self.rival.title} in {self._listed}"

    def _is_so(self, evidence: Evidence, world: World) -> bool:
        gains = (Exceeds(self.rival, self.side, measure) for measure in self.measures)
        return super()._is_so(evidence, world) or any(holds(relation, evidence, world) for relation in gains)
