"""Series: how a run goes, bin by bin from its start, so that its warm-up can be judged afterwards."""

import numpy as np

from rtsim.chance import Array
from rtsim.model.bins import BINS
from rtsim.plan import Window
from rtsim.recording import Course, Histogram

_PORTION = 1 << 16


class Series:
    """Latencies on their way into a histogram (those of the window) and into bins by birth (those of the whole run).

    `told` takes birth and latency, one after the other; that costs no more than a list's append.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._width = window.end / BINS
        self._histogram = Histogram()
        self._single: list[float] = []
        self._many: list[Array] = []
        self._waiting = 0
        self._deliveries = np.zeros(BINS, dtype=np.int64)
        self._latency = np.zeros(BINS)
        self.unfinished, self.busy = np.zeros(BINS), np.zeros(BINS)
        self.told = self._single.extend

    def told_many(self, birth: float, latencies: Array) -> None:
        """Count the latencies of one message's deliveries."""
        place = int(birth / self._width)
        if place < BINS:
            self._deliveries[place] += len(latencies)
            self._latency[place] += latencies.sum()
        if self._window.start <= birth < self._window.end:
            self._many.append(latencies)
            self._waiting += len(latencies)
            if self._waiting >= _PORTION:
                self.fold()

    def fold(self) -> None:
        """Count what has gathered."""
        births, latencies = np.array(self._single).reshape(-1, 2).T
        places = (births / self._width).astype(np.int64)
        self._deliveries += np.bincount(places, minlength=BINS)[:BINS]
        self._latency += np.bincount(places, weights=latencies, minlength=BINS)[:BINS]
        counts = (self._window.start <= births) & (births < self._window.end)
        self._histogram.add(np.concatenate([latencies[counts], *self._many]))
        self._single.clear()
        self._many.clear()
        self._waiting = 0

    def histogram(self) -> Histogram:
        """Give the histogram of the window's latencies so far."""
        self.fold()
        return self._histogram

    def finish(self, levels: Array) -> Course:
        """Give the bins; `levels` are those of open connections, held requests and memory, a row for each bin."""
        self.fold()
        opened, held, memory = levels.T
        return Course(
            width=self._width,
            deliveries=self._deliveries,
            latency=self._latency,
            unfinished=self.unfinished,
            busy=self.busy,
            open=opened,
            held=held,
            memory=memory,
        )
