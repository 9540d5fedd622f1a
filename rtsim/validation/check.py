"""Checks: what a case measures, what is expected of it, and how near it has to be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, Self, TypeVar

from rtsim.validation.case import Row
from rtsim.validation.rules import Exact, Rule

T_contra = TypeVar("T_contra", contravariant=True)


class Described(Protocol):
    """What the rows of a case say of it."""

    @property
    def name(self) -> str:
        """The case's name."""

    @property
    def group(self) -> str:
        """Where its expected values come from."""

    @property
    def source(self) -> str:
        """Their reference."""


@dataclass(frozen=True, kw_only=True)
class Check(Generic[T_contra]):
    """One quantity; `measure` reads it from one replication, whatever a replication is for the case."""

    quantity: str
    unit: str
    expected: float
    measure: Callable[[T_contra], float]
    rule: Rule
    note: str = ""

    def exactly(self) -> Self:
        """Give the same check where the value is the same in every replication."""
        return replace(self, rule=Exact())

    def row(self, case: Described, replications: Sequence[T_contra]) -> Row:
        """Measure all replications, and compare."""
        simulated = self.rule.simulated([self.measure(each) for each in replications])
        return Row(
            case=case.name,
            group=case.group,
            source=case.source,
            quantity=self.quantity,
            unit=self.unit,
            expected=self.expected,
            simulated=simulated,
            tolerance=self.rule.words,
            passed=self.rule.judge(simulated, self.expected),
            note=self.note,
        )
