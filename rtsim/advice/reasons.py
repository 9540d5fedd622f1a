"""Reasons: why a technique is recommended and others are not, in words, each with its number and interval."""

from collections.abc import Iterator, Mapping

from rtsim.advice.confidence import Confidence
from rtsim.advice.criteria import TRAFFIC
from rtsim.advice.decision import Costs, Decision
from rtsim.advice.evidence import Evidence
from rtsim.advice.flow import Walk, notes_flow
from rtsim.advice.sentence import more
from rtsim.advice.survival import Exclusion, survived
from rtsim.advice.wording import listed, spread
from rtsim.analysis.estimates import Estimate, estimate
from rtsim.scenario import Scenario
from rtsim.units import share_text, size_text, time_text

Scores = Mapping[str, Estimate]
Excluded = Mapping[str, tuple[Exclusion, ...]]


def of_the_pick(evidence: Evidence, pick: str) -> Iterator[str]:
    """Say what the recommended technique costs."""
    yield f"a message arrives after {spread(evidence.estimate(pick, 'latency_s.mean'), time_text)} on average"
    yield f"the cores are busy {spread(evidence.estimate(pick, 'server.utilisation'), share_text)} of the time"
    traffic = estimate([bits / 8 for bits in TRAFFIC.costs(evidence, pick)])
    yield f"a client's connections carry {spread(traffic, size_text)} per second"
    if evidence.scenario.needs.direction == "bidirectional" and not evidence.techniques[pick].traits.bidirectional:
        yield f"clients send by HTTP POST beside it{_counted(evidence.scenario)}"
    yield from survived(evidence, pick)


def _counted(scenario: Scenario) -> str:
    return ", whose cost is counted" if scenario.messages.origin == "clients" else ""


def of_confidence(sure: Confidence, pick: str) -> str:
    """Say how sure the decision is."""
    match sure.word:
        case "alone":
            return "no other technique is left to choose from"
        case "unknown":
            return f"how sure {pick} is before {sure.runner_up} is not known: one replication gives no interval"
        case "no difference":
            return f"no difference that matters from {listed(list(sure.tied))}: take what suits you better"
        case "close":
            return "close: not the whole interval of what decided lies on one side of what matters"
    return "sure: the whole intervals of what decided lie on one side of what matters"


def of_the_others(found: Decision, costs: Costs, scores: Scores) -> Iterator[str]:
    """Say of each of the others in what it differs from the pick by what matters."""
    pick = str(found.pick)
    for name, score in scores.items():
        if name != pick:
            worse, better = more(found, costs, name, pick), more(found, costs, pick, name)
            pros = [f"{pick} {listed(better)}"] if better else []
            cons = [f"{name} {listed(worse)}"] if worse else []
            told = ", but ".join([*cons, *pros]) or f"{name} differs from {pick} in nothing that matters"
            yield f"{told} (all costs weighed, it costs {spread(score)} times as much)"


def of_the_excluded(excluded: Excluded) -> Iterator[str]:
    """Say what rules techniques out."""
    for name, found in excluded.items():
        yield f"{name} is ruled out: {'; '.join(one.text for one in found)}"


def of_disagreement(evidence: Evidence, found: Decision, walked: Walk, excluded: Excluded) -> Iterator[str]:
    """Say that the flow ends elsewhere, if it does, and what decides against its outcome."""
    ends = f"{_flow(walked)} ends at {walked.technique}"
    if walked.technique == found.pick:
        return
    if walked.technique in excluded:
        yield f"{ends}, which is ruled out here"
    elif walked.technique not in evidence.overloaded:
        yield f"{ends}, which this scenario does not run"
    elif walked.technique in found.equals:
        yield f"{ends}, which is no worse here in anything that matters"
    elif worse := found.worse(walked.technique, str(found.pick)):
        yield f"{ends}, which is worse here in {listed(list(worse))}"
    else:
        yield f"{ends}, which others put out here"


def _flow(walked: Walk) -> str:
    return "the notes' flow" if walked.flow == notes_flow().title else f"the flow '{walked.flow}'"
