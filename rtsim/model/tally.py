"""Tallies: values counted in large portions, and levels integrated over the window."""

import numpy as np

from rtsim.chance import Array
from rtsim.model.bins import Bins
from rtsim.plan import Window
from rtsim.recording import Histogram, Level

_PORTION = 1 << 16


class Tally:
    """Values on their way into a histogram: `add` takes one value, and costs no more than a list's append."""

    def __init__(self) -> None:
        self._histogram = Histogram()
        self._single: list[float] = []
        self._arrays: list[Array] = []
        self._waiting = 0
        self.add = self._single.append

    def add_many(self, values: Array) -> None:
        """Count several values."""
        self._arrays.append(values)
        self._waiting += len(values)
        if self._waiting >= _PORTION:
            self.fold()

    def fold(self) -> None:
        """Count what has gathered."""
        self._histogram.add(np.concatenate([np.array(self._single), *self._arrays]))
        self._single.clear()
        self._arrays.clear()
        self._waiting = 0

    def histogram(self) -> Histogram:
        """Give the histogram of all values so far."""
        self.fold()
        return self._histogram


class Levels:
    """Open connections, held requests and the bytes they keep, as steps at instants that need not come in order.

    A step lies at or after the instant at which it is told, so that all steps before the present can be folded.
    """

    def __init__(self, window: Window, base: float) -> None:
        self._window = window
        self._steps: list[float] = []
        self._arrays: list[Array] = []
        self._level = np.array([0.0, 0.0, base])
        self._area = np.zeros(3)
        self._peak = np.zeros(3)
        self._since = 0.0
        self._bins = Bins(window.end, 3)

    def step(self, at: float, opened: int, held: int, memory: float) -> None:
        """Note that at `at` connections, held requests and bytes went up (or down) by so much."""
        self._steps += (at, opened, held, memory)

    def steps(self, at: Array, opened: int, held: int, memory: float) -> None:
        """Note the same step at several instants."""
        rows = np.empty((len(at), 4))
        rows[:, 0] = at
        rows[:, 1:] = opened, held, memory
        self._arrays.append(rows)

    def finish(self) -> tuple[Level, Level, Level]:
        """Give the levels of connections, held requests and memory over the window."""
        end = self._window.end
        self.fold(end)
        self._advance(np.array([end]), np.zeros((1, 3)))
        means = self._area / (end - self._window.start)
        opened, held, memory = (Level(float(m), float(p)) for m, p in zip(means, self._peak, strict=True))
        return opened, held, memory

    def course(self) -> Array:
        """Give the levels' averages in each bin of the run, once they are finished: a row for each bin."""
        return self._bins.means()

    def fold(self, now: float) -> None:
        """Integrate what lies before `now`."""
        rows = np.concatenate([np.array(self._steps).reshape(-1, 4), *self._arrays])
        np.maximum(rows[:, 0], self._since, out=rows[:, 0])
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        due = int(np.searchsorted(rows[:, 0], now, side="right"))
        self._advance(rows[:due, 0], rows[:due, 1:])
        self._steps = rows[due:].ravel().tolist()
        self._arrays.clear()

    def _advance(self, times: Array, steps: Array) -> None:
        """Integrate over sorted steps; the peak counts levels that last within the window."""
        if not len(times):
            return
        start, end = self._window.start, self._window.end
        levels = np.vstack([self._level, self._level + np.cumsum(steps, axis=0)])
        instants = np.concatenate([[self._since], times])
        self._bins.add(instants, levels)
        edges = np.clip(instants, start, end)
        spans = np.diff(edges)
        self._area += spans @ levels[:-1]
        lasting = levels[:-1][spans > 0]
        if len(lasting):
            self._peak = np.maximum(self._peak, lasting.max(axis=0))
        self._level = levels[-1]
        self._since = float(times[-1])
