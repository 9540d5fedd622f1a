"""The JSON of forecasts: what theory expects, with the formulas behind it."""

from collections.abc import Sequence
from typing import Any

from rtsim.forecast.premises import premise_warnings
from rtsim.forecast.rows import Forecast, Row, place
from rtsim.report.documents.numbers import identity, plain
from rtsim.scenario import Scenario


def forecast_document(scenario: Scenario, forecasts: Sequence[Forecast]) -> dict[str, Any]:
    """Give the JSON document: values in base units, null where there is no steady one."""
    told = {
        **identity(scenario),
        "warnings": premise_warnings(scenario),
        "techniques": {forecast.technique: _technique(forecast) for forecast in forecasts},
    }
    return dict(plain(told))


def _technique(forecast: Forecast) -> dict[str, Any]:
    return {
        "rows": [_row(expected) for expected in sorted(forecast.rows, key=place)],
        "quantities": {key: float(value) for key, value in forecast.quantities.items()},
        "warnings": [f"{caution.severity.value}: {caution.text}" for caution in forecast.cautions],
        "stable": forecast.stable,
    }


def _row(expected: Row) -> dict[str, Any]:
    return {
        "key": expected.key,
        "quantity": expected.quantity,
        "value": float(expected.value),
        "unit": expected.unit.value,
        "formula": expected.formula,
        "source": expected.source,
        "applies": expected.applies,
        "why_not": expected.doubts,
    }
