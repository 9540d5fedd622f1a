"""The JSON of a capacity: the sizes at each technique's edge, and what is hit first."""

from collections.abc import Sequence
from typing import Any

from rtsim.analysis.budget import Budget
from rtsim.capacity.capacity import Capacity
from rtsim.capacity.trial import Miss, Trial
from rtsim.report.documents.numbers import plain, repeated
from rtsim.report.text.capacity import capacity_warnings
from rtsim.scenario import Scenario


def capacity_document(scenario: Scenario, by: str, found: Sequence[Capacity], budget: Budget) -> dict[str, Any]:
    """Give what the JSON says; a trial that there is none of is null."""
    told = {
        **repeated(scenario),
        "by": by,
        "slo": {limit.metric: limit.text for limit in scenario.slo},
        "budget": budget.document(),
        "techniques": {
            one.technique: {
                "meets": one.meets and _trial(one.meets),
                "fails": one.fails and _trial(one.fails),
                "first_limit": one.first and _miss(one.first),
                "trials": one.trials,
                "confirmed": one.confirmed,
            }
            for one in found
        },
        "warnings": capacity_warnings(by, found),
    }
    return dict(plain(told))


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "size": trial.size,
        "replications": trial.replications,
        "overloaded": trial.overloaded,
        "missed": [_miss(miss) for miss in trial.misses],
        "measures": trial.estimates,
    }


def _miss(miss: Miss) -> dict[str, str]:
    return {"kind": miss.kind, "limit": miss.text, "metric": miss.metric}
