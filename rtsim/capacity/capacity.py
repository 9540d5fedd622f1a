"""The capacity: how many clients a technique serves within its limits, or how few nodes do for those there are.

A search begins where theory expects the boundary, goes on from there in growing steps until it has crossed it, then
halves the interval in which the boundary lies. On the way
two replications of each size do; at the two ends of the answer all of them run, and if an end does not hold then, the
search goes on with all of them. The answer is an interval: a size that meets the limits beyond doubt (with the far ends
of its 95 % intervals), and a size that does not.
"""

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from functools import partial
from math import inf, isnan
from typing import Any

from rtsim.analysis.budget import Budget
from rtsim.capacity.boundary import Bounds, Holds, Search
from rtsim.capacity.expected import expected_size
from rtsim.capacity.trial import Miss, Resized, Trial, attempt, with_clients, with_nodes
from rtsim.experiments.executors import Here
from rtsim.scenario import Scenario
from rtsim.scenario.measures import Measure
from rtsim.techniques import Technique

STEPS = 1.1, 1.5, 2.0  # by which a search goes on from where theory sent it
IDLE = 0.02  # utilisation below which more nodes make nothing faster
_THIS_PROCESS = Here()

Techniques = Mapping[str, Technique[Any]]
Told = Callable[[str, Trial], None]
"""Called with the technique and each trial as soon as it is made."""


@dataclass(frozen=True)
class Capacity:
    """The answer for one technique: the trial that meets its limits, the one that does not, and how many were made.

    There is no trial that meets when even the smallest size fails (with clients) or the largest (with nodes), and none
    that fails when the search came to the other end.
    """

    technique: str
    meets: Trial | None
    fails: Trial | None
    trials: int
    confirmed: bool = True
    """Whether both ends were shown by all replications."""

    @property
    def first(self) -> Miss | None:
        """What is hit first on the way from the size that meets to the one that fails."""
        if self.fails is None:
            return None
        return min(self.fails.misses, key=partial(_crossing, self.meets, self.fails))


@dataclass(frozen=True)
class Goal:
    """What is looked for: which size changes, within which bounds, and what is true of the smaller ones."""

    resized: Resized
    bounds: Bounds
    holds: Holds
    grows: bool = False
    """Whether it is larger sizes that keep the limits."""

    def bounds_for(self, scenario: Scenario, technique: Technique[Any]) -> Bounds:
        """Give the bounds of the search for one technique: it begins where theory expects the boundary."""
        within = self.bounds
        start = expected_size(scenario, technique, self.resized, within.least, within.most, grows=self.grows)
        return replace(within, start=start, steps=STEPS)


def idle(trial: Trial) -> bool:
    """Tell whether nothing but latency is missed, and that by a server with next to nothing to do."""
    latency = all(miss.kind == "latency" for miss in trial.misses)
    return latency and trial.estimates["server.utilisation"].mean < IDLE


def for_clients(scenario: Scenario, at_most: int) -> Goal:
    """Look for the largest number of clients, `at_most` this one; the search begins with the scenario's own."""
    least = least_clients(scenario)
    start = min(max(scenario.clients.count, least), at_most)
    return Goal(with_clients, Bounds(start, least, max(at_most, least)), lambda trial: trial.meets)


def for_nodes(_scenario: Scenario, at_most: int) -> Goal:
    """Look for the fewest nodes for the scenario's clients, `at_most` this many; the search begins with one."""
    return Goal(with_nodes, Bounds(1, 1, at_most, idle), lambda trial: not trial.meets, grows=True)


def least_clients(scenario: Scenario) -> int:
    """Give the fewest clients that the scenario's messages can have."""
    messages = scenario.messages
    rooms = messages.room_size if messages.audience == "room" else 1
    others = 2 if messages.origin == "clients" and not messages.echo else 1
    trace = messages.trace
    named = 0 if trace is None or trace.recipients is None else int(trace.recipients.max()) + 1
    return max(rooms, others, named)


def capacities(  # noqa: PLR0913 - what is looked for, who does it, who hears of it
    scenario: Scenario,
    techniques: Techniques,
    goal: Goal,
    *,
    executor: Executor = _THIS_PROCESS,
    in_flight: int = 1,
    budget: Budget | None = None,
    told: Told = lambda _technique, _trial: None,
) -> dict[str, Capacity]:
    """Search for each technique; at most `in_flight` trials are with the executor at any time, by default this process.

    The searches take turns. While the budget lasts, the answer depends on neither executor nor number; no trial is
    begun that would outlast it, as far as those before it tell.
    """
    budget = budget or Budget()
    searches = {
        name: Search(goal.bounds_for(scenario, technique), goal.holds, scenario.replications)
        for name, technique in techniques.items()
    }
    work, paces = partial(attempt, scenario), dict.fromkeys(techniques, 0.0)
    due, running = deque(techniques), dict[Future[Trial], tuple[str, float]]()
    while due or running:
        while due and len(running) < in_flight:
            name = due.popleft()
            wanted = searches[name].wanted[0]
            if not budget.allows(paces[name] * wanted.size * wanted.replications):
                searches[name].stop()
                continue
            future = executor.submit(work, techniques[name], goal.resized, *wanted)
            running[future] = name, budget.used
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            (name, began), trial = running.pop(future), future.result()
            paces[name] = (budget.used - began) / (trial.size * trial.replications)
            told(name, trial)
            searches[name].give(trial)
            due.extend([name] if searches[name].wanted else [])
    return {name: _capacity(name, search, scenario.replications) for name, search in searches.items()}


def _capacity(technique: str, search: Search, full: int) -> Capacity:
    known = [trial for trial in search.ends if trial is not None]
    meets, fails = (next((trial for trial in known if trial.meets is kept), None) for kept in (True, False))
    confirmed = bool(known) and all(trial.replications >= full for trial in known)
    return Capacity(technique, meets, fails, search.count, confirmed)


def _crossing(meets: Trial | None, fails: Trial, miss: Miss) -> float:
    """Give where a limit is crossed between two trials, by straight line: 0 at the one that meets, 1 at the other.

    A latency under overload comes last: it is what the overload makes it.
    """
    if fails.overloaded and Measure(miss.metric).grows:
        return inf
    if meets is None:
        return 0.0
    before, after = meets.estimates[miss.metric].mean, fails.estimates[miss.metric].mean
    share = (miss.limit - before) / (after - before) if after != before else 1.0
    return 1.0 if isnan(share) else min(max(share, 0.0), 1.0)
