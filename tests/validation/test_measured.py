import pytest

from rtsim.validation.measured import NOT_REPRODUCED, measured_cases

CASES = {case.name: case for case in measured_cases()}


@pytest.mark.parametrize("name", CASES)
def test_a_real_server_s_measurement_is_reproduced(name: str) -> None:
    """Latency, requests and bytes are as near to the measurement as is asked for; what is not says why."""
    rows = CASES[name].run()
    assert not [row for row in rows if row.passed is False]
    judged = [row for row in rows if row.quantity not in {"median latency", "server CPU"}]
    assert all(row.passed or row.note for row in judged)
    assert any(row.passed for row in rows)


def test_a_busy_server_s_cpu_is_judged() -> None:
    """CPU is compared where the server was busy for more than a fifth of the time."""
    for name in ("measured/q-lp-n400-r1", "measured/q-sp-n800"):
        assert "±15 %" in {check.rule.words for check in CASES[name].checks if check.quantity == "server CPU"}


def test_what_is_not_reproduced_belongs_to_a_case() -> None:
    """Each excuse names a case and one of its measures."""
    assert {f"measured/{name}" for name, _ in NOT_REPRODUCED} <= set(CASES)
    assert sum(bool(check.note) for case in CASES.values() for check in case.checks) == len(NOT_REPRODUCED)
