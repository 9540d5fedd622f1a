"""Reasons: what decided a verdict, who is next, and what that would take, in one sentence; then all that speaks for it.

Each has its number and interval.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import inf, log

from rtsim.advice.confidence import Confidence
from rtsim.advice.criteria import BY_WORDS, TRAFFIC
from rtsim.advice.decision import Costs, Decision, Stake, Terms, decide
from rtsim.advice.evidence import Evidence
from rtsim.advice.exclusion import Exclusion, survived
from rtsim.advice.flow import Walk, notes_flow
from rtsim.advice.wording import listed, spread
from rtsim.analysis.estimates import Estimate, estimate
from rtsim.units import share_text, significant, size_text, time_text

Excluded = Mapping[str, tuple[Exclusion, ...]]
JUST = 0.999  # of a difference: what matters if it just does
Scores = Mapping[str, Estimate]


def sentence(found: Decision, costs: Costs, terms: Terms, excluded: Excluded) -> str:
    """Say it, with the numbers; `excluded` has what rules techniques out, what is late among them."""
    if found.pick is None:
        return "every technique is ruled out"
    return f"{_decided(found, costs, terms)}; {takes(found, costs, terms, excluded)}"


def takes(found: Decision, costs: Costs, terms: Terms, excluded: Excluded) -> str:
    """Say who is next, and what it would take to be taken."""
    runner = found.runner_up
    if not runner and not excluded:
        return "there is no other one"
    if not runner:
        least = min(excluded, key=lambda one: (len(excluded[one]), one))
        return f"{least} is next, and would have to get around what rules it out"
    if runner in found.late:
        limit = BY_WORDS[terms.clock].text(terms.in_time)
        return f"{runner} is next, and would do if {limit} were not the limit"
    if runner in found.equals:
        return _mattered(found, costs, terms)
    if found.worse(str(found.pick), runner):
        return _weighs(found, terms)
    return _nearer(found, costs, terms)


def more(found: Decision, costs: Costs, name: str, other: str) -> list[str]:
    """Say in what one technique is worse than another by what matters, and how much."""
    told = []
    for one in found.worse(name, other):
        criterion = BY_WORDS[one]
        told.append(criterion.more.format(criterion.text(costs[name][one] - costs[other][one])))
    return told


def _decided(found: Decision, costs: Costs, terms: Terms) -> str:
    pick = str(found.pick)
    if found.step == "alone":
        return f"{pick} is the only one that is {'in time' if found.late else 'not ruled out'}"
    if found.step == "equals":
        return _equals(found, terms)
    if found.step == "best":
        return f"nothing is as good as {pick} in all that matters: {'; '.join(_others(found, costs))}"
    runner = found.runner_up
    gain, price = more(found, costs, runner, pick), more(found, costs, pick, runner)
    if not gain or not price:
        return f"by the weights {pick} comes first"
    return f"by the weights {pick} comes first: that {runner} {listed(gain)} outweighs that {pick} {listed(price)}"


def _equals(found: Decision, terms: Terms) -> str:
    pick = str(found.pick)
    level = [name for name in found.equals if terms.ranks[name] == terms.ranks[pick]]
    alike = f"{pick} differs from {listed(list(found.equals))} in nothing that matters, and"
    if not terms.building or len(level) == len(found.equals):
        return f"{alike} costs least"
    if level:
        return f"{alike} costs least of the simplest, {listed([pick, *level])}"
    return f"{alike} is the simplest to build"


def _others(found: Decision, costs: Costs) -> Iterator[str]:
    for name in found.total:
        if name != found.pick:
            against = min((other for other in found.total if found.worse(name, other)), key=found.total.__getitem__)
            yield f"{name} {more(found, costs, name, against)[0]}"


def _mattered(found: Decision, costs: Costs, terms: Terms) -> str:
    """Say which difference would have to matter for the next of several equals to be taken."""
    pick, runner = str(found.pick), found.runner_up
    gains = {one: found.steps[pick][one] - found.steps[runner][one] for one in terms.stakes}
    for one in sorted(gains, key=lambda one: -gains[one]):
        gain = costs[pick][one] - costs[runner][one]
        if gain > 0 and decide(costs, _finer(terms, one, gain, costs[runner][one])).pick == runner:
            return f"{runner} is next, and would be taken if {BY_WORDS[one].text(gain)} of {one} mattered"
    return f"{runner} is next, and no smaller difference speaks for it"


def _finer(terms: Terms, one: str, gain: float, cost: float) -> Terms:
    """Give the terms under which a difference just matters."""
    stakes = {**terms.stakes, one: Stake(JUST * gain, terms.stakes[one].weight)}
    return replace(terms, stakes=stakes, share=min(terms.share, JUST * gain / cost) if cost else terms.share)


def _nearer(found: Decision, costs: Costs, terms: Terms) -> str:
    """Say what the next one would have to cost to be as good as the pick."""
    pick, runner = str(found.pick), found.runner_up
    wanted = []
    for one in found.worse(runner, pick):
        text = BY_WORDS[one].text
        wanted.append(f"{text(terms.cost(one, found.steps[pick][one] + 1))} of {one} (now {text(costs[runner][one])})")
    return f"{runner} is next, and would have to come down to {listed(wanted)}" if wanted else f"{runner} is next"


def _weighs(found: Decision, terms: Terms) -> str:
    """Say which weight would have to be how large for the next one to come first."""
    factors = {key: factor for key, factor in weight_factors(found, terms).items() if factor < inf}
    if not factors:
        return f"{found.runner_up} is next, and no weight makes it first"
    key = min(factors, key=lambda one: abs(log(factors[one])) if factors[one] else inf)
    what = f"weighed {significant(factors[key])} times as much" if factors[key] else "did not count"
    return f"{found.runner_up} is next, and would come first if {key} {what}"


def weight_factors(found: Decision, terms: Terms) -> dict[str, float]:
    """Give by which factor each weight alone would have to change for the next one to come first; infinite if never."""
    pick, runner = str(found.pick), found.runner_up
    lead = found.total[runner] - found.total[pick]
    pulls: dict[str, float] = {}
    for one, stake in terms.stakes.items():
        key, pull = BY_WORDS[one].weight, stake.weight * (found.steps[runner][one] - found.steps[pick][one])
        pulls[key] = pulls.get(key, 0.0) + pull
    return {key: 1 - lead / pull if 0 < lead <= pull or pull < 0 else inf for key, pull in pulls.items()}


def of_the_pick(evidence: Evidence, pick: str) -> Iterator[str]:
    """Say what the recommended technique costs."""
    yield f"a message arrives after {spread(evidence.estimate(pick, 'latency_s.mean'), time_text)} on average"
    yield f"the cores are busy {spread(evidence.estimate(pick, 'server.utilisation'), share_text)} of the time"
    traffic = estimate([bits / 8 for bits in TRAFFIC.costs(evidence, pick)])
    yield f"a client's connections carry {spread(traffic, size_text)} per second"
    if evidence.scenario.needs.direction == "bidirectional" and not evidence.techniques[pick].traits.bidirectional:
        counts = evidence.scenario.messages.origin == "clients"
        yield f"clients send by HTTP POST beside it{', whose cost is counted' if counts else ''}"
    yield from survived(evidence, pick)


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
    flow = "the notes' flow" if walked.flow == notes_flow().title else f"the flow '{walked.flow}'"
    ends = f"{flow} ends at {walked.technique}"
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
