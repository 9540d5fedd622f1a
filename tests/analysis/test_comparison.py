import pytest

from rtsim.analysis.comparison import COMPARED, compare, keeps
from rtsim.analysis.estimates import Estimate
from rtsim.results import FAULT_MEASURES, MEASURES
from rtsim.scenario.measures import METRICS
from rtsim.scenario.slo import read_limit
from tests.analysis.outcomes import OVERLOADED, SMALL, outcome, overloaded, small


def test_every_measure_is_estimated() -> None:
    """Each technique has an estimate for each measure that a limit may be set on, and for no other."""
    assert {*MEASURES, *FAULT_MEASURES} == set(METRICS)
    assert all(set(estimates) == set(MEASURES) for estimates in small().estimates.values())


def test_every_pair_is_compared_in_every_measure() -> None:
    """Four techniques make six pairs."""
    assert len(small().differences) == 6 * len(COMPARED)


def test_paired_differences_are_those_of_the_means() -> None:
    """A paired difference's mean is the difference of the means."""
    for found in small().differences:
        a, b = (small().estimates[name][found.metric].mean for name in (found.a, found.b))
        assert found.difference.mean == pytest.approx(a - b, rel=1e-9, abs=1e-9)


def test_short_polling_is_later_than_websocket() -> None:
    """Polling every five seconds is slower than pushing, beyond doubt."""
    found = next(
        one for one in small().differences if (one.a, one.b, one.metric) == ("short-polling", "websocket", COMPARED[0])
    )
    assert found.verdict == "b lower"


@pytest.mark.parametrize(
    ("limit", "value", "met"),
    [
        ("<= 500 ms", Estimate(0.4, 0.3, 0.6), False),
        ("<= 500 ms", Estimate(0.4, 0.35, 0.45), True),
        (">= 500 ms", Estimate(0.6, 0.4, 0.8), False),
        (">= 500 ms", Estimate(0.6, 0.55, 0.65), True),
        ("<= 500 ms", Estimate(0.4, float("nan"), float("nan")), True),
        ("<= 500 ms", Estimate(float("nan"), float("nan"), float("nan")), False),
    ],
)
def test_a_limit_is_kept_by_the_interval_s_far_end(limit: str, value: Estimate, met: bool) -> None:  # noqa: FBT001
    """A limit counts as met when the whole interval keeps it."""
    assert keeps(read_limit("latency_s.p95", limit), value) is met


def test_limits_are_checked_for_each_technique() -> None:
    """A limit of half a second is kept by all but short polling."""
    checks = compare(outcome(SMALL, slo={"latency_s.p95": "<= 500 ms"})).checks
    assert {check.technique: check.met for check in checks} == {
        "short-polling": False,
        "long-polling": True,
        "websocket": True,
        "sse": True,
    }


def test_overload_is_told() -> None:
    """A server with twice the work that it can do is overloaded; a quiet one is not."""
    assert overloaded().overloaded == {"websocket": True}
    assert not any(small().overloaded.values())


def test_overload_meets_no_limit_on_what_grows() -> None:
    """However generous, a limit on latency, age or publish time is not met without a steady answer; others may be."""
    limits = {"latency_s.p95": "<= 1 h", "age_s.mean": "<= 1 h", "publish_s.max": "<= 1 h", "messages.lost": "<= 0"}
    checks = compare(outcome(OVERLOADED, slo=limits)).checks
    assert {check.limit.metric: check.met for check in checks} == dict.fromkeys(limits, False) | {"messages.lost": True}
