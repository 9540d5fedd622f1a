import re
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.advice.verdict import Evidence, Verdict, judge
from rtsim.analysis.comparison import compare
from tests.advice.evidences import costing, made
from tests.analysis.outcomes import SMALL, outcome, overloaded, silent, small

NAMES = ("short-polling", "long-polling", "websocket", "sse")
COST = st.floats(1e-3, 1e3)


def judged(**changes: object) -> Verdict:
    """Judge the small scenario with changes."""
    return judge(Evidence.of(compare(outcome(SMALL, **changes))))


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """Make up evidence of any costs in one to four replications."""
    count = draw(st.integers(1, 4))
    column = st.lists(COST, min_size=count, max_size=count)
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    return made({name: costing(draw(column), draw(column), draw(column)) for name in names})


@settings(max_examples=60)
@given(evidence())
def test_nothing_costs_less_than_the_best(found: Evidence) -> None:
    """All ratios of costs to the best's are at least 1, and its own is exactly 1."""
    verdict = judge(found)
    assert verdict.scores[str(verdict.technique)].mean == 1.0
    assert min(score.mean for score in verdict.scores.values()) >= 1 - 1e-12
    assert set(verdict.scores) == set(found.names)


@settings(max_examples=60)
@given(evidence())
def test_the_front_is_never_empty(found: Evidence) -> None:
    """Whatever the costs, somebody is on the Pareto front, and who is not is beaten by somebody."""
    verdict = judge(found)
    assert verdict.pareto
    assert set(verdict.pareto) | set(verdict.dominated) == set(found.names)
    assert not set(verdict.pareto) & set(verdict.dominated)


@settings(max_examples=40)
@given(evidence(), COST)
def test_units_do_not_matter(found: Evidence, factor: float) -> None:
    """Counting everybody's bytes in another unit changes no score and no confidence."""
    scaled = {
        name: {metric: [factor * one for one in of] if "_bytes" in metric else of for metric, of in metrics.items()}
        for name, metrics in found.samples.items()
    }
    before, after = judge(found), judge(Evidence(found.scenario, scaled, found.overloaded))
    assert before.technique == after.technique
    for name, score in before.scores.items():
        assert after.scores[name].mean == pytest.approx(score.mean)


@settings(max_examples=40)
@given(evidence())
def test_without_weights_nothing_differs(found: Evidence) -> None:
    """With all weights zero every technique costs the same, and that is no difference."""
    weights = dict.fromkeys(("latency", "load", "traffic", "complexity"), 0)
    needs = found.scenario.needs.model_validate({"weights": weights})
    verdict = judge(Evidence(found.scenario.model_copy(update={"needs": needs}), found.samples, found.overloaded))
    assert {score.mean for score in verdict.scores.values()} == {1.0}
    assert verdict.confidence.word == ("no difference" if len(found.names) > 1 else "alone")
    assert set(verdict.pareto) == set(found.names)


def test_the_score_is_a_weighted_geometric_mean() -> None:
    """By hand: twice the latency (which counts twice), half the CPU, the same bytes, three times as complex."""
    costs = {"sse": costing([1, 1], [2, 2], [5, 5]), "websocket": costing([2, 2], [1, 1], [5, 5])}
    verdict = judge(made(costs, needs={"weights": {"latency": 2}}))
    assert verdict.technique == "sse"
    assert verdict.scores["websocket"].mean == pytest.approx(prod([2**2, 1 / 2, 1, 3]) ** (1 / 5))
    assert verdict.weights == {"latency": 2.0, "load": 1.0, "traffic": 1.0, "complexity": 1.0}


def test_pairs_make_a_verdict_sure() -> None:
    """Runs that differ much from one another, but always in the same ratio, leave no doubt."""
    costs = {"websocket": costing([1, 9], [1, 1], [1, 1]), "long-polling": costing([8, 72], [1, 1], [1, 1])}
    verdict = judge(made(costs, needs={"weights": {"complexity": 0}}))
    assert verdict.confidence.word == "sure"
    assert verdict.confidence.ratio.low == pytest.approx(2) == pytest.approx(verdict.confidence.ratio.high)


def test_a_ratio_that_may_be_one_is_no_difference() -> None:
    """Costs that are higher in one replication and lower in the next make no clear difference."""
    costs = {"websocket": costing([1, 1, 1], [1, 1, 1], [1, 1, 1]), "sse": costing([1.5, 0.9, 1], [1, 1, 1], [1, 1, 1])}
    verdict = judge(made(costs, needs={"weights": {"complexity": 0}}))
    assert (verdict.confidence.word, verdict.confidence.tied) == ("no difference", ("sse",))
    assert "no clear difference from sse: take what suits you better" in verdict.reasons


def test_a_difference_that_is_known_but_small_is_none() -> None:
    """One percent more is no clear difference, however sure it is."""
    costs = {"websocket": costing([1, 1], [1, 1], [1, 1]), "sse": costing([1.03, 1.03], [1, 1], [1, 1])}
    assert judge(made(costs, needs={"weights": {"complexity": 0}})).confidence.tied == ("sse",)


def test_one_technique_is_alone() -> None:
    """A verdict over one technique says that there is no other."""
    verdict = judge(made({"sse": costing([1, 2], [1, 2], [1, 2])}))
    assert (verdict.technique, verdict.confidence.word) == ("sse", "alone")
    assert "no other technique is left to choose from" in verdict.reasons


def test_an_overloaded_technique_needs_no_samples() -> None:
    """A point at which theory settled that a technique is overloaded can be judged without its runs."""
    found = made({"sse": costing([1, 2], [1, 2], [1, 2])})
    verdict = judge(Evidence(found.scenario, found.samples, {"sse": False, "websocket": True}))
    assert verdict.technique == "sse"
    assert verdict.excluded["websocket"][0].text == "the server is overloaded"


def test_replications_of_different_number_are_paired_as_far_as_they_go() -> None:
    """A sweep that repeats until it is precise has more runs of one technique than of another."""
    costs = {"sse": costing([1, 1, 50], [1, 1, 1], [1, 1, 1]), "long-polling": costing([4, 4], [4, 4], [4, 4])}
    assert judge(made(costs, needs={"weights": {"complexity": 0}})).scores["long-polling"].mean == pytest.approx(4)


def test_the_verdict_has_numbers_as_reasons() -> None:
    """A verdict names a technique and says what it costs, with intervals."""
    verdict = judge(Evidence.of(small()))
    assert verdict.technique in {"websocket", "sse"}
    assert any("on average" in reason and "ms" in reason for reason in verdict.reasons)
    costs = [reason for reason in verdict.reasons if "times as much" in reason]
    assert len(costs) == 3
    assert all(re.match(r"[a-z-]+ costs [\d.]+ \([\d.]+ to [\d.]+\) times as much", cost) for cost in costs)


def test_nothing_is_recommended_when_all_is_overloaded() -> None:
    """When the only technique is overloaded there is no recommendation, and the reason has its number."""
    verdict = judge(Evidence.of(overloaded()))
    assert verdict.technique is None
    [reason] = verdict.reasons
    assert re.fullmatch(r"websocket is ruled out: the server is overloaded \(its cores are busy 100 % .*\)", reason)


def test_nothing_published_rules_everything_out() -> None:
    """Without a message there is nothing to recommend by, and no reason is a number that is none."""
    verdict = judge(Evidence.of(silent()))
    assert (verdict.technique, verdict.confidence.word, verdict.pareto) == (None, "none", ())
    assert verdict.reasons[0] == "short-polling is ruled out: no message was published"
    assert not any("nan" in reason for reason in verdict.reasons)


def test_what_the_notes_word_decides_is_not_called_measured() -> None:
    """Where only complexity speaks for the best, the reason names the notes' word and no measurement."""
    costs = {"sse": costing([1.1, 1.1], [1, 1], [1, 1]), "websocket": costing([1, 1], [1, 1], [1, 1])}
    decides = "what decides for sse is the notes' word for complexity, Complex against Simple, and no measurement"
    assert f"the notes' flow ends at websocket; {decides}" in judge(made(costs)).reasons


def test_latency_does_not_count_without_real_time() -> None:
    """Where no real time is needed and only complexity and latency have weights, polling now and then costs least."""
    weights = {"traffic": 0, "load": 0, "complexity": 1, "latency": 1}
    verdict = judged(techniques=["short-polling", "websocket"], needs={"real_time": False, "weights": weights})
    assert verdict.technique == "short-polling"
    assert verdict.weights["latency"] == 0
    assert verdict.dominated == {"websocket": "short-polling"}


def test_a_disagreement_with_the_notes_names_what_decides() -> None:
    """When the measurements favour another technique than the flow, the criterion that decides is told with numbers."""
    verdict = judged(needs={"direction": "server-to-client"})
    assert verdict.flow.technique == "long-polling"
    [reason] = [reason for reason in verdict.reasons if reason.startswith("the notes' flow ends at long-polling")]
    assert re.search(r"the measurements favour \w+, most in traffic, [\d.]+ kB against [\d.]+ kB", reason)


def test_a_flow_that_ends_at_what_is_not_run_is_told() -> None:
    """Without WebSocket among the techniques, the flow's outcome is said to be missing."""
    found = made({"sse": costing([1, 2], [1, 2], [1, 2])})
    assert "the notes' flow ends at websocket, which this scenario does not run" in judge(found).reasons


def test_how_messages_go_up_is_told() -> None:
    """What has no way up of its own sends by POST, and the verdict says so where both ways are needed."""
    costs = {"sse": costing([1, 1], [1, 1], [1, 1])}
    told = "clients send by HTTP POST beside it, whose cost is counted"
    assert told in judge(made(costs)).reasons
    assert told not in judge(made(costs, needs={"direction": "server-to-client"})).reasons


def test_one_replication_leaves_it_open() -> None:
    """With one replication how sure a verdict is cannot be known, and nothing measured makes a technique dominated."""
    verdict = judge(made({"websocket": costing([1], [1], [1]), "long-polling": costing([5], [5], [5])}))
    assert verdict.confidence.word == "unknown"
    assert any("one replication gives no interval" in reason for reason in verdict.reasons)
    assert not verdict.dominated
