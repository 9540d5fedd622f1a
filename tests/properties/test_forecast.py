from collections.abc import Iterator
from math import isfinite, isnan

import pytest
from hypothesis import given, note, settings

from rtsim.forecast.forecast import Forecast, Severity, forecast
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques
from tests.properties.scenarios import NAMES, Content, scenarios

GROWING = {"latency_mean_s", "latency_sup_s", "queue_wait_s"}
DIFFERENCES = {"compression_saves", "compression_cpu", "compression_memory"}
"""What compression adds or takes away: a share that leaves all saves less than nothing."""


def forecasts(content: Content) -> Iterator[Forecast]:
    """Forecast a scenario for each technique; the last one that is noted is the one that fails."""
    scenario = parse_scenario(content, techniques=settings_classes())
    for name in NAMES:
        note(name)
        yield forecast(scenario, techniques()[name])


@settings(max_examples=25, deadline=None)
@given(content=scenarios())
def test_every_scenario_has_a_forecast(content: Content) -> None:
    """Whatever is asked, values are numbers, none but differences negative, and only what is never steady infinite."""
    for expected in forecasts(content):
        for row in expected.rows:
            assert not isnan(row.value), row
            assert row.value >= 0 or row.key in DIFFERENCES, row
            assert isfinite(row.value) or (row.key in GROWING and not expected.stable), row
        assert expected.quantities.get("empty_share", 0.0) <= 1
        assert expected.stable == all(caution.severity is Severity.CLOSE for caution in expected.cautions)


@settings(max_examples=25, deadline=None)
@given(content=scenarios())
def test_a_bound_is_above_its_mean(content: Content) -> None:
    """Where latency has a bound, the mean lies below it; the parts of utilisation add up to the whole."""
    for expected in (each.quantities for each in forecasts(content)):
        if "latency_sup_s" in expected and isfinite(expected["latency_sup_s"]):
            assert expected["latency_mean_s"] <= expected["latency_sup_s"] * (1 + 1e-9)
        parts = [value for key, value in expected.items() if key.startswith("utilisation.")]
        assert sum(parts) == pytest.approx(expected["utilisation"])
