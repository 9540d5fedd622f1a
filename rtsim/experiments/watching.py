"""Watching: how far runs have come, told while they go on, from this process and from workers."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from time import monotonic

Reached = Callable[[str, int, float], object]
"""Called with technique, replication and the simulated instant that the run has come to."""

EVERY = 0.2  # seconds between two words of one run


class Paced:
    """Tells how far one run has come, from time to time."""

    def __init__(self, told: Reached, technique: str, replication: int) -> None:
        self._told = told
        self._run = technique, replication
        self._next = 0.0

    def __call__(self, now: float) -> None:
        """Hear the simulated instant."""
        if monotonic() >= self._next:
            self._next = monotonic() + EVERY
            self._told(*self._run, now)


def nobody(_technique: str, _replication: int, _now: float) -> None:
    """Tell nobody."""


def watching(workers: int, told: Reached) -> AbstractContextManager[Reached]:
    """Give what workers may be handed to tell `told`: that itself in this process, or where nobody listens."""
    if workers <= 1 or told is nobody:
        return nullcontext(told)
    heard: AbstractContextManager[Reached] = import_module("rtsim.experiments.processes").heard(told)
    return heard
