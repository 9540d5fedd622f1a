"""Money along a line: what each technique costs a month at a point, beside the measures of its runs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rtsim.experiments.samples import Sampled
from rtsim.money.bill import PER_MONTH
from rtsim.money.cost import monthly_costs
from rtsim.scenario import Scenario
from rtsim.techniques import Technique


def priced(sampled: Sampled, scenario: Scenario, techniques: Mapping[str, Technique[Any]]) -> Sampled:
    """Add each technique's monthly cost in each replication at the scenario's prices.

    It is not a number where the price book does not carry the technique. Where that is overloaded there is no cost, for
    there is no steady load to price, and without prices there is none at all.
    """
    prices = scenario.prices
    if prices is None:
        return sampled
    added = {
        name: {**of, PER_MONTH: monthly_costs(of, techniques[name], scenario, prices)}
        for name, of in sampled.values.items()
        if not sampled.overloaded[name]
    }
    return replace(sampled, values={**sampled.values, **added})
