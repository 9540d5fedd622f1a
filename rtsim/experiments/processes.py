"""Processes on this machine: a pool of them, and what they tell while they work. Imported where there are several."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.managers import SyncManager
from queue import Queue
from threading import Thread, current_thread, main_thread
from types import FrameType
from typing import Any

from rtsim.experiments.executors import Reached, WorkersLostError

_SAFE = "PYTHONSAFEPATH"


@contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """Give a process pool.

    Workers start afresh: a fork would copy threads' locks, and other systems know no fork. Whatever stops this process
    stops them too, in the middle of a run. Raises `WorkersLostError` when one of them ends unasked.
    """
    others = active_children()
    workers_pool = Workers(workers, get_context("spawn"), end_with_parent)
    try:
        yield workers_pool
    except BrokenExecutor as error:
        raise WorkersLostError("a worker process ended in the middle of its work: is the memory full?") from error
    except BaseException:
        for worker in set(active_children()).difference(others):
            worker.terminate()
        raise
    finally:
        workers_pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold an interruption back while processes start: they inherit that, and this one alone answers for them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    with _postponed():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _postponed() -> Iterator[None]:
    """Answer an interruption afterwards: what one thread blocks another one hears, and this one has to answer it."""
    handler = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or not callable(handler):
        yield
        return
    heard_of: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: heard_of.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if heard_of:
            handler(*heard_of[0])


@contextmanager
def _safe_path() -> Iterator[None]:
    """Let what starts now import nothing from the working directory: workers, and what tracks their resources."""
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE]
        else:
            os.environ[_SAFE] = before


def end_with_parent() -> None:
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
        """Queue the work; a worker that starts for it hears of no interruption, and imports nothing from here."""
        with _uninterrupted(), _safe_path():
            return super().submit(function, *arguments, **named)

    def stop(self) -> None:
        """End all workers at once, in the middle of what they do."""
        at_work = list((self._processes or {}).values())
        self.shutdown(wait=False, cancel_futures=True)
        for worker in at_work:
            worker.terminate()


@dataclass(frozen=True)
class Word:
    """What a run says of itself to a queue, which workers can be handed."""

    queue: "Queue[tuple[str, int, float] | None]"

    def __call__(self, technique: str, replication: int, now: float) -> None:
        """Say how far a run has come; where nobody hears it any more, the run goes on."""
        with suppress(EOFError, OSError):
            self.queue.put((technique, replication, now))


@contextmanager
def heard(told: Reached) -> Iterator[Reached]:
    """Give what workers may be handed to tell `told` in this process."""
    manager = SyncManager(ctx=get_context("spawn"))
    with _uninterrupted(), _safe_path():
        manager.start(_heed_no_interruption)
    queue: Queue[Any] = manager.Queue()
    listener = Thread(target=_listen, args=(queue, told), daemon=True)
    listener.start()
    try:
        yield Word(queue)
    finally:
        with suppress(EOFError, OSError):
            queue.put(None)
        listener.join(timeout=1)
        manager.shutdown()


def _heed_no_interruption() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _listen(queue: "Queue[tuple[str, int, float] | None]", told: Reached) -> None:
    try:
        while (word := queue.get()) is not None:
            told(*word)
    except (EOFError, OSError):  # the other end is gone, and so is what it would have told
        return
