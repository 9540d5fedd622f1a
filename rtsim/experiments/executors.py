"""Executors: the interface of concurrent.futures to this process, and to a pool of processes."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import Any


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
