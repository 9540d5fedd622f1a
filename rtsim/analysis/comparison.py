"""The comparison: an outcome as estimates, paired differences, limits kept or missed, and warnings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rtsim.analysis.estimates import Estimate, difference, estimate, verdict
from rtsim.experiments import Outcome
from rtsim.results import measures
from rtsim.scenario import Scenario
from rtsim.scenario.measures import Measure
from rtsim.scenario.slo import Limit

COMPARED = (
    "latency_s.mean",
    "latency_s.p95",
    "age_s.mean",
    "server.cpu_s",
    "server.memory_mean_bytes",
    "traffic.up_bytes",
    "traffic.down_bytes",
)
"""The measures in which techniques are compared pair by pair."""


@dataclass(frozen=True)
class Difference:
    """How much technique `a` differs from technique `b` in one measure."""

    a: str
    b: str
    metric: str
    difference: Estimate
    verdict: str


@dataclass(frozen=True)
class Check:
    """One limit against one technique; it is met when the interval's end on the limit's far side keeps it.

    `steady` is whether the measure has a steady value at all: an overloaded technique's latencies have none.
    """

    technique: str
    limit: Limit
    value: Estimate
    steady: bool = True

    @property
    def met(self) -> bool:
        """Whether the limit is kept beyond doubt."""
        return self.steady and keeps(self.limit, self.value)


@dataclass(frozen=True)
class Comparison:
    """All that can be said of an outcome; `samples` are the measures' values, one for each replication."""

    scenario: Scenario
    samples: Mapping[str, Mapping[str, Sequence[float]]]
    estimates: Mapping[str, Mapping[str, Estimate]]
    overloaded: Mapping[str, bool]
    differences: tuple[Difference, ...]
    checks: tuple[Check, ...]
    outcome: Outcome

    def title(self, technique: str) -> str:
        """Give a technique's title."""
        return self.outcome.techniques[technique].title


def compare(outcome: Outcome) -> Comparison:
    """Make estimates of an outcome, technique by technique and pair by pair."""
    values = {name: _columns(outcome, name) for name in outcome.recordings}
    estimates = {name: {path: estimate(column) for path, column in paths.items()} for name, paths in values.items()}
    overloaded = {name: any(run.overloaded for run in runs) for name, runs in outcome.recordings.items()}
    return Comparison(
        scenario=outcome.scenario,
        samples=values,
        estimates=estimates,
        overloaded=overloaded,
        differences=tuple(_differences(values)),
        checks=tuple(
            held(name, limit, estimates[name][limit.metric], overloaded=over)
            for name, over in overloaded.items()
            for limit in outcome.scenario.slo
        ),
        outcome=outcome,
    )


def held(technique: str, limit: Limit, value: Estimate, *, overloaded: bool) -> Check:
    """Hold a technique's measure against a limit; one that grows as long as an overload lasts has no steady value."""
    return Check(technique, limit, value, not (overloaded and Measure(limit.metric).grows))


def keeps(limit: Limit, value: Estimate) -> bool:
    """Tell whether an estimate keeps a limit beyond doubt: with the end of its interval that lies nearer to a miss.

    Without an interval the mean has to keep it; an undefined measure does not.
    """
    if not value.known:
        return False
    worst = value.high if limit.operator.startswith("<") else value.low
    return limit.met_by(worst if worst == worst else value.mean)  # noqa: PLR0124 - false of what is not a number


def _columns(outcome: Outcome, name: str) -> dict[str, tuple[float, ...]]:
    rows = [measures(run) for run in outcome.recordings[name]]
    return {path: tuple(row[path] for row in rows) for path in rows[0]}


def _differences(values: Mapping[str, Mapping[str, Sequence[float]]]) -> list[Difference]:
    found = []
    for metric in COMPARED:
        for a, b in combinations(values, 2):
            by = difference(values[a][metric], values[b][metric])
            found.append(Difference(a, b, metric, by, verdict(by)))
    return found
