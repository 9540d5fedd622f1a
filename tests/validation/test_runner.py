from dataclasses import replace

import pytest

from rtsim.validation.catalogue import cases, validate
from tests.validation.planted import CASE, QUANTITY, planted

QUICK = ["set-up/kept-connection", "bytes/websocket-125", "fan-out/periodic-websocket", "rfc-6455/frames"]


def test_rows_do_not_depend_on_workers() -> None:
    """One worker or two, in whatever order the cases are named: the same rows, in the catalogue's order."""
    here = validate(QUICK)
    assert repr(validate(reversed(QUICK), workers=2)) == repr(
        here
    )  # intervals that are no numbers are equal to nothing
    assert list(dict.fromkeys(row.case for row in here)) == [name for name in cases() if name in QUICK]


def test_progress_is_told() -> None:
    """Every case is told once when it is done."""
    told: list[str] = []
    validate(QUICK, progress=told.append)
    assert sorted(told) == sorted(QUICK)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_wrong_expectation_fails(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted wrong value makes exactly its own row fail."""
    monkeypatch.setattr("rtsim.validation.catalogue.cases", planted)
    rows = validate(planted(), workers)
    assert [(row.case, row.quantity) for row in rows if row.passed is False] == [(CASE, QUANTITY)]
    assert len(rows) == 5


def test_a_simulated_value_that_is_wrong_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison looks at the simulation: against another case's expectations a run fails."""
    websocket, poisson = cases()["fan-out/periodic-websocket"], cases()["fan-out/just-stable"]
    mixed = replace(websocket, replications=poisson.replications)
    monkeypatch.setattr("rtsim.validation.catalogue.cases", lambda: {mixed.name: mixed})
    assert [row.quantity for row in validate([mixed.name]) if row.passed is False] == ["utilisation of the core"]
