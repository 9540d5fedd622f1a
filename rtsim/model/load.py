"""Load: what the window sees of the work that the cores do."""

import numpy as np

from rtsim.chance import Array
from rtsim.model.tally import Tally
from rtsim.plan import Window

KINDS = ("open", "request", "respond", "publish", "push", "heartbeat", "backplane")
OPEN, REQUEST, RESPOND, PUBLISH, PUSH, HEARTBEAT, BACKPLANE = range(len(KINDS))


class Load:
    """CPU seconds by kind of work, and how long work waited for a core; all nodes together."""

    def __init__(self, window: Window) -> None:
        self.start, self.end = window.start, window.end
        self.seconds = [0.0] * len(KINDS)
        self.early = 0.0  # of all kinds, before the window
        self.waits = Tally()

    def work(self, kind: int, at: float, start: float, end: float) -> None:
        """Note one piece of work that arrived at `at` and was done in [start, end)."""
        if self.start <= at < self.end:
            self.waits.add(start - at)
        if start < self.start:
            self.early += min(end, self.start) - start
        self.seconds[kind] += max(0.0, min(end, self.end) - max(start, self.start))

    def count_as(self, kind: int, other: int, start: float, end: float) -> None:
        """Count what was done in [start, end) as of another kind than it was noted as."""
        seconds = max(0.0, min(end, self.end) - max(start, self.start))
        self.seconds[other] -= seconds
        self.seconds[kind] += seconds

    def work_many(self, kind: int, at: float, starts: Array, ends: Array) -> None:
        """Note several pieces of work that arrived together."""
        if self.start <= at < self.end:
            self.waits.add_many(starts - at)
        if starts[0] >= self.start and ends.max() <= self.end:
            self.seconds[kind] += float(ends.sum() - starts.sum())
            return
        self.early += float((np.minimum(ends, self.start) - np.minimum(starts, self.start)).sum())
        within = np.minimum(ends, self.end) - np.maximum(starts, self.start)
        self.seconds[kind] += float(np.maximum(within, 0.0).sum())

    @property
    def noted(self) -> float:
        """CPU seconds of all work so far that lie before the window's end."""
        return self.early + sum(self.seconds)

    def cpu(self) -> dict[str, float]:
        """Give CPU seconds by kind."""
        return dict(zip(KINDS, self.seconds, strict=True))
