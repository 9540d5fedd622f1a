"""A claim: one statement of the study notes, the experiment that tests it, and what that finds."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, Protocol

from rtsim.analysis.estimates import Estimate
from rtsim.claims.evidence import Evidence, Run

Word = Literal["holds", "holds only when", "does not hold", "not testable"]
WORDS: tuple[Word, ...] = ("holds", "holds only when", "does not hold", "not testable")
"""All that may be found."""

Section = Literal["drawback", "advantage", "limitation", "data transmission", "use cases", "table", "flow", "summary"]


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
class Finding:
    """What an experiment found: a word, when or why in a sentence or two, and the numbers."""

    word: Word
    condition: str
    figures: tuple[Figure, ...]


class Experiment(Protocol):
    """What tests a claim: the runs that it needs, and what it makes of them."""

    @property
    def settings(self) -> str:
        """What is simulated or looked up, and what is compared, in words."""

    @property
    def runs(self) -> AbstractSet[Run]:
        """Everything that has to be simulated."""

    def finding(self, evidence: Evidence) -> Finding:
        """Judge; `evidence` has all of `runs`."""


@dataclass(frozen=True)
class Claim:
    """A statement of the notes: where it stands, what it says, what is asked of it, and the experiment.

    `id` begins with the technique that it is about, as in long-polling/memory.
    """

    id: str
    section: Section
    text: str
    question: str
    experiment: Experiment

    @property
    def technique(self) -> str:
        """The technique that the claim is about."""
        return self.id.partition("/")[0]
