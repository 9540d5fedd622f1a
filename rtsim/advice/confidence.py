"""Confidence: how sure a decision is, by the intervals of paired differences in what decided it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rtsim.advice.criteria import BY_WORDS, ratio
from rtsim.advice.decision import Decision, Terms, weighed
from rtsim.advice.evidence import Evidence
from rtsim.analysis.estimates import UNKNOWN, Estimate, estimate

Word = Literal["sure", "close", "no difference", "unknown", "alone", "theory", "none"]

LEAST_RUNS = 2  # that have an interval


@dataclass(frozen=True)
class Confidence:
    """How sure a verdict is.

    `no difference`: those in `tied` are as good in all that matters, and the pick is the simplest of them. `sure`: the
    whole intervals of what decided lie on one side of what matters. `close`: one of them does not. `unknown`: one
    replication gives no interval. `alone`: all others are ruled out. `theory`: closed forms decide, whatever they are
    wrong by within their margin, and nothing was simulated. `none`: all are ruled out. `ratio` is how many times as
    much the next one, `runner_up`, costs, all criteria weighed.
    """

    word: Word
    runner_up: str = ""
    ratio: Estimate = UNKNOWN
    tied: tuple[str, ...] = ()


def scores(logs: Mapping[str, Sequence[float]], pick: str) -> dict[str, Estimate]:
    """Give how many times as much each technique costs as the pick, the cheapest first."""
    found = {name: ratio(of, logs[pick]) for name, of in logs.items()}
    return dict(sorted(found.items(), key=lambda item: (item[1].mean, item[0] != pick, item[0])))


def confidence(evidence: Evidence, found: Decision, terms: Terms, ratios: Mapping[str, Estimate]) -> Confidence:
    """Say how sure a decision is."""
    if found.pick is None:
        return Confidence("none")
    return Confidence(
        _word(evidence, found, terms), found.runner_up, ratios.get(found.runner_up, UNKNOWN), found.equals
    )


def _word(evidence: Evidence, found: Decision, terms: Terms) -> Word:
    pick = str(found.pick)
    if found.step == "equals":
        return "no difference"
    if found.step == "alone":
        lows = [evidence.estimate(name, "latency_s.mean").low for name in found.late]
        return "close" if any(low <= terms.in_time for low in lows) else "alone"
    if len(evidence.values(pick, "latency_s.mean")) < LEAST_RUNS:
        return "unknown"
    return "sure" if all(_is_behind(evidence, found, terms, name) for name in found.total if name != pick) else "close"


def _is_behind(evidence: Evidence, found: Decision, terms: Terms, name: str) -> bool:
    """Tell whether another technique is beyond doubt behind in all, and put out by a difference that matters."""
    pick, criteria = str(found.pick), list(terms.stakes)
    far = {}
    for one in criteria:
        pairs = zip(*(BY_WORDS[one].costs(evidence, other) for other in (name, pick)), strict=False)
        far[one] = [terms.steps(one, cost) - terms.steps(one, least) for cost, least in pairs]
    total = [weighed(dict(zip(criteria, row, strict=True)), terms) for row in zip(*far.values(), strict=True)]
    return estimate(total).low > 0 and any(estimate(of).low > 1 for of in far.values())
