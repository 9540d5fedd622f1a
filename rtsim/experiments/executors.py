"""Executors: the interface of concurrent.futures to this process, to a pool of processes, and to a cluster."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from types import ModuleType
from typing import Any

CONNECT_SECONDS = 10


class WorkersLostError(Exception):
    """Workers that ended in the middle of their work, in one line."""


@contextmanager
def local(workers: int) -> Iterator[Executor]:
    """Give a process pool; with one worker, this process.

    Workers start afresh: a fork would copy threads' locks, and other systems know no fork. Whatever stops this process
    stops them too, in the middle of a run. Raises `WorkersLostError` when one of them ends unasked.
    """
    if workers <= 1:
        yield Here()
        return
    others = active_children()
    pool = Workers(workers, get_context("spawn"), _end_with_parent)
    try:
        yield pool
    except BrokenExecutor as error:
        raise WorkersLostError("a worker process ended in the middle of its work: is the memory full?") from error
    except BaseException:
        for worker in set(active_children()).difference(others):
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def cluster(address: str, told: Callable[[int], None] = lambda _workers: None) -> Iterator[Executor]:
    """Give the workers of the Dask scheduler at `address`, such as tcp://10.0.0.1:8786; `told` hears how many they are.

    Work of a worker that is lost is done again by another one (Dask's `allowed-failures` times at most). Raises
    `ImportError` where Dask is not installed, `OSError` where no scheduler answers, `ValueError` for no address, and
    `WorkersLostError` when the scheduler is lost, or work that its workers were lost with too often.
    """
    distributed = import_module("distributed")
    asyncio.run(_answers(distributed, address))  # a client that finds nobody takes long to give up
    client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    try:
        told(len(client.nthreads()))
        yield client.get_executor()
    except (CancelledError, distributed.KilledWorker, distributed.comm.CommClosedError) as error:
        raise WorkersLostError("the cluster lost its scheduler, or too many of its workers") from error
    finally:
        client.close()


async def _answers(distributed: ModuleType, address: str) -> None:
    channel = await distributed.comm.connect(address, timeout=CONNECT_SECONDS)
    await channel.close()


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
