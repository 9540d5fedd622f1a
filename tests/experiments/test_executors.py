import os
import signal
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from rtsim.experiments.clusters import cluster
from rtsim.experiments.executors import Here, Paced, WorkersLostError, ended, local, nobody, watching
from rtsim.experiments.processes import Workers
from rtsim.experiments.runner import run
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques

SMALL = {
    "name": "x", "warmup": 0, "duration": 5, "replications": 2, "clients": {"count": 3}, "messages": {"rate": 1},
    "techniques": ["sse"],
}  # fmt: skip


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


def test_in_one_process_each_call_is_heard_of_before_the_next_is_made() -> None:
    """Who shows how far a command is sees one call end after the other, not all of them at the end."""
    made: list[int] = []
    for number, future in ended(Here(), {number: (made.append, number) for number in range(3)}):
        assert future.done()
        assert made == list(range(number + 1))
    assert made == [0, 1, 2]


def test_who_ends_first_is_heard_of_first() -> None:
    """Though another one that was asked for before it goes on."""
    told, order = Event(), []
    with ThreadPoolExecutor(2) as executor:
        for key, future in ended(executor, {"slow": (told.wait, 10), "quick": (bool,)}):
            order.append((key, future.result()))
            told.set()
    assert order == [("quick", False), ("slow", True)]


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


@pytest.mark.parametrize("workers", [1, 2])
def test_runs_tell_how_far_they_are(workers: int) -> None:
    """Each run tells its simulated instants, which grow, from this process and from workers alike."""
    scenario = parse_scenario(SMALL, techniques=settings_classes())
    known, told = {"sse": techniques()["sse"]}, list[tuple[str, int, float]]()
    watched = run(scenario, known, workers=workers, reached=lambda *word: told.append(word))
    assert {(name, number) for name, number, _ in told} == {("sse", 0), ("sse", 1)}
    for number in (0, 1):
        instants = [now for _, of, now in told if of == number]
        assert instants == sorted(instants)
        assert 0 < instants[-1] <= 5
    alone = run(scenario, known, workers=1)
    assert [one.latency.total for one in watched.recordings["sse"]] == [
        one.latency.total for one in alone.recordings["sse"]
    ]


def test_a_run_is_not_told_too_often() -> None:
    """Of many instants in a row one is told."""
    told = list[float]()
    paced = Paced(lambda _name, _number, now: told.append(now), "sse", 0)
    for now in range(1000):
        paced(now)
    assert len(told) < 10


def test_a_listener_that_is_killed_ends_no_run() -> None:
    """What workers tell goes through a process of its own; if that is killed, they go on, and nothing is told."""
    told = list[tuple[str, int, float]]()
    before = active_children()
    with watching(2, lambda *word: told.append(word)) as word:
        (between,) = set(active_children()).difference(before)
        between.kill()
        between.join()
        word("sse", 0, 1.0)
    assert not told


def test_nobody_needs_no_queue() -> None:
    """Where nobody listens, workers are handed what does nothing."""
    with watching(2, nobody) as word:
        assert word is nobody
