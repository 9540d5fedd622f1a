"""The criteria: what a technique costs in each of them, and what it costs beside another one, all of them weighed.

What all criteria come to is the weighted geometric mean of the costs. Of two techniques only the ratio counts, which is
independent of units. Runs are pairs, so each replication has its own ratio; its interval is Student's t on the
logarithms, as of any paired difference (Law, Simulation Modeling and Analysis, section 10.2.1).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, isnan, log, nan

from rtsim.advice.evidence import Evidence
from rtsim.analysis.estimates import Estimate, difference
from rtsim.units import size_text, time_text

COMPLEXITY = {"Simple": 1.0, "Medium": 2.0, "Complex": 3.0}
LEAST = 1e-9  # stands for a cost of zero, which has no ratio
MOST_LOG = 700.0  # the exponential of more is no number that a computer has

Costs = Callable[[Evidence, str], Sequence[float]]
"""Gives a technique's cost in each replication; not a number where it is undefined."""


@dataclass(frozen=True)
class Criterion:
    """What counts: its weight's key under `needs.weights`, its name in words, its cost, and that in words."""

    weight: str
    words: str
    costs: Costs
    text: Callable[[float], str]


def measured(*metrics: str) -> Costs:
    """Make a cost of measures, added up."""

    def costs(evidence: Evidence, name: str) -> Sequence[float]:
        columns = [evidence.values(name, metric) for metric in metrics]
        return [sum(row) for row in zip(*columns, strict=True)]

    return costs


def _complexity(evidence: Evidence, name: str) -> Sequence[float]:
    replications = len(evidence.values(name, "latency_s.mean"))
    return [COMPLEXITY[evidence.techniques[name].traits.implementation]] * replications


def _complexity_text(cost: float) -> str:
    return next(word for word, number in COMPLEXITY.items() if number == cost)


LATENCY = Criterion("latency", "latency", measured("latency_s.mean"), time_text)
LOAD = Criterion("load", "CPU time", measured("server.cpu_s"), time_text)
MEMORY = Criterion("load", "memory", measured("server.memory_mean_bytes"), size_text)
TRAFFIC = Criterion("traffic", "traffic", measured("traffic.up_bytes", "traffic.down_bytes"), size_text)
BUILDING = Criterion("complexity", "complexity", _complexity, _complexity_text)

WEIGHED = (LATENCY, LOAD, TRAFFIC, BUILDING)
"""The criteria that are weighed."""


def weights(evidence: Evidence) -> Mapping[str, float]:
    """Give the weight of each criterion, by its key; latency has none where no real time is needed."""
    needs = evidence.scenario.needs
    found = {criterion.weight: float(getattr(needs.weights, criterion.weight)) for criterion in WEIGHED}
    return found if needs.real_time else found | {LATENCY.weight: 0.0}


@dataclass(frozen=True)
class Part:
    """What one criterion contributes to a ratio of costs: its logarithm, and the two mean costs."""

    criterion: Criterion
    share: float
    cost: float
    other: float


def parts(evidence: Evidence, best: str, other: str) -> list[Part]:
    """Say what each criterion contributes to the ratio of the other's cost to the best's, the largest first."""
    weight = weights(evidence)
    found = []
    for criterion in WEIGHED:
        logs = [_logs(evidence, criterion, name) for name in (best, other)]
        share = weight[criterion.weight] * mean([b - a for a, b in zip(*logs, strict=False)])
        costs = (mean_cost(evidence, criterion, name) for name in (best, other))
        found.append(Part(criterion, share, *costs))
    return sorted(found, key=lambda part: -part.share)


def total_logs(evidence: Evidence, names: Sequence[str]) -> dict[str, list[float]]:
    """Give the logarithm of each technique's cost, all criteria weighed, in each replication that all of them have."""
    weight = weights(evidence)
    whole = sum(weight.values()) or 1.0
    common = min(len(evidence.values(name, "latency_s.mean")) for name in names)
    logs = {name: [0.0] * common for name in names}
    for criterion in WEIGHED:
        share = weight[criterion.weight] / whole
        if share:
            for name in names:
                new = _logs(evidence, criterion, name)
                logs[name] = [value + share * more for value, more in zip(logs[name], new, strict=False)]
    return logs


def ratio(first: Sequence[float], second: Sequence[float]) -> Estimate:
    """Estimate how many times as much the first costs as the second, from the logarithms of their costs.

    >>> ratio([log(2.0), log(8.0)], [log(1.0), log(2.0)]).mean
    2.82...
    """
    by = difference(first, second)
    return Estimate(*(exp(min(end, MOST_LOG)) if not isnan(end) else end for end in (by.mean, by.low, by.high)))


def mean(values: Sequence[float]) -> float:
    """Give the mean, whatever the order of the values."""
    return fsum(values) / len(values)


def mean_cost(evidence: Evidence, criterion: Criterion, name: str) -> float:
    """Give a technique's mean cost in a criterion; not a number where it is defined in no replication."""
    known = [cost for cost in criterion.costs(evidence, name) if not isnan(cost)]
    return mean(known) if known else nan


def _logs(evidence: Evidence, criterion: Criterion, name: str) -> list[float]:
    """Give the logarithms of a cost; where it is undefined, as nothing was delivered, its mean stands in."""
    costs, mean = criterion.costs(evidence, name), mean_cost(evidence, criterion, name)
    return [log(max(mean if isnan(cost) else cost, LEAST)) for cost in costs]
