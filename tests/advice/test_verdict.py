import re

from rtsim.advice.verdict import judge
from rtsim.analysis.comparison import compare
from tests.analysis.outcomes import SMALL, outcome, overloaded, silent, small


def test_the_verdict_has_numbers_as_reasons() -> None:
    """A verdict names a technique and says what it costs."""
    verdict = judge(small())
    assert verdict.technique in {"websocket", "sse"}
    assert any("on average" in reason and "ms" in reason for reason in verdict.reasons)


def test_a_missed_limit_rules_out() -> None:
    """A technique that misses a limit is not recommended, and the limit is named."""
    comparison = compare(outcome(SMALL, slo={"latency_s.p95": "<= 500 ms"}))
    assert "short-polling is ruled out: latency_s.p95 is not <= 500 ms" in judge(comparison).reasons


def test_a_browser_without_event_source_rules_sse_out() -> None:
    """Internet Explorer has no EventSource, as the notes say."""
    verdict = judge(compare(outcome(SMALL, needs={"browsers": ["ie"]})))
    assert "sse is ruled out: not supported by ie" in verdict.reasons


def test_nothing_is_recommended_when_all_is_overloaded() -> None:
    """When the only technique is overloaded there is no recommendation, and the reason is given."""
    verdict = judge(overloaded())
    assert verdict.technique is None
    assert verdict.reasons == ("websocket is ruled out: the server is overloaded",)


def test_latency_does_not_count_without_real_time() -> None:
    """Where no real time is needed and only complexity and load count, polling now and then costs least."""
    weights = {"traffic": 0, "load": 0, "complexity": 1, "latency": 1}
    changes = {"techniques": ["short-polling", "websocket"], "needs": {"real_time": False, "weights": weights}}
    assert judge(compare(outcome(SMALL, **changes))).technique == "short-polling"


def test_a_disagreement_with_the_notes_is_told() -> None:
    """When the measurements favour another technique than the flow, that is one of the reasons."""
    verdict = judge(compare(outcome(SMALL, needs={"direction": "server-to-client"})))
    assert verdict.flow.technique == "long-polling"
    assert any(reason.startswith("the notes' flow ends at long-polling") for reason in verdict.reasons)


def test_nothing_published_rules_everything_out() -> None:
    """Without a message there is nothing to recommend by, and no reason is a number that is none."""
    verdict = judge(silent())
    assert verdict.technique is None
    assert verdict.reasons[0] == "short-polling is ruled out: no message was published"
    assert not any("nan" in reason for reason in verdict.reasons)


def test_what_is_not_delivered_rules_out() -> None:
    """A WebSocket server that refuses half the clients loses their messages, and is ruled out with their share."""
    verdict = judge(compare(outcome(SMALL, techniques=["websocket"], server={"max_connections": 10})))
    assert verdict.technique is None
    [reason] = verdict.reasons
    assert re.fullmatch(r"websocket is ruled out: [\d.]+ % of the deliveries owed are missing", reason)


def test_a_tie_is_called_one() -> None:
    """With one replication no difference is known, so the runner-up is not clearly different."""
    verdict = judge(compare(outcome(SMALL, techniques=["websocket", "sse"], replications=1)))
    other = {"websocket": "sse", "sse": "websocket"}[str(verdict.technique)]
    assert f"no clear difference from {other}" in verdict.reasons


def test_a_clear_difference_is_no_tie() -> None:
    """Polling every five seconds is clearly worse than pushing."""
    verdict = judge(compare(outcome(SMALL, techniques=["websocket", "short-polling"])))
    assert not any("no clear difference" in reason for reason in verdict.reasons)
