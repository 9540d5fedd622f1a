"""The runner: every technique of a scenario in every replication, on one process or on several.

A run depends on nothing but its plan, so the outcome is the same whatever the number of workers.
"""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import Any

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.techniques import Technique

Progress = Callable[[str, int], None]
"""Called with technique and replication when a run is done."""


@dataclass(frozen=True)
class Outcome:
    """What an experiment left behind: the recordings of each technique, in the order of replications."""

    scenario: Scenario
    techniques: Mapping[str, Technique[Any]]
    recordings: Mapping[str, tuple[Recording, ...]]


def run(
    scenario: Scenario, techniques: Mapping[str, Technique[Any]], *, workers: int = 1, progress: Progress | None = None
) -> Outcome:
    """Simulate all of `techniques` in the scenario's replications, on so many workers.

    `techniques` decide the order of the outcome; how the scenario lists them does not.
    """
    told = progress or _untold
    tasks = [(name, replication) for replication in range(scenario.replications) for name in techniques]
    with _executor(min(workers, len(tasks))) as executor:
        futures = {executor.submit(_run, scenario, techniques[name], number): (name, number) for name, number in tasks}
        done: dict[tuple[str, int], Recording] = {}
        for future in as_completed(futures):
            done[futures[future]] = future.result()
            told(*futures[future])
    recordings = {
        name: tuple(done[name, replication] for replication in range(scenario.replications)) for name in techniques
    }
    return Outcome(scenario, techniques, recordings)


def _run(scenario: Scenario, technique: Technique[Any], replication: int) -> Recording:
    return simulate(plan(scenario, technique, replication))


def _untold(_technique: str, _replication: int) -> None:
    """Tell nobody."""


@contextmanager
def _executor(workers: int) -> Iterator[Executor]:
    """Give a process pool; with one worker, this process.

    Workers start afresh: a fork would copy threads' locks, and other systems know no fork. Whatever stops this process
    stops them too, in the middle of a run.
    """
    if workers <= 1:
        yield Here()
        return
    others = active_children()
    pool = Workers(workers, get_context("spawn"), _end_with_parent)
    try:
        yield pool
    except BaseException:
        for worker in set(active_children()).difference(others):
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold an interruption back while workers start: they inherit that, and this process alone answers for them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """Let this worker end as soon as the process that started it does, even if that is killed."""
    Thread(target=_await_end_of_parent, daemon=True).start()


def _await_end_of_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


class Workers(ProcessPoolExecutor):
    """A process pool whose workers leave interruptions to the process that started them."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        """Queue the work; a worker that starts for it does so without hearing of interruptions."""
        with _uninterrupted():
            return super().submit(function, *arguments, **named)


class Here(Executor):
    """An executor that does the work when it is submitted, in this process."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        """Do it now."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:  # noqa: BLE001 - the future carries it to whoever asks for the result
            future.set_exception(error)
        return future
