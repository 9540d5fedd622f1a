"""Executors: the interface of concurrent.futures to this process and to a pool, and how far their runs have come."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, as_completed
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from time import monotonic
from typing import Any, TypeVar

Key = TypeVar("Key")

Reached = Callable[[str, int, float], object]
"""Called with technique, replication and the simulated instant that the run has come to."""

EVERY = 0.2  # seconds between two words of one run


class WorkersLostError(Exception):
    """Workers that ended in the middle of their work, in one line."""


def local(workers: int) -> AbstractContextManager[Executor]:
    """Give a process pool; with one worker, this process.

    Raises `WorkersLostError` when a worker ends unasked.
    """
    if workers <= 1:
        return nullcontext(Here())
    pool: AbstractContextManager[Executor] = import_module("rtsim.experiments.processes").pool(workers)
    return pool


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


def ended(executor: Executor, calls: Mapping[Key, tuple[Any, ...]]) -> "Iterator[tuple[Key, Future[Any]]]":
    """Have calls made, each a function and its arguments, and give each one's key and future as soon as it has ended.

    In this process one is made when that before it has been heard of, so that who hears of them is not kept waiting.

    >>> [(key, future.result()) for key, future in ended(Here(), {"three": (abs, -3), "four": (abs, -4)})]
    [('three', 3), ('four', 4)]
    """
    if isinstance(executor, Here):
        yield from ((key, executor.submit(*call)) for key, call in calls.items())
        return
    futures = {executor.submit(*call): key for key, call in calls.items()}
    yield from ((futures[future], future) for future in as_completed(futures))


class Paced:
    """Tells how far one run has come, from time to time."""

    def __init__(self, told: Reached, technique: str, replication: int) -> None:
        self._told = told
        self._run = technique, replication
        self._next = 0.0

    def __call__(self, now: float) -> None:
        """Hear the simulated instant."""
        if monotonic() >= self._next:
            self._next = monotonic() + EVERY
            self._told(*self._run, now)


def nobody(_technique: str, _replication: int, _now: float) -> None:
    """Tell nobody."""


def watching(workers: int, told: Reached) -> AbstractContextManager[Reached]:
    """Give what workers may be handed to tell `told`: that itself in this process, or where nobody listens."""
    if workers <= 1 or told is nobody:
        return nullcontext(told)
    heard: AbstractContextManager[Reached] = import_module("rtsim.experiments.processes").heard(told)
    return heard
