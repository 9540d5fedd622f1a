import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng

from rtsim.experiments.clusters import cluster
from rtsim.experiments.estimates import estimate
from rtsim.experiments.executors import Here, local
from rtsim.experiments.store import Store
from rtsim.experiments.sweep import Step, WrongVersionError, due
from rtsim.scenario.experiment import Until
from tests.experiments.sweeps import dump, question, run, run_alone

KILLS = 15
PATIENCE = 60.0
NOISY = [1.0, 2.0, 3.0, 2.0, 1.0, 2.5, 1.5, 3.0, 1.0, 2.0]


def test_the_executor_does_not_matter(tmp_path: Path) -> None:
    """Two processes leave the very content that one leaves, with a number of replications and with a precision."""
    with local(2) as executor:
        for replications in (1, {"until": 0.2, "of": "latency_s.mean", "at_most": 4}):
            asked = question(tmp_path, replications=replications)
            one, two = tmp_path / f"{type(replications)}1", tmp_path / f"{type(replications)}2"
            run(asked, one)
            run(asked, two, executor)
            assert dump(one) == dump(two)


def test_nothing_is_run_twice(tmp_path: Path) -> None:
    """Techniques that a value leaves alone are run once for all its points, and a second call runs nothing."""
    asked, steps = question(tmp_path), list[Step]()
    run(asked, tmp_path / "s", told=steps.append)
    assert steps[-1].runs == 2 * (2 * 3 + 4)
    assert sorted(point.number for step in steps for point in step.finished) == [1, 2, 3, 4]
    assert (steps[0].done, steps[-1].done, steps[-1].points) == (0, 4, 4)
    run(asked, tmp_path / "s", told=steps.append)
    assert (steps[-1].runs, steps[-1].done) == (0, 4)


def test_precision_is_reached_or_the_bound(tmp_path: Path) -> None:
    """Each technique is repeated until its own interval is narrow, three times at least."""
    asked = question(
        tmp_path, vary={"clients.count": [6]}, replications={"until": 0.03, "of": "latency_s.mean", "at_most": 7}
    )
    run(asked, tmp_path / "s")
    with Store.open(tmp_path / "s") as store:
        summary, counts = store.summary(), store.replications()
    means = summary[summary.metric == "latency_s.mean"].set_index("technique")
    narrow = (means.high - means.low) / 2 <= 0.03 * means["mean"]
    assert counts[1, "websocket"] == 3
    assert counts[1, "short-polling"] > 3
    assert all(narrow[name] or count == 7 for (_, name), count in counts.items())


def test_killed_at_any_instant_it_goes_on(tmp_path: Path) -> None:
    """A sweep that is killed fifteen times ends with the content of one that was left alone."""
    changes: dict[str, Any] = {"replications": {"until": 0.05, "of": "latency_s.mean", "at_most": 6}}
    began = monotonic()
    run(question(tmp_path, **changes), tmp_path / "alone")
    whole, chance = monotonic() - began, default_rng()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.experiments.sweeps"])
    killed = 0
    for number in range(KILLS + 1):
        process = context.Process(target=run_alone, args=(str(tmp_path), str(tmp_path / "killed"), changes))
        process.start()
        process.join(chance.uniform(0, whole / 4) if number < KILLS else PATIENCE)
        if number < KILLS:
            process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
    assert process.exitcode == 0
    assert killed >= 3
    assert dump(tmp_path / "killed") == dump(tmp_path / "alone")


class Older(Here):
    """Does the work as a worker would whose rtsim is older."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Do it now, and say another version."""
        found = super().submit(function, *arguments, **named).result()
        return super().submit(replace, found, version=found.version - 1)


def test_another_version_is_refused(tmp_path: Path) -> None:
    """What a worker with another version of rtsim measured is not kept."""
    asked = question(tmp_path)
    with pytest.raises(WrongVersionError, match="install the same rtsim everywhere"):
        run(asked, tmp_path / "s", Older())
    with Store.open(tmp_path / "s") as store:
        assert not store.replications()


def test_a_failure_keeps_what_is_done(tmp_path: Path) -> None:
    """A worker that is killed in the middle ends the sweep, and every run before is in the store."""
    done = list[Step]()

    def kill(step: Step) -> None:
        done.append(step)
        if step.runs == 3:
            for child in multiprocessing.active_children():
                child.kill()

    with pytest.raises(Exception, match="a worker process ended"), local(2) as executor:
        run(question(tmp_path, replications=8), tmp_path / "s", executor, kill)
    with Store.open(tmp_path / "s") as store:
        assert sum(count for (point, _), count in store.replications().items() if point == 1) >= 3


@contextmanager
def started(log: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process of Dask that writes a log; it ends with the block."""
    options = ("--no-dashboard", "--host", "127.0.0.1")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command, *options], stderr=written, stdout=written, env=environment
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def found(pattern: str, log: Path) -> str:
    """Wait for a line of a log."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        if matched := re.search(pattern, log.read_text(encoding="utf-8")):
            return matched[1]
        sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


def test_a_cluster_that_loses_a_worker_gives_the_same(tmp_path: Path) -> None:
    """A scheduler with two workers, one of them killed in the middle, leaves what this process alone leaves."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'rtsim[cluster]'")
    asked = question(tmp_path, replications=8)
    run(asked, tmp_path / "serial")
    workers = list[int]()
    logs = [tmp_path / name for name in ("scheduler.log", "first.log", "second.log")]
    with ExitStack() as stack:
        stack.enter_context(started(logs[0], "scheduler", "--port", "0"))
        place = found(r"Scheduler at:\s+(tcp://\S+)", logs[0])
        with cluster(place, workers.append):
            assert workers == [0]
        command = ("worker", place, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path))
        _, second = (stack.enter_context(started(log, *command)) for log in logs[1:])
        assert [found(r"(Registered to)", log) for log in logs[1:]]
        with cluster(place, workers.append) as executor:
            assert workers == [0, 2]
            run(asked, tmp_path / "cluster", executor, lambda step: second.kill() if step.runs == 20 else None)
        assert second.wait() == -signal.SIGKILL
    assert dump(tmp_path / "cluster") == dump(tmp_path / "serial")


def test_a_scheduler_that_is_killed_is_said_in_two_lines(tmp_path: Path) -> None:
    """Without its scheduler a sweep ends with status 1, says so and how it goes on, and shows nothing of Dask's log."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'rtsim[cluster]'")
    asked = question(tmp_path, replications=1000)
    (tmp_path / "e.yaml").write_text(asked.experiment.model_dump_json(exclude={"samples"}), encoding="utf-8")
    logs = [tmp_path / name for name in ("scheduler.log", "worker.log")]
    with ExitStack() as stack:
        scheduler = stack.enter_context(started(logs[0], "scheduler", "--port", "0"))
        place = found(r"Scheduler at:\s+(tcp://\S+)", logs[0])
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path))
        stack.enter_context(started(logs[1], "worker", place, *options))
        command = [sys.executable, "-m", "rtsim.cli.app", "sweep", "e.yaml", "--dask", place, "--store", "s"]
        sweep = stack.enter_context(
            subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        until = monotonic() + PATIENCE
        while not ((tmp_path / "s").exists() and (tmp_path / "s").stat().st_size > 60_000) and monotonic() < until:
            sleep(0.02)
        scheduler.kill()
        told = sweep.communicate(timeout=PATIENCE)
    lines = [line for line in told[1].splitlines() if not re.match(r"\d+/\d+ point ", line)]
    assert (sweep.returncode, told[0], lines) == (
        1,
        "",
        [
            "the cluster lost its scheduler, or too many of its workers",
            "what is finished is kept in s; the same command goes on from there",
        ],
    )


def test_a_number_is_a_number() -> None:
    """A fixed number does not depend on what was found."""
    assert due(7, []) == due(7, NOISY) == 7


def test_narrow_at_once() -> None:
    """Three equal replications are enough for any precision."""
    assert due(Until(until=0.001), [0.0, 0.0, 0.0]) == 3


def test_batches_grow_to_the_bound() -> None:
    """What stays wide takes batches that grow by half, and ends at the bound; so does what is undefined."""
    rule = Until(until=0.01, at_most=10)
    assert [due(rule, NOISY[:known]) for known in (0, 3, 4, 6, 9, 10)] == [3, 4, 6, 9, 10, 10]
    assert due(rule, [float("nan")] * 10) == 10


def test_more_than_enough_changes_nothing() -> None:
    """Replications beyond those that were enough do not count."""
    assert due(Until(until=0.5), [1.0, 1.0, 1.1, *NOISY]) == 3
    assert due(Until(until=0.1), [1.0, 1.0, 1.01, 9.0, -9.0]) == 3


def test_a_batch_is_judged_by_its_own_values() -> None:
    """Three that lie far apart are too few, however close those are that have been run beyond them."""
    assert due(Until(until=0.3), [1.0, 2.0, 3.0, *[2.0] * 7]) == 9


def test_an_interval_that_ends_the_repetitions_is_somewhat_too_sure() -> None:
    """Intervals at which repetitions end hold the true mean in 88 to 95 of 100 cases, not always in 95."""
    chance, rule, held = np.random.default_rng(1), Until(until=0.05), 0
    for _ in range(2000):
        values = chance.normal(1.0, 0.1, 30).tolist()
        known = 0
        while (wanted := due(rule, values[:known])) > known:
            known = wanted
        found = estimate(values[:known])
        held += found.low <= 1.0 <= found.high
    assert 0.88 <= held / 2000 < 0.93
