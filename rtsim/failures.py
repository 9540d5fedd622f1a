"""Failures: what faults did to the clients of one run, facts only."""

from dataclasses import dataclass
from math import floor, inf, nan

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Array


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of the clients after one fault, which ended at `up`.

    `recovery` has the seconds from then until each client's path was open again, in ascending order, `missing` says for
    how many it never was. `peak` is the most tries in one second, `busy_until` the end of the first bin of the run's
    series after which no core had anything left to do.
    """

    at: float
    kind: str
    up: float
    recovery: Array
    missing: int
    peak: int
    busy_until: float

    def within(self, share: float) -> float:
        """Give the seconds within which a share of the clients was back; infinite where it never was."""
        return _quantile(self.recovery, self.missing, share)


@dataclass(frozen=True, eq=False)
class Failures:
    """What faults did to the clients of a run.

    `attempts` counts the tries to open a path that was cut, within the window; `tried` counts them by the second of the
    run. `dark` has the seconds for which paths were cut, one value for each time that one was, in ascending order, and
    `dark_total` their sum within the window, those that were never opened again included. `missing` counts those that
    were not after one of the `outcomes`; somebody who is cut time and again may be away at a run's end too. `replayed`
    counts the messages that were taken from the log for a client whose push connection opened, `waiting` the mean
    number of requests within the window that wait for one of their browser's connections, `cut_idle` and `cut_lifetime`
    the connections in use that an intermediary cut in the window, because nothing passed or because they were too old.
    `fell_back` counts the clients that have fallen back to another technique by the window's end.

    The `outcomes` are those of the faults that begin before the window's end.

    `noticed` has the seconds from each cut until its client knew of it, in ascending order. `thrown_away` counts the
    bytes that left the server in the window and were received by nobody, `dropped` the first packets of connections
    for which there was no room among those that wait to be accepted.
    """

    attempts: int
    succeeded: int
    tried: NDArray[np.int64]
    dark: Array
    dark_total: float
    missing: int
    replayed: int
    waiting: float
    cut_idle: int
    cut_lifetime: int
    fell_back: int
    noticed: Array
    thrown_away: int
    dropped: int
    outcomes: tuple[Outcome, ...]

    def within(self, share: float) -> float:
        """Give the seconds within which a share of the clients was back, after all faults together."""
        found = [outcome.recovery for outcome in self.outcomes] or [np.zeros(0)]
        return _quantile(np.sort(np.concatenate(found)), self.missing, share)


def _quantile(values: Array, missing: int, share: float) -> float:
    """Give a quantile of sorted values and as many infinite ones as are missing, as numpy.quantile does."""
    count = len(values) + missing
    if not count:
        return nan
    rank = share * (count - 1)
    below = floor(rank)
    low, high = (values[place] if place < len(values) else inf for place in (below, min(below + 1, count - 1)))
    return float(low if rank == below else inf if high == inf else low + (rank - below) * (high - low))
