"""A claim: one statement of the study notes, the experiment that tests it, and what that finds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, get_args

from rtsim.claims.evidence import Evidence, Run
from rtsim.claims.measures import Measure
from rtsim.claims.relations import Figure, Relation, Side
from rtsim.claims.sweep import Sweep, where
from rtsim.claims.worlds import World

Word = Literal["holds", "holds only when", "does not hold", "not testable"]
WORDS: tuple[Word, ...] = get_args(Word)
"""All that may be found."""

Section = Literal["drawback", "advantage", "limitation", "data transmission", "use cases", "table", "flow", "summary"]


@dataclass(frozen=True)
class Finding:
    """What an experiment found: a word, when or why in a sentence or two, and the numbers."""

    word: Word
    condition: str
    figures: tuple[Figure, ...]


Shown = tuple[Side, Measure]
"""A measure of a side that is shown and not judged."""


def shown(sides: Iterable[Side], *measures: Measure) -> tuple[Shown, ...]:
    """Show measures of some sides, measure by measure."""
    return tuple((side, measure) for measure in measures for side in sides)


@dataclass(frozen=True)
class Simulated:
    """Relations, looked at in every world of some sweeps.

    The claim holds if all of them hold in all worlds, holds only when they do if they do in some, and does not hold if
    in no world they do: `needs` is all of them, or any where it may hold against one of the others and not against
    another one, which is then what is asked. Figures are from `notes`, the world that is nearest to the notes' own
    setting. `remark` says what the simulation does not; `proviso` is a condition that a standard sets and that the
    simulation takes for granted.
    """

    relations: Sequence[Relation]
    sweeps: Sequence[Sweep]
    notes: World
    shown: Sequence[Shown] = ()
    remark: str = ""
    proviso: str = ""
    needs: Callable[[Iterable[bool]], bool] = all

    @property
    def settings(self) -> str:
        """What is compared, and over which worlds."""
        compared = "; ".join(relation.words for relation in self.relations)
        return f"{compared}. Over {'; '.join(sweep.words for sweep in self.sweeps)}."

    @property
    def runs(self) -> AbstractSet[Run]:
        """Every side in every world, and what is shown."""
        worlds = {self.notes, *self._worlds()}
        compared = {run for relation in self.relations for world in worlds for run in relation.runs(world)}
        return compared | {side.run(self.notes) for side, _ in self.shown}

    def finding(self, evidence: Evidence) -> Finding:
        """Judge, say where what holds, and give the numbers of the notes' setting."""
        condition = " ".join(part for part in (*self._conditions(evidence), self.remark) if part)
        return Finding(self._word(evidence), condition, tuple(self._figures(evidence)))

    def _worlds(self) -> list[World]:
        return [point.world for sweep in self.sweeps for point in sweep.points]

    def _word(self, evidence: Evidence) -> Word:
        whole = [[relation.holds(evidence, world) for relation in self.relations] for world in self._worlds()]
        if all(map(all, whole)) and not self.proviso:
            return "holds"
        return "holds only when" if any(map(self.needs, whole)) else "does not hold"

    def _conditions(self, evidence: Evidence) -> Iterator[str]:
        """Say of each relation that fails somewhere where it holds; of every one where any is enough."""
        if self.proviso:
            yield f"{self.proviso}."
        for relation in self.relations:
            places = {sweep.name: where(relation, sweep, evidence) for sweep in self.sweeps}
            if self.needs is any or set(places.values()) != {"everywhere"}:
                yield f"{relation.words[0].upper()}{relation.words[1:]}: {_places(places)}."

    def _figures(self, evidence: Evidence) -> Iterator[Figure]:
        found = [figure for relation in self.relations for figure in relation.figures(evidence, self.notes)]
        found += [side.figure(measure, evidence, self.notes) for side, measure in self.shown]
        yield from {(figure.measure, figure.of): figure for figure in found}.values()


def _places(places: Mapping[str, str]) -> str:
    """Say of each sweep where; once if it is the same for all."""
    if len(set(places.values())) == 1:
        return next(iter(places.values()))
    return "; ".join(f"{found} over {name}" for name, found in places.items())


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Claim:
    """A statement of the notes: where it stands, what it says, what is asked of it, and the experiment.

    `id` begins with the technique that it is about, as in long-polling/memory.
    """

    id: str
    section: Section
    text: str
    question: str
    experiment: Simulated | Stated

    @property
    def technique(self) -> str:
        """The technique that the claim is about."""
        return self.id.partition("/")[0]
