"""Bins: the equal parts, from a run's start to its window's end, in which its course is kept."""

import numpy as np

from rtsim.chance import Array

BINS = 240  # forty-eight batches of five, which is what MSER-5 looks at


class Bins:
    """A level's integral in each bin, from steps in order of time; `columns` levels are followed together."""

    def __init__(self, end: float, columns: int) -> None:
        self._edges = np.linspace(0.0, end, BINS + 1)
        self._area = np.zeros((BINS, columns))

    def add(self, instants: Array, levels: Array) -> None:
        """Integrate levels that hold from each of the sorted `instants` to the next; the last instant only ends."""
        edges = self._edges
        first = max(0, int(np.searchsorted(edges, instants[0], side="right")) - 1)
        last = min(BINS, int(np.searchsorted(edges, instants[-1])))
        starts = np.searchsorted(instants, edges[first:last], side="right") - 1
        ends = np.searchsorted(instants, edges[first + 1 : last + 1])
        for place, start, end in zip(range(first, last), np.maximum(starts, 0).tolist(), ends.tolist(), strict=True):
            within = np.clip(instants[start : end + 1], edges[place], edges[place + 1])
            self._area[place] += np.diff(within) @ levels[start : start + len(within) - 1]

    def means(self) -> Array:
        """Give the levels' averages, a row for each bin."""
        return self._area / np.diff(self._edges)[:, np.newaxis]
