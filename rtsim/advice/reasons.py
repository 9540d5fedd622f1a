"""Reasons: why a technique is recommended and others are not, in words, each with its number and interval."""

from collections.abc import Iterator, Mapping

from rtsim.advice.confidence import Confidence
from rtsim.advice.criteria import BUILDING, Part, parts
from rtsim.advice.evidence import Evidence
from rtsim.advice.exclusion import Exclusion
from rtsim.advice.flow import Walk, notes_flow
from rtsim.advice.survival import survived
from rtsim.advice.wording import listed, spread
from rtsim.analysis.estimates import Estimate, estimate
from rtsim.scenario import Scenario
from rtsim.units import share_text, size_text, time_text

Scores = Mapping[str, Estimate]
Excluded = Mapping[str, tuple[Exclusion, ...]]


def of_the_best(evidence: Evidence, best: str) -> Iterator[str]:
    """Say what the recommended technique costs."""
    yield f"a message arrives after {spread(evidence.estimate(best, 'latency_s.mean'), time_text)} on average"
    yield f"the cores are busy {spread(evidence.estimate(best, 'server.utilisation'), share_text)} of the time"
    yield f"a client's connections carry {spread(_per_client(evidence, best), size_text)} per second"
    if evidence.scenario.needs.direction == "bidirectional" and not evidence.techniques[best].traits.bidirectional:
        yield f"clients send by HTTP POST beside it{_counted(evidence.scenario)}"
    yield from survived(evidence, best)


def _per_client(evidence: Evidence, name: str) -> Estimate:
    scenario = evidence.scenario
    seconds = scenario.clients.count * scenario.duration
    ways = zip(evidence.values(name, "traffic.up_bytes"), evidence.values(name, "traffic.down_bytes"), strict=True)
    return estimate([(up + down) / seconds for up, down in ways])


def _counted(scenario: Scenario) -> str:
    return ", whose cost is counted" if scenario.messages.origin == "clients" else ""


def of_confidence(sure: Confidence, best: str) -> Iterator[str]:
    """Say how sure the ranking is."""
    match sure.word:
        case "alone":
            yield "no other technique is left to choose from"
        case "unknown":
            yield f"how sure {best} is before {sure.runner_up} is not known: one replication gives no interval"
        case "no difference":
            yield f"no clear difference from {listed(list(sure.tied))}: take what suits you better"
        case _:
            yield f"sure: the whole interval of what the next one, {sure.runner_up}, costs lies above 1"


def of_the_others(evidence: Evidence, best: str, scores: Scores) -> Iterator[str]:
    """Say what each of the others costs, and in which criterion the most."""
    for name, score in scores.items():
        if name != best:
            yield f"{name} costs {spread(score)} times as much, all criteria weighed{_most(evidence, best, name)}"


def _most(evidence: Evidence, best: str, other: str) -> str:
    part = parts(evidence, best, other)[0]
    return f": {_against(part)}" if part.share > 0 else ""


def _against(part: Part) -> str:
    """Say what two techniques cost in one criterion, the dearer first."""
    text = part.criterion.text
    return f"most in {part.criterion.words}, {text(part.other)} against {text(part.cost)}"


def of_the_excluded(excluded: Excluded) -> Iterator[str]:
    """Say what rules techniques out."""
    for name, found in excluded.items():
        yield f"{name} is ruled out: {'; '.join(one.text for one in found)}"


def of_disagreement(evidence: Evidence, best: str, sure: Confidence, walked: Walk, excluded: Excluded) -> Iterator[str]:
    """Say that the flow ends elsewhere, if it does, and what decides against its outcome."""
    ends = f"{_flow(walked)} ends at {walked.technique}"
    if walked.technique == best:
        return
    if walked.technique in excluded:
        yield f"{ends}, which is ruled out here"
    elif walked.technique not in evidence.overloaded:
        yield f"{ends}, which this scenario does not run"
    elif walked.technique in sure.tied:
        yield f"{ends}, which is no clear difference from {best} here"
    else:
        part = parts(evidence, best, walked.technique)[0]
        yield f"{ends}; {_decides(part, best)}"


def _decides(part: Part, best: str) -> str:
    """Say what decides for the best; complexity is a word of the notes, which nobody measured."""
    if part.criterion is BUILDING:
        words = f"{part.criterion.text(part.other)} against {part.criterion.text(part.cost)}"
        return f"what decides for {best} is the notes' word for complexity, {words}, and no measurement"
    return f"the measurements favour {best}, {_against(part)}"


def _flow(walked: Walk) -> str:
    return "the notes' flow" if walked.flow == notes_flow().title else f"the flow '{walked.flow}'"
