from math import isnan
from pathlib import Path

import pytest

from rtsim.breakeven.money import priced
from rtsim.experiments.samples import Sampled
from rtsim.money.bill import PER_MONTH
from rtsim.money.cost import monthly_cost
from rtsim.techniques import techniques
from tests.breakeven.lines import BYTES, Measured, question


@pytest.fixture
def found(tmp_path: Path) -> tuple[Measured, list[Sampled]]:
    """Give two points with prices and what they came to."""
    scenario = {**BYTES, "duration": 60, "prices": "api-gateway", "techniques": ["short-polling", "websocket", "sse"]}
    measured = Measured(question(tmp_path, {"clients.count": [2, 4]}, scenario, replications=2), tmp_path)
    return measured, measured(measured.points)


def test_the_cost_of_each_replication_is_that_of_its_run(found: tuple[Measured, list[Sampled]]) -> None:
    """Each replication's cost is what its own measures cost; a technique that the book does not carry has none."""
    measured, samples = found
    scenario = measured.points[0].scenario
    known = priced(samples[0], scenario, techniques())
    assert scenario.prices is not None
    for number, cost in enumerate(known.values["websocket"][PER_MONTH]):
        run = {path: values[number] for path, values in samples[0].values["websocket"].items()}
        assert cost == monthly_cost(run, techniques()["websocket"], scenario, prices=scenario.prices).per_month > 0
    assert all(map(isnan, known.values["sse"][PER_MONTH]))


def test_overload_and_no_prices_leave_no_cost(found: tuple[Measured, list[Sampled]]) -> None:
    """An overloaded technique has no steady load to price, and a scenario without prices has no cost."""
    measured, samples = found
    scenario = measured.points[0].scenario
    over = Sampled(samples[0].values, {"short-polling": True, "websocket": False, "sse": False})
    assert PER_MONTH not in priced(over, scenario, techniques()).values["short-polling"]
    assert priced(over, scenario.model_copy(update={"prices": None}), techniques()) == over
