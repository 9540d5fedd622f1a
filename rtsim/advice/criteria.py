"""The criteria: what a technique costs in each of them, for all clients together where that is what is paid.

What all criteria come to is the weighted geometric mean of the costs: it stands beside a verdict as evidence, and is no
judge. Of two techniques only the ratio counts, which is independent of units. Runs are pairs, so each replication has
its own ratio; its interval is Student's t on the logarithms, as of any paired difference (Law, Simulation Modeling and
Analysis, section 10.2.1).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, isnan, log, nan
from statistics import fmean
from typing import Any

from rtsim.advice.decision import Stake, Terms
from rtsim.advice.evidence import Evidence
from rtsim.advice.wording import cores_text, money_text
from rtsim.analysis.estimates import Estimate, difference, verdict
from rtsim.money.cost import monthly_costs
from rtsim.scenario import Scenario
from rtsim.techniques import Technique
from rtsim.units import Text, bandwidth_text, size_text, time_text

COMPLEXITY = {"Simple": 1.0, "Medium": 2.0, "Complex": 3.0}
LEAST = 1e-9  # stands for a cost of zero, which has no ratio
MOST_LOG = 700.0  # the exponential of more is no number that a computer has

Costs = Callable[[Evidence, str], Sequence[float]]
"""Gives a technique's cost in each replication; not a number where it is undefined."""


@dataclass(frozen=True)
class Criterion:
    """What counts: its weight's key under `needs.weights`, its name in words, its cost, and that in words.

    `matter` is the key under `needs.matters` of how large a difference in it counts, empty where none is measured;
    `more` how a larger cost is said.
    """

    weight: str
    words: str
    costs: Costs
    text: Text
    matter: str = ""
    more: str = "costs {} more"


def _latency(evidence: Evidence, name: str) -> Sequence[float]:
    return evidence.values(name, "latency_s.mean")


def _cores(evidence: Evidence, name: str) -> Sequence[float]:
    return [seconds / evidence.scenario.duration for seconds in evidence.values(name, "server.cpu_s")]


def _memory(evidence: Evidence, name: str) -> Sequence[float]:
    return evidence.values(name, "server.memory_mean_bytes")


def _traffic(evidence: Evidence, name: str) -> Sequence[float]:
    """Give the bits a second of one client, both ways, on the mean."""
    scenario = evidence.scenario
    each = 8 / (scenario.duration * scenario.clients.count)
    ways = (evidence.values(name, "traffic.up_bytes"), evidence.values(name, "traffic.down_bytes"))
    return [each * (up + down) for up, down in zip(*ways, strict=True)]


def _money(evidence: Evidence, name: str) -> Sequence[float]:
    """Give the US dollars a month; not a number where the provider does not carry the technique."""
    scenario = evidence.scenario
    if scenario.prices is None or evidence.overloaded[name]:
        return [nan] * len(_latency(evidence, name))
    return monthly_costs(evidence.samples.get(name, {}), evidence.techniques[name], scenario, scenario.prices)


def _complexity(evidence: Evidence, name: str) -> Sequence[float]:
    return [rank(evidence.techniques[name])] * len(_latency(evidence, name))


def rank(technique: Technique[Any]) -> float:
    """Give the notes' word for what a technique takes to build as a number, 1 for simple."""
    return COMPLEXITY[technique.traits.implementation]


def _complexity_text(cost: float) -> str:
    return next(word for word, number in COMPLEXITY.items() if number == cost)


LATENCY = Criterion("latency", "latency", _latency, time_text, "latency", "is {} later")
LOAD = Criterion("load", "CPU", _cores, cores_text, "load", "takes {} more")
MEMORY = Criterion("load", "memory", _memory, size_text, "memory", "takes {} more memory")
TRAFFIC = Criterion("traffic", "traffic", _traffic, bandwidth_text, "traffic", "takes {} more a client")
MONEY = Criterion("money", "money", _money, money_text, "money", "costs {} more a month")
BUILDING = Criterion("complexity", "complexity", _complexity, _complexity_text)

MEASURED = (LATENCY, LOAD, MEMORY, TRAFFIC, MONEY)
"""The criteria in which a difference may matter."""
WEIGHED = (LATENCY, LOAD, TRAFFIC, BUILDING)
"""The criteria of the weighted ratio."""
BY_WORDS: Mapping[str, Criterion] = {one.words: one for one in (*MEASURED, BUILDING)}


def weights(scenario: Scenario) -> Mapping[str, float]:
    """Give the weight of each criterion, by its key; latency has none where no real time is needed."""
    needs = scenario.needs
    keys = [one.weight for one in WEIGHED] + ([MONEY.weight] if scenario.prices else [])
    found = {key: float(getattr(needs.weights, key)) for key in keys}
    return found if needs.real_time else found | {LATENCY.weight: 0.0}


def counting(scenario: Scenario) -> list[Criterion]:
    """Give the criteria in which a difference may matter to a scenario."""
    weight = weights(scenario)
    return [one for one in MEASURED if weight.get(one.weight)]


def terms(scenario: Scenario, ranks: Mapping[str, float]) -> Terms:
    """Give what a decision rests on beside the costs."""
    needs, weight = scenario.needs, weights(scenario)
    stated = any(limit.metric.startswith("latency_s.") for limit in scenario.slo)
    return Terms(
        stakes={one.words: Stake(getattr(needs.matters, one.matter), weight[one.weight]) for one in counting(scenario)},
        ranks=ranks,
        share=needs.matters.share,
        building=weight[BUILDING.weight],
        clock=LATENCY.words,
        in_time=inf if stated or not weight[LATENCY.weight] else needs.in_time,
    )


def mean_costs(evidence: Evidence, name: str) -> dict[str, float]:
    """Give a technique's mean cost in each criterion that may matter, and its latency in any case."""
    criteria = dict.fromkeys((LATENCY, *counting(evidence.scenario)))
    return {one.words: mean_cost(evidence, one, name) for one in criteria}


def total_logs(evidence: Evidence, names: Sequence[str]) -> dict[str, list[float]]:
    """Give the logarithm of each technique's cost, all criteria weighed, in each replication that all of them have."""
    weight = weights(evidence.scenario)
    whole = sum(weight[one.weight] for one in WEIGHED) or 1.0
    common = min(len(_latency(evidence, name)) for name in names)
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


def known_mean(values: Sequence[float]) -> float:
    """Give the mean of the values that are defined, whatever their order; not a number where none is."""
    known = [value for value in values if not isnan(value)]
    return fmean(known) if known else nan


def mean_cost(evidence: Evidence, criterion: Criterion, name: str) -> float:
    """Give a technique's mean cost in a criterion; not a number where it is defined in no replication."""
    return known_mean(criterion.costs(evidence, name))


def _logs(evidence: Evidence, criterion: Criterion, name: str) -> list[float]:
    """Give the logarithms of a cost; where it is undefined, as nothing was delivered, its mean stands in."""
    costs, mean = criterion.costs(evidence, name), mean_cost(evidence, criterion, name)
    return [log(max(mean if isnan(cost) else cost, LEAST)) for cost in costs]


def dominated(evidence: Evidence, names: Sequence[str]) -> Mapping[str, str]:
    """Give the techniques that are dominated, each with one that dominates it: those not on the Pareto front.

    One is dominated by another that is clearly better in a criterion, by the paired interval, and clearly worse in
    none. Where there is no interval nothing can be said. Only criteria that have a weight count.

    What does not differ from a second one may differ from a third, so that dominance can go round in a circle; where
    that leaves no front, nothing is dominated.
    """
    beaten = {name: [other for other in names if other != name and _beats(evidence, other, name)] for name in names}
    front = [name for name in names if not beaten[name]]
    by = {name: [other for other in beaten[name] if other in front] or beaten[name] for name in names}
    return {name: others[0] for name, others in by.items() if others and front}


def _beats(evidence: Evidence, one: str, other: str) -> bool:
    weight = weights(evidence.scenario)
    words = [_word(evidence, axis, one, other) for axis in BY_WORDS.values() if weight.get(axis.weight)]
    return "a lower" in words and not {"b lower", "unknown"} & set(words)


def _word(evidence: Evidence, axis: Criterion, one: str, other: str) -> str:
    pairs = list(zip(axis.costs(evidence, one), axis.costs(evidence, other), strict=False))
    by = difference([a for a, _ in pairs], [b for _, b in pairs])
    if axis is BUILDING and pairs:
        return {-1: "a lower", 0: "no difference", 1: "b lower"}[(by.mean > 0) - (by.mean < 0)]
    return "unknown" if isnan(by.low) else verdict(by)
