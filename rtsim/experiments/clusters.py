"""The workers of a Dask cluster, as an executor of concurrent.futures."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from rtsim.experiments.executors import WorkersLostError

CONNECT_SECONDS = 10


@contextmanager
def cluster(address: str, told: Callable[[int], None] = lambda _workers: None) -> Iterator[Executor]:
    """Give the workers of the Dask scheduler at `address`, such as tcp://10.0.0.1:8786; `told` hears how many they are.

    Work of a worker that is lost is done again by another one (Dask's `allowed-failures` times at most). Raises
    `ImportError` where Dask is not installed, `OSError` where no scheduler answers, `ValueError` for no address or one
    that needs TLS certificates which Dask's configuration lacks, and `WorkersLostError` when the scheduler is lost, or
    work that its workers were lost with too often.
    """
    distributed = import_module("distributed")
    with _unlogged():
        yield from _connected(distributed, address, told)


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep logs silent: when its scheduler is lost Dask writes some tracebacks, from several threads and loggers."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


def _connected(distributed: ModuleType, address: str, told: Callable[[int], None]) -> Iterator[Executor]:
    asyncio.run(_answers(distributed, address))  # a client that finds nobody takes long to give up
    client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    try:
        told(len(client.nthreads()))
        yield client.get_executor()
    except Exception as error:
        known = isinstance(error, (CancelledError, distributed.KilledWorker, distributed.comm.CommClosedError))
        if known or (client.status != "running" and _is_dask_s(error)):
            raise WorkersLostError("the cluster lost its scheduler, or too many of its workers") from error
        raise
    finally:
        client.close()


def _is_dask_s(error: Exception) -> bool:
    """Tell whether it came up within Dask: a client without its scheduler fails in many ways."""
    modules = {str(frame.f_globals.get("__name__")) for frame, _ in traceback.walk_tb(error.__traceback__)}
    return any(name.partition(".")[0] in {"distributed", "dask"} for name in modules)


async def _answers(distributed: ModuleType, address: str) -> None:
    how = distributed.Security().get_connection_args("client")  # the certificates of Dask's configuration
    try:
        channel = await distributed.comm.connect(address, timeout=CONNECT_SECONDS, **how)
    except TypeError:  # what Dask raises for a tls address where it has no certificates
        raise ValueError("Dask's configuration has no TLS certificates for it") from None
    await channel.close()
