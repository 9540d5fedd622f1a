"""The Pareto front: the techniques that no other one beats in some criterion without losing in any.

One is dominated by another that is clearly better in a criterion, by the paired interval, and clearly worse in none.
Where there is no interval nothing can be said, and nothing is dominated. Only criteria that have a weight count.
"""

from collections.abc import Mapping, Sequence
from math import isnan

from rtsim.advice.criteria import BUILDING, MEASURED, Criterion, weights
from rtsim.advice.evidence import Evidence
from rtsim.analysis.estimates import difference, verdict

AXES = (*MEASURED, BUILDING)


def dominated(evidence: Evidence, names: Sequence[str]) -> Mapping[str, str]:
    """Give the techniques that are dominated, each with one that dominates it.

    What does not differ from a second one may differ from a third, so that dominance can go round in a circle; where
    that leaves no front, nothing is dominated.
    """
    beaten = {name: [other for other in names if other != name and _beats(evidence, other, name)] for name in names}
    front = [name for name in names if not beaten[name]]
    by = {name: [other for other in beaten[name] if other in front] or beaten[name] for name in names}
    return {name: others[0] for name, others in by.items() if others and front}


def _beats(evidence: Evidence, one: str, other: str) -> bool:
    weight = weights(evidence.scenario)
    words = [_word(evidence, axis, one, other) for axis in AXES if weight.get(axis.weight)]
    return "a lower" in words and not {"b lower", "unknown"} & set(words)


def _word(evidence: Evidence, axis: Criterion, one: str, other: str) -> str:
    pairs = list(zip(axis.costs(evidence, one), axis.costs(evidence, other), strict=False))
    by = difference([a for a, _ in pairs], [b for _, b in pairs])
    if axis is BUILDING and pairs:
        return {-1: "a lower", 0: "no difference", 1: "b lower"}[(by.mean > 0) - (by.mean < 0)]
    return "unknown" if isnan(by.low) else verdict(by)
