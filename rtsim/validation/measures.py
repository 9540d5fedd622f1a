"""Measures: what the cases read from a recording, as values that a process can be handed."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

import numpy as np

from rtsim.failures import Failures
from rtsim.recording import Recording, Transfers
from rtsim.results import MEASURES, measures

Measure = Callable[[Recording], float]


def measured(path: str, recording: Recording) -> float:
    """Read a measure of the JSON by its dotted path."""
    return MEASURES[path](recording) if path in MEASURES else measures(recording)[path]


@dataclass(frozen=True)
class Bytes:
    """Bytes of parts of the traffic in one direction or in both."""

    direction: Literal["up", "down", "both"]
    parts: tuple[str, ...]

    def __call__(self, recording: Recording) -> float:
        """Add them up."""
        total = sum((recording.traffic[part] for part in self.parts), Transfers())
        return {"up": total.up, "down": total.down, "both": total.up + total.down}[self.direction]


latency_least: Measure = attrgetter("latency.minimum")
overloaded: Measure = attrgetter("overloaded")


def _failures(recording: Recording) -> Failures:
    assert recording.failures is not None
    return recording.failures


@dataclass(frozen=True)
class BackAfter:
    """The seconds from the end of the first fault within which a share of the clients was back."""

    share: float = 1.0

    def __call__(self, recording: Recording) -> float:
        """Read it."""
        return _failures(recording).outcomes[0].within(self.share)


def back_mean(recording: Recording) -> float:
    """Give the mean of the seconds from the end of the first fault until each client was back."""
    return float(_failures(recording).outcomes[0].recovery.mean())


def dark_mean(recording: Recording) -> float:
    """Give how long a client had no path, on average, in seconds."""
    return float(_failures(recording).dark.mean())


def missing_share(recording: Recording) -> float:
    """Give the share of the clients whose path was cut and never open again."""
    return _failures(recording).missing / recording.clients


def failed_tries(recording: Recording) -> float:
    """Give the tries to come back that did not open a path."""
    return float(_failures(recording).attempts - _failures(recording).succeeded)


@dataclass(frozen=True)
class Tries:
    """The tries to come back in so many seconds from one on, per second."""

    start: int
    seconds: int

    def __call__(self, recording: Recording) -> float:
        """Count them."""
        return float(_failures(recording).tried[self.start : self.start + self.seconds].sum()) / self.seconds


def first_delivery(recording: Recording) -> float:
    """Give the instant of the first delivery of all, in seconds from the start of the run."""
    return float(recording.deliveries.time.min())


def missed_share(recording: Recording) -> float:
    """Give the share of messages that came in an answer with a later one."""
    return 1 - recording.answered / recording.carried


@dataclass(frozen=True)
class ShareLater:
    """The share of deliveries that took longer than so many seconds, of messages born in the window."""

    seconds: float
    start: float

    def __call__(self, recording: Recording) -> float:
        """Count them."""
        columns = recording.deliveries
        births = recording.births[columns.message]
        counted = (births >= self.start) & (births < self.start + recording.duration)
        return float(np.mean((columns.time - births)[counted] > self.seconds))
