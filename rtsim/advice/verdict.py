"""The verdict: the technique that costs least among those that may be had, with the reasons in numbers.

What rules a technique out comes first: overload, too little delivered, a browser that lacks it, a limit that it misses.
Those left are ranked by the weighted geometric mean of what each costs beside the least: latency (where real time is
needed), server load, network traffic, and the notes' word for its implementation as 1, 2 or 3. Ratios make the ranking
independent of units.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import exp, log

from rtsim.advice.flow import Walk, walk
from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.analysis.words import cost
from rtsim.units import share_text, size_text, time_text

COMPLEXITY = {"Simple": 1.0, "Medium": 2.0, "Complex": 3.0}
LEAST = 1e-9  # stands for a cost of zero, which has no ratio
TOLERATED = 0.001  # share of the deliveries owed that may go missing
CLEAR = 1.02  # a ratio of costs below this is no clear difference
TELLING = {"latency_s.mean", "server.cpu_s", "traffic.up_bytes", "traffic.down_bytes"}
"""The measures of which one at least has to differ between the best and the next."""


@dataclass(frozen=True)
class Verdict:
    """The recommended technique with its reasons; none when every technique is ruled out."""

    technique: str | None
    reasons: tuple[str, ...]
    flow: Walk


def judge(comparison: Comparison) -> Verdict:
    """Weigh the evidence, and set the flow's outcome beside it."""
    excluded = {name: reason for name in comparison.estimates if (reason := _exclusion(comparison, name))}
    open_to = [name for name in comparison.estimates if name not in excluded]
    flow = walk(comparison.scenario.needs)
    ruled_out = [f"{name} is ruled out: {reason}" for name, reason in excluded.items()]
    if not open_to:
        return Verdict(None, tuple(ruled_out), flow)
    scores = _scores(comparison, open_to)
    best = min(scores, key=lambda name: (scores[name], name))
    return Verdict(best, (*_reasons(comparison, best, scores), *ruled_out, *_disagreement(best, flow, excluded)), flow)


def _exclusion(comparison: Comparison, name: str) -> str:
    """Say what rules a technique out, if anything does."""
    short = _shortfall(comparison.estimates[name])
    if comparison.overloaded[name]:
        return "the server is overloaded"
    if short:
        return short
    traits = comparison.outcome.techniques[name].traits
    lacking = [browser for browser in comparison.scenario.needs.browsers if browser in traits.unsupported]
    if lacking:
        return f"not supported by {', '.join(lacking)}"
    missed = [check for check in comparison.checks if check.technique == name and not check.met]
    if missed:
        verb = "is not" if missed[0].value.known else "is undefined and so not"
        return f"{missed[0].limit.metric} {verb} {missed[0].limit.text}"
    return ""


def _shortfall(estimates: Mapping[str, Estimate]) -> str:
    """Say how much of what is owed is missing, if it is too much."""
    count = {name: estimates[f"messages.{name}"].mean for name in ("published", "expected", "delivered")}
    if not count["published"]:
        return "no message was published"
    if not count["delivered"]:
        return "nothing was delivered"
    missing = 1 - count["delivered"] / count["expected"]
    return f"{share_text(missing)} of the deliveries owed are missing" if missing > TOLERATED else ""


def _scores(comparison: Comparison, names: list[str]) -> Mapping[str, float]:
    """Give the weighted geometric mean of each technique's costs beside the least."""
    needs = comparison.scenario.needs
    weights = {
        "latency": needs.weights.latency if needs.real_time else 0.0,
        "server_load": needs.weights.load,
        "network_traffic": needs.weights.traffic,
    }
    logs = dict.fromkeys(names, 0.0)
    for column, weight in weights.items():
        costs = {name: max(cost(comparison, name, column), LEAST) for name in names}
        least = min(costs.values())
        for name in names:
            logs[name] += weight * log(costs[name] / least)
    for name in names:
        traits = comparison.outcome.techniques[name].traits
        logs[name] += needs.weights.complexity * log(COMPLEXITY[traits.implementation])
    total = sum(weights.values()) + needs.weights.complexity
    return {name: exp(value / total) if total else 1.0 for name, value in logs.items()}


def _reasons(comparison: Comparison, best: str, scores: Mapping[str, float]) -> Iterator[str]:
    estimates, scenario = comparison.estimates[best], comparison.scenario
    yield f"a message arrives after {_spread(estimates['latency_s.mean'], time_text)} on average"
    yield f"the cores are busy {_spread(estimates['server.utilisation'], share_text)} of the time"
    clients = scenario.clients.count * scenario.duration
    up, down = estimates["traffic.up_bytes"].mean, estimates["traffic.down_bytes"].mean
    yield f"a client's connections carry {size_text((up + down) / clients)} per second"
    others = sorted((name for name in scores if name != best), key=lambda name: scores[name])
    if others and _alike(comparison, best, others[0], scores):
        yield f"no clear difference from {others[0]}"
    for name in others:
        yield f"{name} costs {scores[name] / scores[best]:.2f} times as much, all criteria weighed"


def _alike(comparison: Comparison, best: str, other: str, scores: Mapping[str, float]) -> bool:
    """Tell whether the runner-up costs as good as the same, or differs in no telling measure."""
    verdicts = [
        found.verdict
        for found in comparison.differences
        if {found.a, found.b} == {best, other} and found.metric in TELLING
    ]
    return scores[other] < CLEAR * scores[best] or all(verdict == "no difference" for verdict in verdicts)


def _disagreement(best: str, flow: Walk, excluded: Mapping[str, str]) -> Iterator[str]:
    if best != flow.technique and flow.technique in excluded:
        yield f"the notes' flow ends at {flow.technique}, which is ruled out here"
    elif best != flow.technique:
        yield f"the notes' flow ends at {flow.technique}; the measurements favour {best}"


def _spread(value: Estimate, text: Callable[[float], str]) -> str:
    """Write a mean, and its interval where there is one."""
    if value.low != value.low:
        return text(value.mean)
    return f"{text(value.mean)} ({text(max(0.0, value.low))} to {text(value.high)})"
