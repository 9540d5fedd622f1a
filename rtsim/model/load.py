"""Load: what the window sees of the work that the cores do."""

import numpy as np

from rtsim.chance import Array
from rtsim.model.tally import Tally
from rtsim.plan import Window
from rtsim.recording import Histogram

KINDS = ("open", "request", "respond", "publish", "push", "heartbeat", "backplane")
OPEN, REQUEST, RESPOND, PUBLISH, PUSH, HEARTBEAT, BACKPLANE = range(len(KINDS))


class Load:
    """CPU seconds by kind of work, and how long work waited for a core; all nodes together."""

    def __init__(self, window: Window) -> None:
        self._start, self._end = window.start, window.end
        self._seconds = [0.0] * len(KINDS)
        self._waits = Tally()

    def work(self, kind: int, at: float, start: float, end: float) -> None:
        """Note one piece of work that arrived at `at` and was done in [start, end)."""
        if at >= self._start and end <= self._end:
            self._seconds[kind] += end - start
            self._waits.add(start - at)
            return
        if self._start <= at < self._end:
            self._waits.add(start - at)
        self._seconds[kind] += max(0.0, min(end, self._end) - max(start, self._start))

    def work_many(self, kind: int, at: float, starts: Array, ends: Array) -> None:
        """Note several pieces of work that arrived together."""
        if self._start <= at < self._end:
            self._waits.add_many(starts - at)
        if starts[0] >= self._start and ends.max() <= self._end:
            self._seconds[kind] += float(ends.sum() - starts.sum())
            return
        within = np.minimum(ends, self._end) - np.maximum(starts, self._start)
        self._seconds[kind] += float(np.maximum(within, 0.0).sum())

    def cpu(self) -> dict[str, float]:
        """Give CPU seconds by kind."""
        return dict(zip(KINDS, self._seconds, strict=True))

    def waits(self) -> Histogram:
        """Give the waits of the work that arrived in the window."""
        return self._waits.histogram()
