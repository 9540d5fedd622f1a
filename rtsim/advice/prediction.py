"""The prediction: what theory says each technique costs at a point, set right where the simulation has been already.

The closed forms of `rtsim explain` are scaled, criterion by criterion, to what was measured in the scenario itself, so
that what they leave out there is left in. They decide nothing close: theory has the last word only where its decision
is the same with everything that matters, and what is in time, `MARGIN` times as large and as small.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Any

from rtsim.advice.criteria import LATENCY, LOAD, MEMORY, TRAFFIC, counting, mean_cost, rank, terms
from rtsim.advice.decision import Decision, Stake, Terms, decide
from rtsim.advice.evidence import Evidence
from rtsim.forecast.forecast import Forecast, forecast
from rtsim.scenario import Scenario
from rtsim.scenario.needs import Needs
from rtsim.techniques import Technique

MARGIN = 1.5
"""By how much theory may be wrong in a difference and still be heeded."""
EXACT = 0.1
"""The share of a cost below which theory's differences are not heeded at all."""
FORETOLD = (LATENCY, LOAD, MEMORY, TRAFFIC)
"""The criteria that theory speaks of."""

Techniques = Mapping[str, Technique[Any]]


@dataclass(frozen=True)
class Outlook:
    """What theory says of a technique at a point: its costs, not numbers where theory has none."""

    costs: Mapping[str, float]
    stable: bool
    quantities: Mapping[str, float]


class Prediction:
    """What theory says of points, from the evidence of one."""

    def __init__(self, evidence: Evidence, techniques: Techniques) -> None:
        self._evidence = evidence
        self._techniques = techniques
        self._forecasts: dict[str, Forecast] = {}
        here = {name: self._forecast(evidence.scenario, name) for name in techniques}
        calm = {name for name in techniques if not evidence.overloaded[name]}
        self._unheeded = frozenset(name for name in calm if not here[name].stable)
        self._scales = {name: self._scale(name, here[name]) for name in calm if here[name].stable}

    def outlook(self, scenario: Scenario, name: str) -> Outlook:
        """Say what theory knows of a technique at a point.

        It is not heeded where it called a technique overloaded that was not, and says no cost of one that was.
        """
        expected = self._forecast(scenario, name)
        told = foretold(scenario, expected)
        scales = self._scales.get(name, {})
        costs = {words: scales.get(words, nan) * cost for words, cost in told.items()}
        return Outlook(costs, expected.stable or name in self._unheeded, expected.quantities)

    def _scale(self, name: str, expected: Forecast) -> dict[str, float]:
        """Give what each predicted cost is to be multiplied by."""
        told = foretold(self._evidence.scenario, expected)
        measured = {one.words: mean_cost(self._evidence, one, name) for one in FORETOLD}
        return {words: measured[words] / cost if cost else 1.0 for words, cost in told.items()}

    def _forecast(self, scenario: Scenario, name: str) -> Forecast:
        key = run_key(scenario, name)
        if key not in self._forecasts:
            self._forecasts[key] = forecast(scenario, self._techniques[name])
        return self._forecasts[key]


def run_key(scenario: Scenario, name: str) -> str:
    """Give a key of what a technique's runs depend on, and of nothing else."""
    common = {"replications": 1, "needs": Needs(), "slo": ()}
    alone = {"techniques": {name: scenario.techniques[name]}}
    return f"{name} {scenario.model_copy(update={**common, **alone}).digest()}"


def foretold(scenario: Scenario, expected: Forecast) -> dict[str, float]:
    """Give the predicted costs."""
    told, server = expected.quantities, scenario.server
    return {
        LATENCY.words: told.get("latency_mean_s", nan),
        LOAD.words: told["utilisation"] * server.cores * server.nodes,
        MEMORY.words: told["memory_bytes"] * server.nodes,
        TRAFFIC.words: 8 * (told["up_bytes_per_s"] + told["down_bytes_per_s"]) / scenario.clients.count,
    }


def ranked(techniques: Techniques, names: Iterable[str]) -> dict[str, float]:
    """Give the notes' words for what techniques take to build as numbers."""
    return {name: rank(techniques[name]) for name in names}


def foreseen(scenario: Scenario, outlooks: Mapping[str, Outlook], ranks: Mapping[str, float]) -> Decision:
    """Give theory's decision among techniques that nothing rules out, whatever its doubt."""
    return decide({name: found.costs for name, found in outlooks.items()}, terms(scenario, ranks))


def settled(
    scenario: Scenario, outlooks: Mapping[str, Outlook], ranks: Mapping[str, float], about: str = ""
) -> Decision | None:
    """Give theory's decision among techniques that nothing rules out, where it is beyond its own doubt.

    Whether the technique that is asked `about` is as good as the one to take is beyond doubt then, too. That all are
    overloaded is an answer.
    """
    costs, of = {name: found.costs for name, found in outlooks.items()}, terms(scenario, ranks)
    needed = [one.words for one in counting(scenario)]
    if not all(isfinite(of_one.get(words, nan)) for of_one in costs.values() for words in needed):
        return None
    rough = replace(of, share=max(of.share, EXACT))
    found = [decide(costs, one) for one in (of, _times(rough, MARGIN), _times(rough, 1 / MARGIN))]
    alike = {(one.pick, about in one.taken) for one in found}
    return found[0] if len(alike) == 1 else None


def clearly_late(scenario: Scenario, outlooks: Mapping[str, Outlook]) -> frozenset[str]:
    """Give the techniques that theory puts beyond what is in time without a doubt, while another one is within it."""
    limit = terms(scenario, {}).in_time
    times = {name: found.costs[LATENCY.words] for name, found in outlooks.items() if found.stable}
    if not any(time < limit / MARGIN for time in times.values()):
        return frozenset()
    return frozenset(name for name, time in times.items() if time > limit * MARGIN)


def _times(of: Terms, factor: float) -> Terms:
    stakes = {one: Stake(stake.matter * factor, stake.weight) for one, stake in of.stakes.items()}
    return replace(of, stakes=stakes, share=min(1.0, of.share * factor), in_time=of.in_time * factor)
