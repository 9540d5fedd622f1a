"""The verdict: the technique that costs least among those that may be had, and how sure that is.

What rules a technique out comes first: a browser that lacks it, overload, too little delivered, a fault that it has to
survive and does not, a limit that it misses. Those left are ranked by the weighted geometric mean of what each costs
beside the others: latency (where real time is needed), CPU time, traffic, and the notes' word for its implementation as
1, 2 or 3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rtsim.advice.confidence import Confidence, confidence, scores
from rtsim.advice.criteria import mean, total_logs, weights
from rtsim.advice.evidence import Evidence
from rtsim.advice.exclusion import Exclusion, exclusions
from rtsim.advice.flow import Flow, Walk, notes_flow, walk
from rtsim.advice.limits import not_modelled
from rtsim.advice.pareto import dominated
from rtsim.advice.reasons import of_confidence, of_disagreement, of_the_best, of_the_excluded, of_the_others
from rtsim.analysis.estimates import Estimate

__all__ = ["Confidence", "Evidence", "Exclusion", "Verdict", "judge"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The recommended technique with its reasons; none when every technique is ruled out.

    `scores` are how many times as much each technique that is not ruled out costs as the best, the cheapest first, with
    the paired interval; `pareto` those that no other one beats, `dominated` those that another one does, with its name.
    """

    technique: str | None
    reasons: tuple[str, ...]
    flow: Walk
    scores: Mapping[str, Estimate]
    pareto: tuple[str, ...]
    dominated: Mapping[str, str]
    excluded: Mapping[str, tuple[Exclusion, ...]]
    confidence: Confidence
    weights: Mapping[str, float]
    not_modelled: tuple[str, ...]


def judge(evidence: Evidence, flow: Flow | None = None) -> Verdict:
    """Weigh the evidence, and set a flow's outcome beside it: that of the notes unless another one is given."""
    walked = walk(flow or notes_flow(), evidence.scenario.needs)
    excluded = {name: why for name in evidence.names if (why := exclusions(evidence, name))}
    open_to = [name for name in evidence.names if name not in excluded]
    best = _best(evidence, open_to)
    found = scores(total_logs(evidence, open_to), best) if best else {}
    beaten = dominated(evidence, open_to)
    sure = confidence(found, best) if best else Confidence("none")
    favour = _favour(evidence, best, found, sure) if best else ()
    against = of_disagreement(evidence, best, sure, walked, excluded) if best else ()
    return Verdict(
        technique=best,
        reasons=(*favour, *of_the_excluded(excluded), *against),
        flow=walked,
        scores=found,
        pareto=tuple(name for name in open_to if name not in beaten),
        dominated=beaten,
        excluded=excluded,
        confidence=sure,
        weights=weights(evidence),
        not_modelled=not_modelled(evidence.scenario),
    )


def _best(evidence: Evidence, names: list[str]) -> str | None:
    """Give the technique that costs least, all criteria weighed; none of several that cost the same is special."""
    if not names:
        return None
    logs = total_logs(evidence, names)
    return min(names, key=lambda name: (mean(logs[name]), name))


def _favour(evidence: Evidence, best: str, found: Mapping[str, Estimate], sure: Confidence) -> Iterator[str]:
    yield from of_the_best(evidence, best)
    yield from of_confidence(sure, best)
    yield from of_the_others(evidence, best, found)
