"""The boundary: a search by growing steps and halving for the size at which trials begin, or cease, to keep the limits.

A search makes no trial itself. It asks for one and goes on with what it is given, so that whoever drives it decides who
does the work, and can tell of each trial.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from typing import NamedTuple, TypeVar

from rtsim.capacity.trial import Trial

PROBES = 2  # replications of a size that only shows the way
CLOSE = 0.02  # share of the size that meets the limits within which the one that does not is close enough


class Wanted(NamedTuple):
    """A trial that a search asks for: in which size, and in how many replications."""

    size: int
    replications: int


Found = TypeVar("Found")
Asking = Generator[Wanted, Trial, Found]
"""Asks for trials one after the other, is given each, and ends with what it found."""
Ends = tuple[Trial | None, Trial | None]
"""The largest size for which it holds, and the smallest beyond for which it does not; none beyond the bounds."""
Holds = Callable[[Trial], bool]
"""Tells what is true of trials below some size, and false of those above it."""


def never(_trial: Trial) -> bool:
    """Never give up."""
    return False


@dataclass(frozen=True)
class Bounds:
    """Where a search begins, between which sizes it stays, and what makes it give up larger ones."""

    start: int
    least: int
    most: int
    gives_up: Callable[[Trial], bool] = never
    steps: tuple[float, ...] = (2.0,)
    """By which factors the sizes go up or down from the start, the last one again and again."""


class Search:
    """A search: which trial it asks for now, and at last its ends.

    Two replications of a size show the way; at both ends all of them are asked for, and where an end does not hold
    then, the search goes on with all of them.
    """

    def __init__(self, bounds: Bounds, holds: Holds, replications: int) -> None:
        self.wanted: list[Wanted] = []
        self.ends: Ends = (None, None)
        self._bounds = bounds
        self._holds = holds
        self._full = replications
        self._probes = min(PROBES, replications)
        self._made: dict[Wanted, Trial] = {}
        self._asking = self._boundary()
        self._go_on(lambda: next(self._asking))

    @property
    def count(self) -> int:
        """How many trials were made."""
        return len(self._made)

    def give(self, trial: Trial) -> None:
        """Go on with the trial that was asked for."""
        self._go_on(lambda: self._asking.send(trial))

    def stop(self) -> None:
        """End with what the trials so far have shown, each size by the one with the most replications."""
        sizes = {trial.size: trial for _, trial in sorted(self._made.items(), key=lambda made: made[0].replications)}
        holding = [trial for trial in sizes.values() if self._holds(trial)]
        low = max(holding, key=lambda trial: trial.size, default=None)
        beyond = [
            trial for trial in sizes.values() if not self._holds(trial) and (low is None or trial.size > low.size)
        ]
        self.wanted, self.ends = [], (low, min(beyond, key=lambda trial: trial.size, default=None))

    def _go_on(self, step: Callable[[], Wanted]) -> None:
        try:
            self.wanted = [step()]
        except StopIteration as end:
            self.wanted, self.ends = [], end.value

    def _boundary(self) -> Asking[Ends]:
        low, high = yield from self._bracket()
        while True:
            low, high = yield from self._narrow(low, high)
            low, high = (yield from self._confirm(low)), (yield from self._confirm(high))
            self._probes = self._full  # if it goes on, because a few replications showed the wrong way
            if low is not None and not self._holds(low):
                low, high = yield from self._down(low)
            elif high is not None and self._holds(high):
                low, high = yield from self._up(high)
            else:
                return low, high

    def _bracket(self) -> Asking[Ends]:
        """Double or halve until the boundary lies between two sizes, or beyond the bounds."""
        first = yield from self._probe(self._bounds.start)
        return (yield from self._up(first) if self._holds(first) else self._down(first))

    def _up(self, trial: Trial) -> Asking[Ends]:
        for step in self._steps():
            if trial.size >= self._bounds.most or self._bounds.gives_up(trial):
                break
            larger = yield from self._probe(min(max(int(step * trial.size), trial.size + 1), self._bounds.most))
            if not self._holds(larger):
                return trial, larger
            trial = larger
        return trial, None

    def _down(self, trial: Trial) -> Asking[Ends]:
        for step in self._steps():
            if trial.size <= self._bounds.least:
                break
            smaller = yield from self._probe(max(int(trial.size / step), self._bounds.least))
            if self._holds(smaller):
                return smaller, trial
            trial = smaller
        return None, trial

    def _steps(self) -> Iterator[float]:
        return chain(self._bounds.steps, repeat(self._bounds.steps[-1]))

    def _narrow(self, low: Trial | None, high: Trial | None) -> Asking[Ends]:
        """Halve the interval until its ends are close."""
        while low is not None and high is not None and high.size - low.size > max(1, int(CLOSE * low.size)):
            middle = yield from self._probe((low.size + high.size) // 2)
            low, high = (middle, high) if self._holds(middle) else (low, middle)
        return low, high

    def _probe(self, size: int) -> Asking[Trial]:
        """Try a size in a few replications, or take what all of them said."""
        known = self._made.get(Wanted(size, self._full))
        return known or (yield from self._make(Wanted(size, self._probes)))

    def _confirm(self, trial: Trial | None) -> Asking[Trial | None]:
        return None if trial is None else (yield from self._make(Wanted(trial.size, self._full)))

    def _make(self, wanted: Wanted) -> Asking[Trial]:
        if wanted not in self._made:
            self._made[wanted] = yield wanted
        return self._made[wanted]
