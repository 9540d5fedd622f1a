from collections.abc import Callable

import pytest

from rtsim.scenario import Scenario
from rtsim.scenario.measures import METRICS, Measure
from rtsim.scenario.slo import read_limit

Load = Callable[..., Scenario]


@pytest.mark.parametrize(
    ("metric", "written", "operator", "value"),
    [
        ("latency_s.p95", "<= 500 ms", "<=", 0.5),
        ("latency_s.p999", "<1 s", "<", 1.0),
        ("server.queue_wait_s.p95", "<= 5 ms", "<=", 0.005),
        ("server.cpu_s", "<= 5 min", "<=", 300.0),
        ("server.utilisation", "<= 70 %", "<=", 0.7),
        ("requests.empty_share", ">= 0.9", ">=", 0.9),
        ("requests.per_second", "< 600 / min", "<", 10.0),
        ("messages.lost", "<= 0", "<=", 0.0),
        ("server.memory_max_bytes", "<= 1 GB", "<=", 1e9),
        ("traffic.per_client_bit_s", "<= 1 kbit/s", "<=", 1000.0),
        ("traffic.up_bytes", "> 1 kB", ">", 1000.0),
    ],
)
def test_a_limit_is_read_in_the_units_of_its_measure(metric: str, written: str, operator: str, value: float) -> None:
    """The measure decides which units a limit may have."""
    limit = read_limit(metric, written)
    assert (limit.metric, limit.operator, limit.value) == (metric, operator, value)


@pytest.mark.parametrize(
    ("written", "below", "at", "above"),
    [
        ("<= 5", True, True, False),
        ("< 5", True, False, False),
        (">= 5", False, True, True),
        ("> 5", False, False, True),
    ],
)
def test_a_limit_is_met_on_its_side(written: str, *, below: bool, at: bool, above: bool) -> None:
    """Each relation holds on its own side of the value."""
    limit = read_limit("messages.lost", written)
    assert (limit.met_by(4.0), limit.met_by(5.0), limit.met_by(6.0)) == (below, at, above)


def test_limits_come_in_the_order_of_the_measures(load: Load) -> None:
    """The order in which limits are written says nothing."""
    text = "slo: {messages.lost: <= 0, latency_s: {p95: <= 1 s, mean: <= 1 s}, server.queue_wait_s: {p95: <= 1 s}}\n"
    metrics = [limit.metric for limit in load(text).slo]
    assert metrics == ["latency_s.mean", "latency_s.p95", "messages.lost", "server.queue_wait_s.p95"]


def test_every_measure_has_a_kind() -> None:
    """Times, sizes, shares, rates and bandwidths are told from plain numbers by the measure's name."""
    plain = {metric for metric in METRICS if Measure(metric).kind.name == "a number"}
    counted = ("messages.", "connections.", "requests.total", "requests.empty", "requests.messages_per_response",
               "faults.reconnects.", "faults.replayed", "faults.cut_", "faults.fell", "faults.syns_dropped",
               "faults.waiting")  # fmt: skip
    assert all(metric.startswith(counted) for metric in plain)
    assert "traffic.payload_bytes" not in plain
