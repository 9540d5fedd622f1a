"""Replications: how many a part of an experiment needs, from what its measure came to so far."""

from collections.abc import Sequence

from rtsim.experiments.estimates import estimate
from rtsim.scenario.experiment import FEWEST_REPLICATIONS, Until


def due(rule: int | Until, values: Sequence[float]) -> int:
    """Give how many replications are wanted, `values` being the measure in the first ones, in their order.

    With a precision to reach, batches grow by half; the answer depends on values alone, never on which came first, so
    that an interrupted experiment ends where an undisturbed one does (Law, Simulation Modeling and Analysis, 9.4.1).

    >>> due(5, []), due(Until(until=0.1), []), due(Until(until=0.1), [1.0, 1.0, 1.0]), due(Until(until=0.1), [1, 2, 3])
    (5, 3, 3, 4)
    """
    if not isinstance(rule, Until):
        return rule
    wanted = FEWEST_REPLICATIONS
    while wanted < rule.at_most and wanted <= len(values) and not estimate(values[:wanted]).is_within(rule.until):
        wanted = min(rule.at_most, wanted + wanted // 2)
    return wanted
