from multiprocessing import active_children

import pytest

from rtsim.experiments.executors import Paced, nobody, watching
from rtsim.experiments.runner import run
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques

SMALL = {
    "name": "x", "warmup": 0, "duration": 5, "replications": 2, "clients": {"count": 3}, "messages": {"rate": 1},
    "techniques": ["sse"],
}  # fmt: skip


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
