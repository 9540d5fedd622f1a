"""The evidence: what a verdict is made from, a scenario and each technique's measures in each replication.

It needs no recordings, so that a run, a point of a stored sweep and a point of a search are judged alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from rtsim.analysis.comparison import Check, Comparison, held
from rtsim.analysis.estimates import UNKNOWN, Estimate, estimate
from rtsim.scenario import Scenario
from rtsim.techniques import Technique, techniques

Samples = Mapping[str, Mapping[str, Sequence[float]]]
"""For each technique and measure its values, one for each replication, in their order."""


@dataclass(frozen=True)
class Evidence:
    """A scenario, the samples of its techniques, and which of them are overloaded.

    Replications with one number are pairs with common random numbers. An overloaded technique may have no samples: that
    alone rules it out. The `techniques` are those of the catalogue unless told otherwise.
    """

    scenario: Scenario
    samples: Samples
    overloaded: Mapping[str, bool]
    techniques: Mapping[str, Technique[Any]] = field(default_factory=techniques)

    @classmethod
    def of(cls, comparison: Comparison) -> Self:
        """Take the evidence from a comparison of simulated runs."""
        outcome = comparison.outcome
        return cls(outcome.scenario, comparison.samples, comparison.overloaded, outcome.techniques)

    @property
    def names(self) -> tuple[str, ...]:
        """The techniques, in their order."""
        return tuple(self.overloaded)

    @cached_property
    def _estimates(self) -> Mapping[str, Mapping[str, Estimate]]:
        return {name: {path: estimate(column) for path, column in of.items()} for name, of in self.samples.items()}

    def estimate(self, name: str, metric: str) -> Estimate:
        """Give a technique's estimate of a measure; one that is not there has no numbers."""
        return self._estimates.get(name, {}).get(metric, UNKNOWN)

    def values(self, name: str, metric: str) -> tuple[float, ...]:
        """Give a technique's values of a measure, one for each replication."""
        return tuple(self.samples.get(name, {}).get(metric, ()))

    def checks(self, name: str) -> list[Check]:
        """Hold a technique's measures against the scenario's limits."""
        over = self.overloaded[name]
        return [held(name, limit, self.estimate(name, limit.metric), overloaded=over) for limit in self.scenario.slo]
