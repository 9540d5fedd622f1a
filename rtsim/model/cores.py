"""Cores: a node's processors, which take work first come, first served from one queue.

The queue costs no event. Work departs in an order that is known when it arrives, so its completion is computed on
arrival from when each core is free.
"""

from heapq import heapify, heapreplace
from typing import Protocol

import numpy as np

from rtsim.chance import Array
from rtsim.model.load import Load


class Cores(Protocol):
    """What serves work."""

    foresees: bool
    """Whether nothing that arrives later is served sooner, so that what a work will find when it completes is known
    when it is queued."""

    def serve(self, kind: int, at: float, cost: float) -> float:
        """Queue work of `cost` seconds at `at`; give the instant at which it completes."""

    def serve_many(self, kind: int, at: float, costs: Array) -> Array:
        """Queue several pieces of work at `at`, in order; give their completions."""

    def backlog(self, at: float) -> float:
        """Give the seconds of work not yet done at `at`."""


class OneCore:
    """A single core."""

    foresees = True

    def __init__(self, load: Load) -> None:
        self._load = load
        self._free = 0.0
        self._window_start, self._window_end = load.start, load.end
        self._seconds, self._wait = load.seconds, load.waits.add

    def serve(self, kind: int, at: float, cost: float) -> float:
        """Queue work of `cost` seconds at `at`; give the instant at which it completes."""
        start = self._free
        if start < at:
            start = at
        self._free = end = start + cost
        if at >= self._window_start and end <= self._window_end:  # `Load.work` unfolded, for speed
            self._seconds[kind] += cost
            self._wait(start - at)
        else:
            self._load.work(kind, at, start, end)
        return end

    def serve_many(self, kind: int, at: float, costs: Array) -> Array:
        """Queue several pieces of work at `at`, in order; give their completions."""
        edges = np.cumsum(np.concatenate([[max(self._free, at)], costs]))
        self._free = float(edges[-1])
        self._load.work_many(kind, at, edges[:-1], edges[1:])
        return edges[1:]

    def backlog(self, at: float) -> float:
        """Give the seconds of work not yet done at `at`."""
        return max(0.0, self._free - at)


class ManyCores:
    """Several cores that share one queue: the first that is free takes the next work."""

    foresees = False

    def __init__(self, load: Load, cores: int) -> None:
        self._load = load
        self._free = [0.0] * cores

    def serve(self, kind: int, at: float, cost: float) -> float:
        """Queue work of `cost` seconds at `at`; give the instant at which it completes."""
        start = self._free[0]
        if start < at:
            start = at
        end = start + cost
        heapreplace(self._free, end)
        self._load.work(kind, at, start, end)
        return end

    def serve_many(self, kind: int, at: float, costs: Array) -> Array:
        """Queue several pieces of work at `at`, in order; give their completions."""
        cost = float(costs[0])
        starts = self._alike(at, cost, len(costs)) if (costs == cost).all() else self._unlike(at, costs)
        ends = starts + costs
        self._load.work_many(kind, at, starts, ends)
        return ends

    def backlog(self, at: float) -> float:
        """Give the seconds of work not yet done at `at`, for each core."""
        return sum(max(0.0, free - at) for free in self._free) / len(self._free)

    def _alike(self, at: float, cost: float, count: int) -> Array:
        """Give the starts of `count` works of one cost: the earliest among the starts that each core offers."""
        free = np.maximum(self._free, at)
        if cost == 0.0:
            return np.full(count, free.min())
        last = (free.sum() + count * cost) / len(free)
        offers = np.clip(np.ceil((last - free) / cost), 0, count).astype(np.int64) + 1
        core = np.repeat(np.arange(len(free)), offers)
        turn = np.arange(offers.sum()) - np.repeat(np.cumsum(offers) - offers, offers)
        starts = free[core] + turn * cost
        taken = np.argsort(starts, kind="stable")[:count]
        works = np.bincount(core[taken], minlength=len(free))
        self._free = np.where(works > 0, free + works * cost, self._free).tolist()
        heapify(self._free)
        return np.asarray(starts[taken])

    def _unlike(self, at: float, costs: Array) -> Array:
        starts = np.empty(len(costs))
        for place, cost in enumerate(costs.tolist()):
            starts[place] = max(self._free[0], at)
            heapreplace(self._free, starts[place] + cost)
        return starts
