"""The crew: processes that simulate one question at a time, and drop it as soon as another one is asked."""

import sys
from collections.abc import Callable
from concurrent.futures import Future
from ctypes import c_int64
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from time import monotonic
from typing import Any

from rtsim.experiments.processes import Workers, end_with_parent
from rtsim.model import prepare, simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.techniques import Technique

if sys.platform != "win32":  # which has no limits for a process
    import resource


class SupersededError(Exception):
    """Another question has been asked since."""


class OverBudgetError(Exception):
    """A run took longer than it may."""


class Crew:
    """Processes at work, so many; each run may take `seconds`, and each process `memory` bytes."""

    def __init__(self, workers: int, seconds: float, memory: float) -> None:
        context = get_context("spawn")
        self._latest: Synchronized[int] = context.Value(c_int64, 0)
        self._seconds = seconds
        self._many = workers
        self._under_way: set[Future[Recording]] = set()
        self._workers = Workers(workers, context, _begin, (self._latest, int(memory)))

    def turn_to(self, number: int) -> None:
        """Let what is under way for other questions end, and take up that of this number."""
        self._latest.value = number

    def submit(
        self, scenario: Scenario, technique: Technique[Any], replication: int, number: int
    ) -> "Future[Recording]":
        """Have a run simulated.

        Its future raises `SupersededError` or `OverBudgetError`, and `BrokenExecutor` where a process has ended.
        """
        future = self._workers.submit(_simulated, scenario, technique, replication, number, self._seconds)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return future

    def waiting(self) -> "list[Future[Recording]]":
        """Give the runs that are asked for, or under way."""
        return list(self._under_way)

    def begin(self) -> None:
        """Have each process load the kernel; as many are asked at once as there are processes."""
        for faulty in (False, True):
            for _ in range(self._many):
                self._workers.submit(prepare, faulty=faulty)

    def end(self) -> None:
        """End all processes, whatever they do: compiling alone may take a minute."""
        self.turn_to(-1)
        self._workers.stop()


_HERE: "list[Synchronized[int]]" = []  # of a process of the crew: the number of the question that is being answered


def _begin(latest: "Synchronized[int]", memory: int) -> None:
    end_with_parent()
    _HERE.append(latest)
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _simulated(
    scenario: Scenario, technique: Technique[Any], replication: int, number: int, seconds: float
) -> Recording:
    return simulate(plan(scenario, technique, replication), _watch(number, monotonic() + seconds))


def _watch(number: int, until: float) -> Callable[[float], None]:
    """Give what ends a run that is not wanted any more, or takes too long."""
    latest = _HERE[0]

    def look(_now: float) -> None:
        if latest.value != number:
            raise SupersededError
        if monotonic() > until:
            raise OverBudgetError

    look(0.0)
    return look
