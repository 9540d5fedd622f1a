"""The runner: every technique of a scenario in every replication, on one process or on several.

A run depends on nothing but its plan, so the outcome is the same whatever the number of workers.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import as_completed
from dataclasses import dataclass
from typing import Any

from rtsim.experiments.executors import local
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
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
    scenario: Scenario, techniques: Mapping[str, Technique[Any]], *, workers: int = 1, progress: Progress | None = None
) -> Outcome:
    """Simulate all of `techniques` in the scenario's replications, on so many workers.

    `techniques` decide the order of the outcome; how the scenario lists them does not.
    """
    told = progress or _untold
    tasks = [(name, replication) for replication in range(scenario.replications) for name in techniques]
    with local(min(workers, len(tasks))) as executor:
        futures = {executor.submit(simulated, scenario, techniques[task[0]], task[1]): task for task in tasks}
        done: dict[tuple[str, int], Recording] = {}
        for future in as_completed(futures):
            done[futures[future]] = future.result()
            told(*futures[future])
    recordings = {
        name: tuple(done[name, replication] for replication in range(scenario.replications)) for name in techniques
    }
    return Outcome(scenario, techniques, recordings)


def simulated(scenario: Scenario, technique: Technique[Any], replication: int) -> Recording:
    """Give the recording of one run; what a worker does."""
    return simulate(plan(scenario, technique, replication))


def _untold(_technique: str, _replication: int) -> None:
    """Tell nobody."""
