"""The runner: every technique of a scenario in every replication, on one process or on several.

A run depends on nothing but its plan, so the outcome is the same whatever the number of workers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rtsim.experiments.executors import Paced, Reached, ended, local, nobody, watching
from rtsim.model import prepare, simulate
from rtsim.planning import plan
from rtsim.recording import Recording, Trace
from rtsim.scenario import Scenario
from rtsim.techniques import Technique

Progress = Callable[[str, int], None]
"""Called with technique and replication when a run is done."""


@dataclass(frozen=True)
class Outcome:
    """What an experiment left behind: the recordings of each technique, in the order of replications."""

    scenario: Scenario
    techniques: Mapping[str, Technique[Any]]
    recordings: Mapping[str, tuple[Recording, ...]]


def run(
    scenario: Scenario,
    techniques: Mapping[str, Technique[Any]],
    *,
    workers: int = 1,
    progress: Progress = lambda _technique, _replication: None,
    reached: Reached = nobody,
) -> Outcome:
    """Simulate all of `techniques` in the scenario's replications, on so many workers.

    `techniques` decide the order of the outcome; how the scenario lists them does not. `progress` hears of each run
    that is done, `reached` of how far each has come.
    """
    tasks = [(name, replication) for replication in range(scenario.replications) for name in techniques]
    many = min(workers, len(tasks))
    if many > 1:
        prepare(faulty=scenario.can_fail)  # so that workers find compiled code
    with watching(many, reached) as word, local(many) as executor:
        calls = {task: (simulated, scenario, techniques[task[0]], task[1], word) for task in tasks}
        done: dict[tuple[str, int], Recording] = {}
        for task, future in ended(executor, calls):
            done[task] = future.result()
            progress(*task)
    recordings = {
        name: tuple(done[name, replication] for replication in range(scenario.replications)) for name in techniques
    }
    return Outcome(scenario, techniques, recordings)


def simulated(scenario: Scenario, technique: Technique[Any], replication: int, reached: Reached = nobody) -> Recording:
    """Give the recording of one run, and tell how far it has come; what a worker does."""
    return simulate(plan(scenario, technique, replication), Paced(reached, technique.name, replication))


def traced(scenario: Scenario, technique: Technique[Any], client: int = 0) -> Trace:
    """Give all that happens to `client`, numbered from 0, in the first replication, which is the same as unwatched."""
    return simulate(plan(scenario, technique, 0, traced=client)).trace
