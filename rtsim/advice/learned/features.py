"""Features: what a learned flow may ask of a point's inputs, as columns that a tree splits, and as questions.

An input of numbers is one column, of their logarithms where ratios matter, so that a threshold lies halfway between its
neighbours on the input's own axis. Any other input has a column for each of its values: is it that one, or not?
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rtsim.experiments.inputs import Input

Levels = Mapping[str, Any]
"""The values of a point's inputs by path: numbers in base units, or text."""


@dataclass(frozen=True)
class Question:
    """The question whether an input of numbers is at most this value, in its base unit; whether any other is it."""

    input: Input
    value: Any

    def holds(self, levels: Levels) -> bool:
        """Answer it for a point."""
        level = levels[self.input.path]
        return bool(level <= self.value if self.input.numeric else level == self.value)

    @property
    def text(self) -> str:
        """The question in words, in the input's own unit."""
        return f"{self.input.path} {'<=' if self.input.numeric else 'is'} {self.input.text(self.value)}"


@dataclass(frozen=True)
class Feature:
    """One column: an input of numbers, or whether an input is `value`."""

    input: Input
    value: str = ""

    def of(self, levels: Levels) -> float:
        """Give what stands in the column for a point."""
        level = levels[self.input.path]
        if not self.input.numeric:
            return float(level != self.value)
        return log(level) if self.input.log else float(level)

    def question(self, threshold: float) -> Question:
        """Give the question that a split of the column asks; yes is what lies at or below the threshold."""
        if not self.input.numeric:
            return Question(self.input, self.value)
        return Question(self.input, exp(threshold) if self.input.log else threshold)


def features(inputs: Sequence[Input]) -> list[Feature]:
    """Give the columns of these inputs; of two values one column says all."""
    found = []
    for one in inputs:
        values = [""] if one.numeric else one.values[:1] if len(one.values) == 2 else one.values
        found += [Feature(one, value) for value in values]
    return found


def matrix(columns: Sequence[Feature], points: Sequence[Levels]) -> NDArray[np.float64]:
    """Give a row for each point, with its columns."""
    return np.array([[column.of(levels) for column in columns] for levels in points])
