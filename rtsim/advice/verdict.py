"""The verdict: which technique to take, what decided that, and how sure it is.

What rules a technique out comes first: a browser that lacks it, a provider that does not carry it, overload, too little
delivered, a fault that it has to survive and does not, a limit that it misses. Then what comes too late where real time
is needed. Of those left the simplest that is as good as any in all that matters (`rtsim.advice.decision`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rtsim.advice.confidence import Confidence, confidence, scores
from rtsim.advice.criteria import dominated, mean_costs, rank, terms, total_logs, weights
from rtsim.advice.decision import Costs, Decision, Terms, decide
from rtsim.advice.evidence import Evidence
from rtsim.advice.exclusion import exclusions, lateness
from rtsim.advice.flow import Flow, Walk, notes_flow, walk
from rtsim.advice.limits import not_modelled
from rtsim.advice.population import Bulk, bulk
from rtsim.advice.reasons import of_confidence, of_disagreement, of_the_excluded, of_the_others, of_the_pick
from rtsim.advice.sentence import sentence
from rtsim.advice.survival import Exclusion
from rtsim.analysis.estimates import Estimate

__all__ = ["Confidence", "Evidence", "Exclusion", "Verdict", "judge"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The recommended technique with its reasons; none when every technique is ruled out.

    `sentence` says what decided, who is next and what that would take; `decision` by which numbers, from the `costs` of
    all that nothing but lateness rules out, under `terms`. `population` is what each technique that was simulated costs
    for all clients together. `scores` are how many times as much each technique that is not ruled out costs as the one
    recommended, all criteria weighed, the cheapest first, with the paired interval; `pareto` those that no other one
    beats, `dominated` those that another one does, with its name.
    """

    technique: str | None
    sentence: str
    reasons: tuple[str, ...]
    flow: Walk
    decision: Decision
    costs: Costs = field(repr=False)
    terms: Terms = field(repr=False)
    population: Mapping[str, Bulk]
    scores: Mapping[str, Estimate]
    pareto: tuple[str, ...]
    dominated: Mapping[str, str]
    excluded: Mapping[str, tuple[Exclusion, ...]]
    confidence: Confidence
    weights: Mapping[str, float]
    not_modelled: tuple[str, ...]

    @property
    def taken(self) -> tuple[str, ...]:
        """The recommended technique, and those that are no worse in anything that matters."""
        return self.decision.taken

    def overloads(self, name: str) -> bool:
        """Tell whether a technique is overloaded, so that its latencies are no steady answer."""
        return any(one.kind == "overload" for one in self.excluded.get(name, ()))


def weigh(evidence: Evidence) -> tuple[Decision, Costs, Terms, dict[str, tuple[Exclusion, ...]]]:
    """Decide: give the decision, from which costs and under which terms, and what rules the others out."""
    excluded = {name: why for name in evidence.names if (why := exclusions(evidence, name))}
    costs = {name: mean_costs(evidence, name) for name in evidence.names if name not in excluded}
    of = terms(evidence.scenario, {name: rank(evidence.techniques[name]) for name in costs})
    found = decide(costs, of)
    return found, costs, of, excluded | {name: (lateness(evidence, name),) for name in found.late}


def judge(evidence: Evidence, flow: Flow | None = None) -> Verdict:
    """Weigh the evidence, and set a flow's outcome beside it: that of the notes unless another one is given."""
    walked = walk(flow or notes_flow(), evidence.scenario.needs)
    found, costs, of, excluded = weigh(evidence)
    open_to = list(found.total)
    ratios = scores(total_logs(evidence, open_to), str(found.pick)) if open_to else {}
    sure, beaten = confidence(evidence, found, of, ratios), dominated(evidence, open_to)
    said = sentence(found, costs, of, excluded)
    favour = _favour(evidence, found, costs, ratios, sure) if found.pick else ()
    against = of_disagreement(evidence, found, walked, excluded) if found.pick else ()
    told = (*favour, *of_the_excluded(excluded), *against)
    return Verdict(
        technique=found.pick,
        sentence=said,
        reasons=(said, *told) if found.pick else told,
        flow=walked,
        decision=found,
        costs=costs,
        terms=of,
        population={name: bulk(evidence, name) for name in evidence.names if evidence.samples.get(name)},
        scores=ratios,
        pareto=tuple(name for name in open_to if name not in beaten),
        dominated=beaten,
        excluded=excluded,
        confidence=sure,
        weights=weights(evidence.scenario),
        not_modelled=not_modelled(evidence.scenario),
    )


def _favour(
    evidence: Evidence, found: Decision, costs: Costs, ratios: Mapping[str, Estimate], sure: Confidence
) -> Iterator[str]:
    yield from of_the_pick(evidence, str(found.pick))
    yield of_confidence(sure, str(found.pick))
    yield from of_the_others(found, costs, ratios)
