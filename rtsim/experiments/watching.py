"""Watching: how far runs have come, told while they go on, from this process and from workers."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.managers import SyncManager
from queue import Queue
from threading import Thread
from time import monotonic
from typing import Any

Reached = Callable[[str, int, float], object]
"""Called with technique, replication and the simulated instant that the run has come to."""

EVERY = 0.2  # seconds between two words of one run


@dataclass(frozen=True)
class Word:
    """What a run says of itself to a queue, which workers can be handed."""

    queue: "Queue[tuple[str, int, float] | None]"

    def __call__(self, technique: str, replication: int, now: float) -> None:
        """Say how far a run has come."""
        self.queue.put((technique, replication, now))


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


@contextmanager
def watching(workers: int, told: Reached) -> Iterator[Reached]:
    """Give what workers may be handed to tell `told`: that itself in this process, or where nobody listens."""
    if workers <= 1 or told is nobody:
        yield told
        return
    manager = SyncManager(ctx=get_context("spawn"))
    manager.start(_heed_no_interruption)
    queue: Queue[Any] = manager.Queue()
    listener = Thread(target=_listen, args=(queue, told), daemon=True)
    listener.start()
    try:
        yield Word(queue)
    finally:
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
