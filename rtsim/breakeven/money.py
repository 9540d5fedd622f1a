"""Money along a line: what each technique costs a month at a point, beside the measures of its runs."""

from collections.abc import Mapping
from dataclasses import replace
from math import nan
from typing import Any

from rtsim.experiments.samples import Sampled
from rtsim.money.bill import PER_MONTH
from rtsim.money.cost import monthly_cost, offer
from rtsim.scenario import Scenario
from rtsim.scenario.pricing import Prices
from rtsim.techniques import Technique


def priced(sampled: Sampled, scenario: Scenario, techniques: Mapping[str, Technique[Any]]) -> Sampled:
    """Add each technique's monthly cost in each replication at the scenario's prices.

    It is not a number where the price book does not carry the technique. Where that is overloaded there is no cost, for
    there is no steady load to price, and without prices there is none at all.
    """
    prices = scenario.prices
    if prices is None:
        return sampled
    values = {
        name: of if sampled.overloaded[name] else {**of, PER_MONTH: _costs(of, techniques[name], scenario, prices)}
        for name, of in sampled.values.items()
    }
    return replace(sampled, values=values)


def _costs(
    of: Mapping[str, tuple[float, ...]], technique: Technique[Any], scenario: Scenario, prices: Prices
) -> tuple[float, ...]:
    runs = [dict(zip(of, row, strict=True)) for row in zip(*of.values(), strict=True)]
    if not offer(technique, scenario, prices.terms).offered:
        return (nan,) * len(runs)
    return tuple(monthly_cost(run, technique, scenario, prices=prices).per_month for run in runs)
