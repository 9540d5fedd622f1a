"""The capacity: how many clients a technique serves within its limits, or how few nodes do for those there are.

A search doubles the size until it crosses the boundary, then halves the interval in which the boundary lies. On the way
two replications of each size do; at the two ends of the answer all of them run, and if an end does not hold then, the
search goes on with all of them. The answer is an interval: a size that meets the limits beyond doubt (with the far ends
of its 95 % intervals), and a size that does not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import inf, isnan
from typing import Any

from rtsim.analysis.comparison import GROWING, Check, compare
from rtsim.analysis.estimates import Estimate
from rtsim.experiments import run
from rtsim.scenario import Scenario
from rtsim.techniques import Technique

PROBES = 2  # replications of a size that only shows the way
CLOSE = 0.02  # share of the size that meets the limits within which the one that does not is close enough
FULL = 0.95  # share of a network card's bandwidth from which it is what limits
SATURATED = 0.9  # utilisation from which an overload is the cores'

IDLE = 0.02  # utilisation below which more nodes make nothing faster

KINDS: Mapping[str, str] = {
    "latency_s": "latency",
    "age_s": "latency",
    "publish_s": "latency",
    "server.queue_wait_s": "latency",
    "server.utilisation": "CPU",
    "server.cpu_s": "CPU",
    "server.memory": "memory",
    "connections": "connections",
    "messages": "deliveries",
    "requests": "requests",
    "traffic": "traffic",
}
"""What a limit on a measure limits, by the beginning of the measure's path."""


@dataclass(frozen=True)
class Miss:
    """One thing that a size does not keep: of which kind, in words, and by which measure with which limit."""

    kind: str
    text: str
    metric: str
    limit: float


@dataclass(frozen=True)
class Trial:
    """One size that was tried: its estimates over so many replications, and what it does not keep."""

    size: int
    replications: int
    estimates: Mapping[str, Estimate]
    overloaded: bool
    misses: tuple[Miss, ...]

    @property
    def meets(self) -> bool:
        """Whether everything is kept."""
        return not self.misses


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

    @property
    def first(self) -> Miss | None:
        """What is hit first on the way from the size that meets to the one that fails."""
        if self.fails is None:
            return None
        return min(self.fails.misses, key=partial(_crossing, self.meets, self.fails))


def never(_trial: Trial) -> bool:
    """Never give up."""
    return False


def idle(trial: Trial) -> bool:
    """Tell whether nothing but latency is missed, and that by a server with next to nothing to do."""
    latency = all(miss.kind == "latency" for miss in trial.misses)
    return latency and trial.estimates["server.utilisation"].mean < IDLE


@dataclass(frozen=True)
class Bounds:
    """Where a search begins, between which sizes it stays, and what makes it give up larger ones."""

    start: int
    least: int
    most: int
    gives_up: Callable[[Trial], bool] = never


Try = Callable[[int, int], Trial]
"""Tries a size in so many replications."""


def most_clients(scenario: Scenario, technique: Technique[Any], at_most: int) -> Capacity:
    """Find the largest number of clients, `at_most` this one; the search begins with the scenario's own."""
    least = least_clients(scenario)
    start = min(max(scenario.clients.count, least), at_most)
    search = Search(partial(_try, scenario, technique, with_clients), scenario.replications)
    low, high = search.boundary(Bounds(start, least, max(at_most, least)), _meets)
    return Capacity(technique.name, low, high, search.count)


def fewest_nodes(scenario: Scenario, technique: Technique[Any], at_most: int) -> Capacity:
    """Find the fewest nodes for the scenario's clients, `at_most` this many; the search begins with one."""
    search = Search(partial(_try, scenario, technique, with_nodes), scenario.replications)
    low, high = search.boundary(Bounds(1, 1, at_most, idle), _fails)
    return Capacity(technique.name, high, low, search.count)


def least_clients(scenario: Scenario) -> int:
    """Give the fewest clients that the scenario's messages can have."""
    messages = scenario.messages
    rooms = messages.room_size if messages.audience == "room" else 1
    others = 2 if messages.origin == "clients" and not messages.echo else 1
    trace = messages.trace
    named = 0 if trace is None or trace.recipients is None else int(trace.recipients.max()) + 1
    return max(rooms, others, named)


def with_clients(scenario: Scenario, count: int) -> Scenario:
    """Give the scenario with so many clients; whatever goes by client grows with them."""
    return scenario.model_copy(update={"clients": scenario.clients.model_copy(update={"count": count})})


def with_nodes(scenario: Scenario, count: int) -> Scenario:
    """Give the scenario with so many nodes."""
    return scenario.model_copy(update={"server": scenario.server.model_copy(update={"nodes": count})})


def _meets(trial: Trial) -> bool:
    return trial.meets


def _fails(trial: Trial) -> bool:
    return not trial.meets


class Search:
    """Trials of growing and shrinking sizes, each made once."""

    def __init__(self, attempt: Try, replications: int) -> None:
        self._attempt = attempt
        self._full = replications
        self._probes = min(PROBES, replications)
        self._made: dict[tuple[int, int], Trial] = {}

    @property
    def count(self) -> int:
        """How many trials were made."""
        return len(self._made)

    def boundary(self, bounds: Bounds, holds: Callable[[Trial], bool]) -> tuple[Trial | None, Trial | None]:
        """Give the largest size for which `holds` does, and the smallest beyond it for which it does not.

        `holds` is taken to be true below some size and false above it; none stands for an end beyond the bounds.
        """
        low, high = self._bracket(bounds, holds)
        while True:
            low, high = self._narrow(low, high, holds)
            ends = self._confirm(low), self._confirm(high)
            self._probes = self._full  # if it goes on, because a few replications showed the wrong way
            if ends[0] is not None and not holds(ends[0]):
                low, high = self._down(ends[0], bounds, holds)
            elif ends[1] is not None and holds(ends[1]):
                low, high = self._up(ends[1], bounds, holds)
            else:
                return ends

    def _bracket(self, bounds: Bounds, holds: Callable[[Trial], bool]) -> tuple[Trial | None, Trial | None]:
        """Double or halve until the boundary lies between two sizes, or beyond the bounds."""
        first = self._probe(bounds.start)
        return self._up(first, bounds, holds) if holds(first) else self._down(first, bounds, holds)

    def _up(self, trial: Trial, bounds: Bounds, holds: Callable[[Trial], bool]) -> tuple[Trial | None, Trial | None]:
        while trial.size < bounds.most and not bounds.gives_up(trial):
            larger = self._probe(min(2 * trial.size, bounds.most))
            if not holds(larger):
                return trial, larger
            trial = larger
        return trial, None

    def _down(self, trial: Trial, bounds: Bounds, holds: Callable[[Trial], bool]) -> tuple[Trial | None, Trial | None]:
        while trial.size > bounds.least:
            smaller = self._probe(max(trial.size // 2, bounds.least))
            if holds(smaller):
                return smaller, trial
            trial = smaller
        return None, trial

    def _narrow(
        self, low: Trial | None, high: Trial | None, holds: Callable[[Trial], bool]
    ) -> tuple[Trial | None, Trial | None]:
        """Halve the interval until its ends are close."""
        while low is not None and high is not None and high.size - low.size > max(1, int(CLOSE * low.size)):
            middle = self._probe((low.size + high.size) // 2)
            low, high = (middle, high) if holds(middle) else (low, middle)
        return low, high

    def _probe(self, size: int) -> Trial:
        """Try a size in a few replications, or take what all of them said."""
        return self._made.get((size, self._full)) or self._make(size, self._probes)

    def _confirm(self, trial: Trial | None) -> Trial | None:
        return None if trial is None else self._make(trial.size, self._full)

    def _make(self, size: int, replications: int) -> Trial:
        if (size, replications) not in self._made:
            self._made[size, replications] = self._attempt(size, replications)
        return self._made[size, replications]


def _try(
    scenario: Scenario,
    technique: Technique[Any],
    resized: Callable[[Scenario, int], Scenario],
    size: int,
    replications: int,
) -> Trial:
    changed = resized(scenario, size).model_copy(update={"replications": replications})
    found = compare(run(changed, {technique.name: technique}))
    estimates, overloaded = found.estimates[technique.name], found.overloaded[technique.name]
    sure = replications >= scenario.replications
    misses = [_missed(check) for check in found.checks if not (check.met if sure else _likely(check))]
    return Trial(size, replications, estimates, overloaded, (*_of_server(changed, estimates, overloaded), *misses))


def _likely(check: Check) -> bool:
    """Tell whether a limit is kept by the mean: a few replications have no interval worth the name."""
    return check.steady and check.value.known and check.limit.met_by(check.value.mean)


def _missed(check: Check) -> Miss:
    metric = check.limit.metric
    kind = next(kind for beginning, kind in KINDS.items() if metric.startswith(beginning))
    return Miss(kind, f"{metric} {check.limit.text}", metric, check.limit.value)


def _of_server(scenario: Scenario, estimates: Mapping[str, Estimate], overloaded: bool) -> list[Miss]:  # noqa: FBT001
    """Say which of the server's own limits are missed: cores, network card, links, connections."""
    misses = []
    if overloaded:
        misses.append(_bottleneck(scenario, estimates))
    if estimates["connections.refused"].mean > 0:
        text = "max_connections refuses clients"
        misses.append(Miss("connections", text, "connections.refused", 0.0))
    return misses


def _bottleneck(scenario: Scenario, estimates: Mapping[str, Estimate]) -> Miss:
    """Name what is overloaded: the cores if they are busy, else the network card if it is full, else clients' links."""
    server = scenario.server
    egress = inf if server.egress is None else server.egress * server.nodes
    sent = estimates["traffic.wire_down_bytes"].mean * 8 / scenario.duration
    if estimates["server.utilisation"].mean < SATURATED and sent >= FULL * egress:
        limit = egress * scenario.duration / 8
        return Miss("egress", "the network card is overloaded", "traffic.wire_down_bytes", limit)
    if estimates["server.utilisation"].mean < SATURATED:
        return Miss("links", "a link is overloaded", "latency_s.mean", inf)
    return Miss("CPU", "the cores are overloaded", "server.utilisation", 1.0)


def _crossing(meets: Trial | None, fails: Trial, miss: Miss) -> float:
    """Give where a limit is crossed between two trials, by straight line: 0 at the one that meets, 1 at the other.

    A latency under overload comes last: it is what the overload makes it.
    """
    if fails.overloaded and miss.metric.startswith(GROWING):
        return inf
    if meets is None:
        return 0.0
    before, after = meets.estimates[miss.metric].mean, fails.estimates[miss.metric].mean
    share = (miss.limit - before) / (after - before) if after != before else 1.0
    return 1.0 if isnan(share) else min(max(share, 0.0), 1.0)
