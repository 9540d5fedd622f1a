"""The sweep: every run of an experiment that its store does not have yet, wherever an executor does the work."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from rtsim.experiments.estimates import estimate
from rtsim.experiments.executors import Reached, nobody
from rtsim.experiments.point import Point
from rtsim.experiments.runner import simulated
from rtsim.experiments.store import Measured, Run, Store
from rtsim.results import MEASURES, RESULTS_VERSION, measures
from rtsim.scenario import Scenario
from rtsim.scenario.experiment import FEWEST_REPLICATIONS, Experiment, Until
from rtsim.techniques import Technique

Techniques = Mapping[str, Technique[Any]]


@dataclass(frozen=True)
class Step:
    """How far a sweep is: runs simulated by it, points that are done, of so many, and which came to be done now."""

    runs: int
    done: int
    points: int
    finished: tuple[Point, ...]


Told = Callable[[Step], None]
"""Called at the start, and whenever a run is in the store."""


class WrongVersionError(Exception):
    """A worker whose rtsim gives results of another version."""


def complete(  # noqa: PLR0913 - what runs, where it goes, who does it
    experiment: Experiment,
    points: Sequence[Point],
    techniques: Techniques,
    *,
    store: Store,
    executor: Executor,
    in_flight: int = 1,
    told: Told = lambda _step: None,
) -> None:
    """Simulate what is missing in the store until every one of these points, which need not be its own, is done.

    At most `in_flight` runs are with the executor at any time. Whatever stops it, each run that was finished is in the
    store. The runs, and so the store's content at the end, do not depend on the executor, nor on earlier interruptions.
    """
    schedule = Schedule(experiment, points, store)
    runs = 0
    told(Step(runs, schedule.done, len(points), ()))
    running: dict[Future[Measured], Run] = {}
    while schedule.due or running:
        while schedule.due and len(running) < in_flight:
            run, point = schedule.due.popleft()
            technique = techniques[run.technique]
            running[executor.submit(measured, point.scenario, technique, run.replication)] = run
        ended, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in _successes_first(ended):
            run = running.pop(future)
            store.add(run, _of_this_version(future.result()))
            runs += 1
            finished = schedule.finish(run)
            told(Step(runs, schedule.done, len(points), finished))


def measured(scenario: Scenario, technique: Technique[Any], replication: int, reached: Reached = nobody) -> Measured:
    """Simulate one run and measure it, telling how far it has come; what a worker does."""
    reached(technique.name, replication, 0.0)
    recording = simulated(scenario, technique, replication, reached)
    return Measured(RESULTS_VERSION, recording.overloaded, measures(recording), recording.messages)


def _successes_first(futures: Iterable[Future[Measured]]) -> list[Future[Measured]]:
    """Order futures so that a failure is met only when what else has ended is kept."""
    return sorted(futures, key=lambda future: future.cancelled() or future.exception() is not None)


def _of_this_version(found: Measured) -> Measured:
    if found.version != RESULTS_VERSION:
        raise WrongVersionError(
            f"a worker's rtsim gives results of version {found.version}, this one of version {RESULTS_VERSION}: "
            "install the same rtsim everywhere"
        )
    return found


def due(rule: int | Until, values: Sequence[float]) -> int:
    """Give how many replications are wanted, `values` being the measure in the first ones, in their order.

    With a precision to reach, batches grow by half; the answer depends on values alone, never on which came first, so
    that an interrupted experiment ends where an undisturbed one does (Law, Simulation Modeling and Analysis, 9.4.1).

    >>> due(5, []), due(Until(until=0.1), []), due(Until(until=0.1), [1.0, 1.0, 1.0]), due(Until(until=0.1), [1, 2, 3])
    (5, 3, 3, 4)
    """
    if not isinstance(rule, Until):
        return rule
    wanted = FEWEST_REPLICATIONS
    while wanted < rule.at_most and wanted <= len(values) and not estimate(values[:wanted]).is_within(rule.until):
        wanted = min(rule.at_most, wanted + wanted // 2)
    return wanted


class Schedule:
    """Which runs are due, and which points are done.

    The parts of an experiment are its techniques at its points. Parts with the same digest are the same runs, such as
    those of a WebSocket while only a polling interval varies: they are simulated once.
    """

    def __init__(self, experiment: Experiment, points: Sequence[Point], store: Store) -> None:
        self.due: deque[tuple[Run, Point]] = deque()
        self.done = 0
        rule = experiment.replications
        self._rule = rule
        self._metric = rule.of if isinstance(rule, Until) else next(iter(MEASURES))
        self._seed = experiment.seed
        self._store = store
        self._open: dict[str, int] = {}
        self._waiting: dict[str, list[Point]] = {}
        self._missing = {point.number: set(point.digests.values()) for point in points}
        for point in points:
            for technique, digest in point.digests.items():
                first = digest not in self._waiting
                self._waiting.setdefault(digest, []).append(point)
                if first:
                    self.due.extend(self._next(digest, technique))
        for digest in [digest for digest in self._waiting if not self._open.get(digest)]:
            self._close(digest)

    def finish(self, run: Run) -> tuple[Point, ...]:
        """Note that a run is in the store; give the points that are done by it."""
        self._open[run.digest] -= 1
        if self._open[run.digest]:
            return ()
        more = self._next(run.digest, run.technique)
        self.due.extendleft(reversed(more))
        return () if more else self._close(run.digest)

    def _next(self, digest: str, technique: str) -> list[tuple[Run, Point]]:
        """Give the runs of a part that are due now."""
        known = self._store.values(digest, self._seed, self._metric)
        first = list(takewhile(known.__contains__, range(len(known))))
        wanted = due(self._rule, [known[replication] for replication in first])
        missing = [replication for replication in range(wanted) if replication not in known]
        self._open[digest] = len(missing)
        point = self._waiting[digest][0]
        return [(Run(digest, technique, replication, self._seed), point) for replication in missing]

    def _close(self, digest: str) -> tuple[Point, ...]:
        """Note that a part is done; give the points of which it was the last one."""
        finished = []
        for point in self._waiting.pop(digest):
            missing = self._missing[point.number]
            missing.discard(digest)
            if not missing:
                finished.append(point)
        self.done += len(finished)
        return tuple(finished)
