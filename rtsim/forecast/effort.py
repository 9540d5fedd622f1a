"""The effort: about how many events a simulation has, and what time and memory it takes on this machine.

It is reckoned from the scenario's numbers and the forecast's rates before anything is laid out, so that it is there at
once however large the scenario is. `tests/benchmarks/bench_effort.py` sets it beside what runs take.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from rtsim.forecast.forecast import forecast
from rtsim.plan import Push
from rtsim.planning.planner import carry
from rtsim.scenario import Scenario
from rtsim.techniques import Technique

SECONDS: Mapping[str, float] = {
    "client": 4e-6,
    "poll": 0.5e-6,
    "message": 1.2e-6,
    "delivery": 0.2e-6,
    "heartbeat": 0.4e-6,
    "connection": 0.6e-6,
    "turn": 40e-6,
    "run": 0.05,
    "start": 0.8,
}
"""Seconds of one core for each event, for each run and for the start; a turn is a closed loop's message, which SimPy
publishes. Measured by `tests/benchmarks/bench_effort.py`."""

BYTES: Mapping[str, float] = {"process": 150e6, "client": 600.0, "message": 250.0}
"""Memory of a process, and of each client and message of the run that it is at."""

STARTING = 1.0  # seconds of work that are done before other processes would have started
LONG = 120.0  # seconds from which a word is said before anything runs
FOREVER = 30 * 86400.0  # seconds beyond which nobody waits
SHARE = 0.5  # of the free memory, from which one is said too
_MEMORY = Path("/proc/meminfo")


@dataclass(frozen=True)
class Effort:
    """What a simulation takes: events, seconds of the wall's time, and bytes in all processes."""

    events: float
    seconds: float
    memory: float

    @property
    def long(self) -> bool:
        """Whether a user should hear of it before it starts."""
        return self.seconds > LONG or self.memory > SHARE * free_memory()

    @property
    def too_large(self) -> bool:
        """Whether there is less memory free than it takes."""
        return self.memory > free_memory()

    @property
    def endless(self) -> bool:
        """Whether it takes longer than anybody waits."""
        return self.seconds > FOREVER


def effort(scenario: Scenario, techniques: Mapping[str, Technique[Any]], workers: int) -> Effort:
    """Say what simulating all replications of these techniques takes in so many processes."""
    runs = [_run(scenario, technique) for technique in techniques.values()]
    many = len(runs) * scenario.replications
    busy = max(1, min(workers, many))
    work = sum(run.seconds for run in runs) * scenario.replications
    longest = max((run.seconds for run in runs), default=0.0)
    memory = sum(sorted((run.memory for run in runs), reverse=True)[:busy])
    memory += max((run.memory for run in runs), default=0.0) * max(0, busy - len(runs))
    events = sum(run.events for run in runs) * scenario.replications
    return Effort(events, SECONDS["start"] + max(work / busy, longest), memory)


def worthwhile(scenario: Scenario, techniques: Mapping[str, Technique[Any]], workers: int) -> int:
    """Give of so many workers how many are worth their start: this process alone, where there is little to do."""
    little = workers > 1 and effort(scenario, techniques, 1).seconds < SECONDS["start"] + STARTING
    return 1 if little else workers


def _run(scenario: Scenario, technique: Technique[Any]) -> Effort:
    """Say what one run takes."""
    told, mechanism = forecast(scenario, technique).quantities, carry(scenario, technique).mechanism
    time = scenario.warmup + scenario.duration
    clients = scenario.clients.count
    messages = _finite(told["published_per_s"]) * time
    beats = clients / mechanism.heartbeat * time if isinstance(mechanism, Push) else 0.0
    counts = {
        "client": clients,
        "poll": _finite(told.get("requests_per_s", 0.0)) * time,
        "message": messages,
        "delivery": _finite(told["deliveries_per_s"]) * time,
        "heartbeat": beats,
        "connection": _finite(told.get("connections_opened_per_s", 0.0)) * time,
        "turn": messages if scenario.messages.closed_loop is not None else 0.0,
    }
    seconds = SECONDS["run"] + sum(SECONDS[kind] * count for kind, count in counts.items())
    memory = BYTES["process"] + BYTES["client"] * clients + BYTES["message"] * messages
    return Effort(sum(counts.values()), seconds, memory)


def _finite(rate: float) -> float:
    return rate if isfinite(rate) else 0.0


def free_memory() -> float:
    """Give the bytes of memory that are free for programs; without end where the system does not tell."""
    try:
        lines = dict(line.split(":", 1) for line in _MEMORY.read_text(encoding="utf-8").splitlines())
        return 1024.0 * int(lines["MemAvailable"].split()[0])
    except (OSError, KeyError, ValueError):
        return float("inf")
