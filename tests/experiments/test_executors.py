import os
import signal
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from pathlib import Path
from time import monotonic, sleep

import pytest

from rtsim.experiments.clusters import cluster
from rtsim.experiments.executors import Here, WorkersLostError, local
from rtsim.experiments.processes import Workers


def test_one_worker_is_this_process() -> None:
    """With one worker the work is done here, and an error is the future's."""
    with local(1) as executor:
        assert executor.submit(os.getpid).result() == os.getpid()
    assert isinstance(Here().submit(int, "x").exception(), ValueError)


def test_two_workers_are_others() -> None:
    """With two workers the work is done elsewhere."""
    with local(2) as executor:
        assert executor.submit(os.getpid).result() != os.getpid()


def kill_a_worker() -> None:
    """Kill the process that does the work, and ask for more."""
    with local(2) as executor:
        os.kill(executor.submit(os.getpid).result(), signal.SIGKILL)
        executor.submit(os.getpid).result()


def test_a_killed_worker_is_said() -> None:
    """A worker that is killed ends the work with one clear error."""
    with pytest.raises(WorkersLostError, match="a worker process ended"):
        kill_a_worker()


def test_workers_are_stopped_in_the_middle_of_their_work() -> None:
    """Workers that are stopped end at once, and what they did has no result."""
    before = set(active_children())
    workers = Workers(1, get_context("spawn"))
    futures = [workers.submit(sleep, 1000) for _ in range(3)]
    at_work = set(active_children()) - before
    workers.stop()
    late = monotonic() + 60
    while any(worker.exitcode is None for worker in at_work) and monotonic() < late:
        sleep(0.01)  # the pool's own thread may be the one that learns of the end
    assert [worker.exitcode for worker in at_work] == [-signal.SIGTERM]
    for future in futures:
        with pytest.raises((CancelledError, BrokenProcessPool)):
            future.result(timeout=60)


def test_no_scheduler_is_an_error() -> None:
    """An address at which nobody answers, and one that is none, are errors of the system and of the value."""
    pytest.importorskip("distributed")
    with pytest.raises(ValueError, match="missing port"), cluster("nowhere"):
        pass


def test_nothing_of_the_working_directory_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the current folder that has a module's name is not run by the processes that start."""
    for name in ("pickle", "socket", "selectors", "simpy"):
        (tmp_path / f"{name}.py").write_text(f"open('{name}.ran', 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    with local(2) as executor:
        assert executor.submit(os.getcwd).result() == str(tmp_path)
    assert not list(tmp_path.glob("*.ran"))
    assert "PYTHONSAFEPATH" not in os.environ
