"""Experiments: what tests a claim, by simulation or by what is written elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rtsim.claims.claim import Figure, Finding, Word
from rtsim.claims.evidence import Evidence, Run
from rtsim.claims.measures import Measure
from rtsim.claims.relations import Relation, Side, holds, runs
from rtsim.claims.sweep import Sweep, where
from rtsim.claims.worlds import World


@dataclass(frozen=True)
class Shown:
    """A measure of a side that is shown and not judged."""

    side: Side
    measure: Measure


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """Relations, looked at in every world of some sweeps.

    The claim holds if all of them hold in all worlds, holds only when they do if they do in some, and does not hold if
    in no world all of them do. Figures are from `notes`, the world that is nearest to the notes' own setting. `remark`
    says what the simulation does not; `proviso` is a condition that a standard sets and that the simulation takes for
    granted.
    """

    sweeps: tuple[Sweep, ...]
    relations: tuple[Relation, ...]
    notes: World
    shown: tuple[Shown, ...] = ()
    remark: str = ""
    proviso: str = ""

    @property
    def settings(self) -> str:
        """What is compared, and over which worlds."""
        compared = "; ".join(relation.words for relation in self.relations)
        return f"{compared}. Over {'; '.join(sweep.words for sweep in self.sweeps)}."

    @property
    def runs(self) -> AbstractSet[Run]:
        """Every side in every world, and what is shown."""
        worlds = {self.notes, *(point.world for sweep in self.sweeps for point in sweep.points)}
        compared = {run for relation in self.relations for world in worlds for run in runs(relation, world)}
        return compared | {each.side.run(self.notes) for each in self.shown}

    def finding(self, evidence: Evidence) -> Finding:
        """Judge, say where what holds, and give the numbers of the notes' setting."""
        word = self._word(evidence)
        condition = " ".join(part for part in (*self._conditions(evidence), self.remark) if part)
        return Finding(word, condition, tuple(self._figures(evidence)))

    def _word(self, evidence: Evidence) -> Word:
        whole = [self._in_world(point.world, evidence) for sweep in self.sweeps for point in sweep.points]
        if all(map(all, whole)) and not self.proviso:
            return "holds"
        return "holds only when" if self._somewhere(whole) else "does not hold"

    def _in_world(self, world: World, evidence: Evidence) -> list[bool]:
        return [holds(relation, evidence, world) for relation in self.relations]

    def _somewhere(self, whole: Sequence[Sequence[bool]]) -> bool:
        """Tell whether there is a world in which all relations hold."""
        return any(map(all, whole))

    def _conditions(self, evidence: Evidence) -> Iterator[str]:
        """Say of each relation that fails somewhere where it holds."""
        if self.proviso:
            yield f"{self.proviso}."
        for relation in self.relations:
            places = {sweep: where(relation, sweep, evidence) for sweep in self.sweeps}
            if self._tells(places):
                yield f"{_capital(relation.words)}: {_places(places)}."

    def _tells(self, places: Mapping[Sweep, str]) -> bool:
        """Tell whether it is worth saying where a relation holds."""
        return set(places.values()) != {"everywhere"}

    def _figures(self, evidence: Evidence) -> Iterator[Figure]:
        found = [figure for relation in self.relations for figure in relation.figures(evidence, self.notes)]
        found += [each.side.figure(each.measure, evidence, self.notes) for each in self.shown]
        yield from {(figure.measure, figure.of): figure for figure in found}.values()


def _places(places: Mapping[Sweep, str]) -> str:
    """Say of each sweep where; once if it is the same for all."""
    if len(set(places.values())) == 1:
        return next(iter(places.values()))
    return "; ".join(f"{found} over {sweep.name}" for sweep, found in places.items())


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


class Against(Simulated):
    """The same for a claim that may hold against one of the others and not against another one."""

    def _somewhere(self, whole: Sequence[Sequence[bool]]) -> bool:
        """Tell whether there is a world in which one of the relations holds."""
        return any(map(any, whole))

    def _tells(self, _places: Mapping[Sweep, str]) -> bool:
        """Say it of each: which of the others the claim holds against is what is asked."""
        return True


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What a standard, a table of browsers or the notes' own code say; nothing is simulated."""

    settings: str
    word: Word
    condition: str
    figures: tuple[Figure, ...] = ()

    @property
    def runs(self) -> AbstractSet[Run]:
        """Give none."""
        return frozenset()

    def finding(self, _evidence: Evidence) -> Finding:
        """Say it."""
        return Finding(self.word, self.condition, self.figures)
