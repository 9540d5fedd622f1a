"""The prediction: what theory says each technique costs at a point, set right where the simulation has been already.

The closed forms of `rtsim explain` are scaled, criterion by criterion, to what was measured in the scenario itself, so
that what they leave out there is left in. They decide nothing close: whatever they put within `MARGIN` is simulated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite, log, nan
from typing import Any

from rtsim.advice.criteria import BUILDING, LATENCY, LEAST, LOAD, TRAFFIC, WEIGHED, Criterion, mean_cost, weights
from rtsim.advice.evidence import Evidence
from rtsim.analysis.forecast import Forecast, forecast
from rtsim.scenario import Scenario
from rtsim.scenario.needs import Needs
from rtsim.techniques import Technique

MARGIN = log(1.25)
"""A technique that theory says costs 1.25 times as much as another is not simulated beside it.

With four criteria of one weight, theory would have to be off by a factor of 2.4 in one of them to be wrong in that.
"""

Techniques = Mapping[str, Technique[Any]]


@dataclass(frozen=True)
class Outlook:
    """What theory says of a technique at a point: the logarithm of its cost, not a number where theory has none."""

    cost: float
    stable: bool
    quantities: Mapping[str, float]

    @property
    def known(self) -> bool:
        """Whether theory says what it costs, be it without end."""
        return self.cost == self.cost


class Prediction:
    """What theory says of points, from the evidence of one."""

    def __init__(self, evidence: Evidence, techniques: Techniques) -> None:
        self._evidence = evidence
        self._techniques = techniques
        self._forecasts: dict[str, Forecast] = {}
        here = {name: self._forecast(evidence.scenario, name) for name in techniques}
        calm = {name for name in techniques if not evidence.overloaded[name]}
        self._unheeded = frozenset(name for name in calm if not here[name].stable)
        self._known = frozenset(name for name in calm if here[name].stable)
        self._scales = {name: self._scale(name, here[name]) for name in self._known}

    def outlook(self, scenario: Scenario, name: str) -> Outlook:
        """Say what theory knows of a technique at a point.

        It is not heeded where it called a technique overloaded that was not, and says no cost of one that was.
        """
        expected = self._forecast(scenario, name)
        if name in self._unheeded:
            return Outlook(nan, stable=True, quantities=expected.quantities)
        cost = self._cost(scenario, name, expected) if name in self._known else nan
        return Outlook(cost if expected.stable else inf, expected.stable, expected.quantities)

    def _cost(self, scenario: Scenario, name: str, expected: Forecast) -> float:
        weight = weights(Evidence(scenario, {}, {}))
        whole = sum(weight.values()) or 1.0
        costs, scales = _costs(scenario, expected), self._scales[name]
        theory = sum(weight[one.weight] * (scales[one.words] + _log(costs[one.words])) for one in WEIGHED[:-1])
        return (theory + weight[BUILDING.weight] * _log(mean_cost(self._evidence, BUILDING, name))) / whole

    def _scale(self, name: str, expected: Forecast) -> dict[str, float]:
        """Give what the logarithm of each predicted cost is to be raised by."""
        costs, seconds = _costs(self._evidence.scenario, expected), self._evidence.scenario.duration
        measured = {one.words: mean_cost(self._evidence, one, name) / _per(one, seconds) for one in WEIGHED[:-1]}
        return {words: _log(measured[words]) - _log(cost) for words, cost in costs.items()}

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


def _costs(scenario: Scenario, expected: Forecast) -> dict[str, float]:
    """Give the predicted costs, those that grow with time as rates."""
    told = expected.quantities
    return {
        LATENCY.words: told.get("latency_mean_s", nan),
        LOAD.words: told["utilisation"] * scenario.server.cores * scenario.server.nodes,
        TRAFFIC.words: told["up_bytes_per_s"] + told["down_bytes_per_s"],
    }


def _per(criterion: Criterion, seconds: float) -> float:
    return 1.0 if criterion is LATENCY else seconds


def _log(value: float) -> float:
    return log(max(value, LEAST)) if isfinite(value) else nan
