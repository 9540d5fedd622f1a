"""Where theory expects the boundary: the size up to which closed forms keep the limits, at which a search begins."""

from collections.abc import Callable
from math import isnan, nan
from typing import Any

from rtsim.capacity.trial import Resized
from rtsim.forecast.forecast import forecast
from rtsim.scenario import Scenario
from rtsim.techniques import Technique

BUSIEST = 0.95  # utilisation beyond which no queue is worth calling stable
FORECAST = {
    "server.utilisation": "utilisation",
    "latency_s.mean": "latency_mean_s",
    "latency_s.max": "latency_sup_s",
    "traffic.per_client_bit_s": "per_client_bit_s",
    "connections.open_max": "connections_open",
}
"""The measures of limits that a forecast knows, with its names for them."""


def expected_size(  # noqa: PLR0913 - a search's own
    scenario: Scenario, technique: Technique[Any], resized: Resized, least: int, most: int, *, grows: bool
) -> int:
    """Give the largest size that theory expects to keep the limits; the smallest where larger sizes do better."""

    def kept(size: int) -> bool:
        return _kept(resized(scenario, size), technique)

    if grows:
        return _last(lambda size: not kept(size), least, most)
    return _last(kept, least, most)


def _last(holds: Callable[[int], bool], least: int, most: int) -> int:
    """Give the last size for which something holds that holds up to some size; the least where it never does."""
    if holds(most):
        return most
    low, high = least, most
    while high - low > max(1, low // 100):
        middle = (low + high) // 2 if high < 4 * low else round((low * high) ** 0.5)
        middle = min(max(middle, low + 1), high - 1)
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _kept(scenario: Scenario, technique: Technique[Any]) -> bool:
    found = forecast(scenario, technique)
    told = found.quantities
    if not found.stable or told.get("utilisation", 0.0) > BUSIEST:
        return False
    known = [(limit, told.get(FORECAST.get(limit.metric, ""), nan)) for limit in scenario.slo]
    return all(isnan(value) or limit.met_by(value) for limit, value in known)
