"""Cores: a node's processors, which take work first come, first served from one queue.

The queue costs no event. Work departs in an order that is known when it arrives, so its completion is computed on
arrival from when each core is free.
"""

from collections.abc import Callable
from heapq import heapify, heapreplace
from typing import Protocol

import numpy as np

from rtsim.chance import Array
from rtsim.model.clock import Clock
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

    def leave(self, answer: Callable[[float], object], done: float) -> None:
        """Let the answer that the last work made leave: call `answer` with the instant, as soon as it is known.

        `done` is when that work completes.
        """

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

    def leave(self, answer: Callable[[float], object], done: float) -> None:
        """Let the answer leave when its work is done."""
        answer(done)

    def backlog(self, at: float) -> float:
        """Give the seconds of work not yet done at `at`."""
        return max(0.0, self._free - at)


class TurningCore(OneCore):
    """A single core under an event loop whose answers are written a turn after they are made.

    The loop takes all that is ready and works it off in order; what came meanwhile is its next turn. An answer made in
    a turn leaves when the turn is over: with asyncio the task that writes it is woken by the one that made it.
    """

    def __init__(self, load: Load, clock: Clock) -> None:
        super().__init__(load)
        self._clock = clock
        self._over = 0.0  # when the present turn is
        self._next = False  # whether something is ready for the next one
        self._answers: list[Callable[[float], object]] = []

    def serve(self, kind: int, at: float, cost: float) -> float:
        """Queue work of `cost` seconds at `at`; give the instant at which it completes."""
        end = super().serve(kind, at, cost)
        self._join(at)
        return end

    def serve_many(self, kind: int, at: float, costs: Array) -> Array:
        """Queue several pieces of work at `at`, in order; give their completions."""
        ends = super().serve_many(kind, at, costs)
        self._join(at)
        return ends

    def leave(self, answer: Callable[[float], object], done: float) -> None:  # noqa: ARG002 - the turn decides
        """Let the answer leave when the turn of its work is over."""
        if self._next:
            self._answers.append(answer)
        else:
            answer(self._over)

    def _join(self, at: float) -> None:
        """Count work among the next turn's, or begin one with it where the loop is idle."""
        if self._next:
            return
        if at >= self._over:
            self._over = self._free
        else:
            self._next = True
            self._clock.call(self._over, self._turn)

    def _turn(self) -> None:
        """Begin the turn with all that is ready; then its end is known, and when its answers leave."""
        self._next, self._over = False, self._free
        answers, self._answers = self._answers, []
        for answer in answers:
            answer(self._over)


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

    def leave(self, answer: Callable[[float], object], done: float) -> None:
        """Let the answer leave when its work is done."""
        answer(done)

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
