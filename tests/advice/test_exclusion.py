import re

from rtsim.advice.exclusion import exclusions
from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import compare
from tests.advice.evidences import costing, made
from tests.analysis.outcomes import SMALL, outcome

COSTS = costing([0.4, 0.6], [1, 1], [1, 1])


def test_a_missed_limit_rules_out() -> None:
    """A technique that misses a limit is not recommended, and the limit is named with the measure and its interval."""
    verdict = judge(Evidence.of(compare(outcome(SMALL, slo={"latency_s.p95": "<= 500 ms"}))))
    [reason] = [text for text in verdict.reasons if text.startswith("short-polling is ruled out")]
    assert re.search(r"latency_s.p95 is 4.\d+ s \(4.\d+ s to 4.\d+ s\), not <= 500 ms", reason)


def test_a_limit_that_the_mean_keeps_is_missed_by_the_interval() -> None:
    """A mean that keeps the limit does not do where the interval's upper end misses it, and that is said."""
    [one] = exclusions(made({"sse": COSTS}, slo={"latency_s.mean": "<= 600 ms"}), "sse")
    assert one.kind == "slo"
    assert one.text.endswith("not <= 600 ms beyond doubt")
    assert not exclusions(made({"sse": COSTS}, slo={"latency_s.mean": "<= 10 s"}), "sse")


def test_all_that_rules_out_is_told() -> None:
    """A browser and a limit at a time are two reasons."""
    found = made({"sse": COSTS}, slo={"latency_s.mean": "<= 1 ms"}, needs={"browsers": ["ie", "chrome"]})
    assert [one.kind for one in exclusions(found, "sse")] == ["browsers", "slo"]
    assert exclusions(found, "sse")[0].text == "not supported by ie"


def test_what_the_provider_does_not_carry_is_ruled_out() -> None:
    """A price book whose gateway passes no event stream on rules SSE out, and nothing that it does carry."""
    found = made({"sse": COSTS, "websocket": COSTS}, prices="api-gateway")
    assert [one.kind for one in exclusions(found, "sse")] == ["offer"]
    assert not exclusions(found, "websocket")


def test_what_an_overload_makes_of_latency_is_not_told_beside_it() -> None:
    """An overloaded technique's latency has no steady value, and a limit on it says nothing more."""
    found = made({"sse": COSTS}, ["sse"], slo={"latency_s.mean": "<= 1 ms"})
    assert [one.kind for one in exclusions(found, "sse")] == ["overload"]


def test_cores_that_are_idle_are_not_overloaded() -> None:
    """Where the cores have little to do, a link or a network card is what is said to be overloaded."""
    idle = made({"sse": {**COSTS, "server.utilisation": [0.01, 0.01]}}, ["sse"])
    busy = made({"sse": {**COSTS, "server.utilisation": [0.99, 0.99]}}, ["sse"])
    assert exclusions(idle, "sse")[0].text.startswith("a link, or the server's network card, is overloaded (the cores")
    assert exclusions(busy, "sse")[0].text.startswith("the server is overloaded (its cores are busy 99 %")


def test_what_is_not_delivered_rules_out() -> None:
    """A WebSocket server that refuses half the clients loses their messages, and is ruled out with their share."""
    verdict = judge(Evidence.of(compare(outcome(SMALL, techniques=["websocket"], server={"max_connections": 10}))))
    assert verdict.technique is None
    [reason] = verdict.reasons
    assert re.fullmatch(r"websocket is ruled out: [\d.]+ %.* of the deliveries owed are missing", reason)


def test_direction_rules_nothing_out() -> None:
    """SSE is simulated with POST beside it, so that clients that must send are no reason against it."""
    assert not exclusions(made({"sse": COSTS}, needs={"direction": "bidirectional"}), "sse")
