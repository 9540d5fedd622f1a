import pytest

from rtsim.experiments.point import override, text
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e-9, 1 / 3, 12345.678901234567])
def test_an_override_keeps_every_digit(value: float) -> None:
    """A number that is written as an override is read as the very same one."""
    content = {"name": "x", "clients": {"count": 9}}
    change = override("messages.rate", value)
    read = parse_scenario(content, techniques=settings_classes(), overrides=[change]).messages.rate
    assert read == value


def test_mappings_and_limits_are_values() -> None:
    """A link and a limit can vary as well as a number."""
    content = {"name": "x", "clients": {"count": 9}}
    changes = [override("clients.network", {"latency": "40 ms"}), override("slo.latency_s.p95", "<= 1 s")]
    read = parse_scenario(content, techniques=settings_classes(), overrides=changes)
    assert read.slo[0].value == 1
    assert text({"latency": "40 ms"}) == "{latency: 40 ms}"
