"""The verdict: which technique to take, what decided that, and how sure it is.

What rules a technique out comes first: a browser that lacks it, a provider that does not carry it, overload, too little
delivered, a fault that it has to survive and does not, a limit that it misses. Then what comes too late where real time
is needed. Of those left the simplest that is as good as any in all that matters (`rtsim.advice.decision`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import nan

from rtsim.advice.confidence import Confidence, confidence, scores
from rtsim.advice.criteria import (
    LATENCY,
    LOAD,
    MEMORY,
    MONEY,
    TRAFFIC,
    dominated,
    mean_cost,
    mean_costs,
    rank,
    terms,
    total_logs,
    weights,
)
from rtsim.advice.decision import Costs, Decision, Terms, decide
from rtsim.advice.evidence import Evidence
from rtsim.advice.exclusion import Exclusion, exclusions, lateness
from rtsim.advice.flow import Flow, Walk, notes_flow, walk
from rtsim.advice.reasons import of_confidence, of_disagreement, of_the_excluded, of_the_others, of_the_pick, sentence
from rtsim.analysis.estimates import Estimate
from rtsim.money.cost import SECONDS
from rtsim.scenario import Scenario

__all__ = ["Confidence", "Evidence", "Exclusion", "Verdict", "judge"]


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """What all clients together cost: seconds, cores, bytes of memory, bytes and US dollars a month.

    What is not known, as prices that the scenario has not, is not a number.
    """

    latency: float
    cores: float
    memory: float
    traffic: float
    client_traffic: float
    money: float = nan


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
    told = tuple(of_the_excluded(excluded))
    if found.pick:
        favour = (*of_the_pick(evidence, found.pick), of_confidence(sure, found.pick))
        others, against = of_the_others(found, costs, ratios), of_disagreement(evidence, found, walked, excluded)
        told = (said, *favour, *others, *told, *against)
    return Verdict(
        technique=found.pick,
        sentence=said,
        reasons=told,
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


def bulk(evidence: Evidence, name: str) -> Bulk:
    """Give what a technique costs if what was measured goes on for a month of 730 hours."""
    client = mean_cost(evidence, TRAFFIC, name) / 8 * SECONDS
    return Bulk(
        latency=mean_cost(evidence, LATENCY, name),
        cores=mean_cost(evidence, LOAD, name),
        memory=mean_cost(evidence, MEMORY, name),
        traffic=client * evidence.scenario.clients.count,
        client_traffic=client,
        money=mean_cost(evidence, MONEY, name) if evidence.scenario.prices else nan,
    )


NEVER = (
    "proxies and load balancers between clients and server",
    "clients too slow for what they are sent",
    "the clients' CPU and battery",
)
"""What no scenario can have."""

LEFT_OUT: tuple[tuple[Callable[[Scenario], bool], str], ...] = (
    (
        lambda scenario: scenario.needs.direction == "bidirectional" and scenario.messages.origin != "clients",
        "what clients send, which needs.direction says they do (messages.from is {scenario.messages.origin})",
    ),
    (lambda scenario: not scenario.faults, "faults: nothing restarts, breaks or reconnects (faults is empty)"),
    (
        lambda scenario: scenario.clients.browser is None,
        (
            "browsers' limits: six connections per host over HTTP/1.1, slowed timers in hidden tabs "
            "(clients.browser is not written)"
        ),
    ),
    (lambda scenario: scenario.wire.tls.version == "none", "encryption (wire.tls is none)"),
    (
        lambda scenario: scenario.wire.compression is None,
        "compression of messages (wire.compression is not written)",
    ),
    (
        lambda scenario: not any(link.loss_rate for _, link in scenario.clients.mix),
        "packet loss (no client's link loses any)",
    ),
    (lambda scenario: scenario.server.nodes == 1, "more than one server process (server.nodes is 1)"),
)
"""What a scenario may leave out: how to tell that it does, and what is said then."""


def not_modelled(scenario: Scenario) -> tuple[str, ...]:
    """Give what the simulation of a scenario leaves out, in words."""
    return (*(text.format(scenario=scenario) for is_left_out, text in LEFT_OUT if is_left_out(scenario)), *NEVER)
