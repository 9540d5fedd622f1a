import re
from math import isnan, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.advice.verdict import NEVER, Evidence, Verdict, judge, not_modelled
from rtsim.analysis.comparison import compare
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes
from tests.advice.evidences import costing, made, scenario
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
def test_ratios_stand_beside_the_pick(found: Evidence) -> None:
    """All ratios of costs are to those of the technique that is taken, whose own is exactly 1."""
    verdict = judge(found)
    assert verdict.scores[str(verdict.technique)].mean == 1.0
    assert set(verdict.scores) == set(found.names) - set(verdict.excluded)


@settings(max_examples=60)
@given(evidence())
def test_the_front_is_never_empty(found: Evidence) -> None:
    """Whatever the costs, somebody is on the Pareto front, and who is not is beaten by somebody."""
    verdict = judge(found)
    assert verdict.pareto
    assert set(verdict.pareto) | set(verdict.dominated) == set(found.names) - set(verdict.excluded)
    assert not set(verdict.pareto) & set(verdict.dominated)


@settings(max_examples=40)
@given(evidence())
def test_what_misses_a_limit_never_wins(found: Evidence) -> None:
    """Under a limit nothing is taken that misses it, and what is late is not taken while another one is in time."""
    limited = parse_scenario({**SMALL, "slo": {"latency_s.mean": "<= 2 s"}}, techniques=settings_classes())
    verdict = judge(Evidence(limited, found.samples, found.overloaded))
    for name in verdict.taken:
        assert found.estimate(name, "latency_s.mean").mean <= 2
    free = judge(found)
    late = {name for name in found.names if found.estimate(name, "latency_s.mean").mean > 1}
    assert not late & set(free.taken) or late == set(found.names)


@settings(max_examples=40)
@given(evidence())
def test_without_weights_nothing_differs(found: Evidence) -> None:
    """With all weights zero nothing matters, and all techniques are equals."""
    weights = dict.fromkeys(("latency", "load", "traffic", "complexity"), 0)
    needs = found.scenario.needs.model_validate({"weights": weights})
    verdict = judge(Evidence(found.scenario.model_copy(update={"needs": needs}), found.samples, found.overloaded))
    assert {score.mean for score in verdict.scores.values()} == {1.0}
    assert verdict.confidence.word == ("no difference" if len(found.names) > 1 else "alone")
    assert set(verdict.taken) == set(verdict.pareto) == set(found.names)


def test_the_ratio_is_a_weighted_geometric_mean() -> None:
    """By hand: half the latency (which counts twice), twice the CPU, the same bytes, three times as complex."""
    costs = {"sse": costing([1, 1], [2, 2], [5, 5]), "websocket": costing([2, 2], [1, 1], [5, 5])}
    verdict = judge(made(costs, needs={"weights": {"latency": 2}, "in_time": 5}))
    assert verdict.technique == "sse"
    assert verdict.scores["websocket"].mean == pytest.approx(prod([2**2, 1 / 2, 1, 3]) ** (1 / 5))
    assert verdict.weights == {"latency": 2.0, "load": 1.0, "traffic": 1.0, "complexity": 1.0}


def test_pairs_make_a_verdict_sure() -> None:
    """Runs that differ much from one another, but always in the same ratio, leave no doubt."""
    costs = {"websocket": costing([1, 9], [1, 1], [1, 1]), "long-polling": costing([8, 72], [1, 1], [1, 1])}
    verdict = judge(made(costs, needs={"in_time": 100}))
    assert (verdict.technique, verdict.confidence.word) == ("websocket", "sure")


def test_what_may_not_matter_is_close() -> None:
    """A difference that matters on average, and in one replication does not, is close and not sure."""
    costs = {"websocket": costing([0.1, 0.1], [1, 1], [1, 1]), "sse": costing([0.5, 0.15], [1, 1], [1, 1])}
    verdict = judge(made(costs))
    assert (verdict.technique, verdict.decision.step, verdict.confidence.word) == ("websocket", "best", "close")


def test_a_word_of_the_notes_is_never_sure() -> None:
    """Where only what it takes to build sets two apart the answer is either, and the simpler one is named."""
    costs = {"websocket": costing([0.1, 0.1], [1, 1], [1, 1]), "sse": costing([0.15, 0.15], [1, 1], [1, 1])}
    verdict = judge(made(costs))
    assert (verdict.technique, verdict.confidence.word, verdict.confidence.tied) == (
        "sse",
        "no difference",
        ("websocket",),
    )
    assert verdict.sentence == (
        "sse differs from websocket in nothing that matters, and is the simplest to build; websocket is next, and "
        "would be taken if 50 ms of latency mattered"
    )
    assert "no difference that matters from websocket: take what suits you better" in verdict.reasons


def test_costs_are_those_of_the_whole_population() -> None:
    """By hand: 20 clients, 20 s, 4 s of CPU, 10 kB down: a fifth of a core, 500 B a second, 1.3 GB a month of 730 h."""
    verdict = judge(made({"sse": costing([0.2], [4.0], [10_000.0])}))
    found = verdict.population["sse"]
    assert (found.latency, found.cores, found.memory) == (0.2, 0.2, 1e6)
    assert found.traffic == pytest.approx(500 * 730 * 3600)
    assert found.client_traffic == pytest.approx(found.traffic / 20)
    assert isnan(found.money)


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
    costs = {"sse": costing([0.1, 0.1, 0.5], [1, 1, 1], [1, 1, 1]), "long-polling": costing([0.4, 0.4], [4, 4], [4, 4])}
    assert judge(made(costs, needs={"weights": {"complexity": 0}})).scores["long-polling"].mean == pytest.approx(4)


def test_the_verdict_has_numbers_as_reasons() -> None:
    """A verdict names a technique, says first what decided, then what it costs, with intervals."""
    verdict = judge(Evidence.of(small()))
    assert verdict.technique in {"websocket", "sse"}
    assert verdict.reasons[0] == verdict.sentence
    assert any("on average" in reason and "ms" in reason for reason in verdict.reasons)
    costs = [reason for reason in verdict.reasons if "times as much" in reason]
    assert len(costs) == len(verdict.scores) - 1
    assert all(re.search(r"it costs [\d.]+ \([\d.]+ to [\d.]+\) times as much", cost) for cost in costs)


def test_nothing_is_recommended_when_all_is_overloaded() -> None:
    """When the only technique is overloaded there is no recommendation, and the reason has its number."""
    verdict = judge(Evidence.of(overloaded()))
    assert verdict.technique is None
    [reason] = verdict.reasons
    assert re.fullmatch(r"websocket is ruled out: the server is overloaded \(its cores are busy 100 % .*\)", reason)
    assert verdict.sentence == "every technique is ruled out"


def test_nothing_published_rules_everything_out() -> None:
    """Without a message there is nothing to recommend by, and no reason is a number that is none."""
    verdict = judge(Evidence.of(silent()))
    assert (verdict.technique, verdict.confidence.word, verdict.pareto) == (None, "none", ())
    assert verdict.reasons[0] == "short-polling is ruled out: no message was published"
    assert not any("nan" in reason for reason in verdict.reasons)


def test_latency_does_not_count_without_real_time() -> None:
    """Where no real time is needed, polling now and then is neither late nor worse."""
    verdict = judged(techniques=["short-polling", "websocket"], needs={"real_time": False, "weights": {"traffic": 0}})
    assert verdict.weights["latency"] == 0
    assert verdict.taken == ("short-polling", "websocket")


def test_a_disagreement_with_the_notes_names_what_decides() -> None:
    """Where the flow ends elsewhere it is said whether its outcome is ruled out, as good, or worse in what."""
    costs = {"sse": costing([0.1, 0.1], [1, 1], [1, 1]), "websocket": costing([0.1, 0.1], [1, 1], [1e6, 1e6])}
    assert "the notes' flow ends at websocket, which is worse here in traffic" in judge(made(costs)).reasons
    level = {**costs, "websocket": costs["sse"]}
    assert (
        "the notes' flow ends at websocket, which is no worse here in anything that matters"
        in judge(made(level)).reasons
    )
    late = {**costs, "websocket": costing([2, 2], [1, 1], [1, 1])}
    assert "the notes' flow ends at websocket, which is ruled out here" in judge(made(late)).reasons


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
    verdict = judge(made({"websocket": costing([0.1], [1], [1]), "long-polling": costing([0.5], [1], [1])}))
    assert verdict.confidence.word == "unknown"
    assert any("one replication gives no interval" in reason for reason in verdict.reasons)
    assert not verdict.dominated


def test_what_the_next_one_would_have_to_cost_is_told() -> None:
    """Of one that is worse it is said down to what it would have to come, and of one that is ruled out that it is."""
    costs = {"websocket": costing([0.1, 0.1], [1, 1], [1, 1]), "sse": costing([0.5, 0.5], [1, 1], [1, 1])}
    assert judge(made(costs)).sentence == (
        "nothing is as good as websocket in all that matters: sse is 400 ms later; sse is next, and would have to come "
        "down to 200 ms of latency (now 500 ms)"
    )
    only = judge(made({"sse": costs["sse"], "websocket": costs["websocket"]}, ["websocket"]))
    assert only.sentence == (
        "sse is the only one that is not ruled out; websocket is next, and would have to get around what rules it out"
    )
    late = judge(made({**costs, "sse": costing([1.5, 1.5], [1, 1], [1, 1])}))
    assert late.sentence == (
        "websocket is the only one that is in time; sse is next, and would do if 1 s were not the limit"
    )
    assert (
        judge(made({"sse": costs["sse"]})).sentence
        == "sse is the only one that is not ruled out; there is no other one"
    )


def test_the_weight_that_turns_a_trade_is_told_and_turns_it() -> None:
    """Where weights decide, the sentence says which weight would have to be how large, and with that it turns."""
    costs = {"websocket": costing([0.1, 0.1], [80, 80], [1, 1]), "sse": costing([0.7, 0.7], [1, 1], [1, 1])}
    verdict = judge(made(costs))
    assert verdict.decision.step == "weights"
    [told] = re.findall(
        r"; (\S+) is next, and would come first if (\w+) weighed ([\d.]+) times as much", verdict.sentence
    )
    turned = judge(made(costs, needs={"weights": {told[1]: 1.01 * float(told[2])}}))
    assert turned.technique == told[0] != verdict.technique


def test_what_a_scenario_leaves_out_is_told() -> None:
    """No TLS, no loss and one node are told, and so is what rtsim models for nobody."""
    told = not_modelled(scenario())
    assert {"encryption (wire.tls is none)", "packet loss (no client's link loses any)", *NEVER} <= set(told)


def test_what_a_scenario_has_is_not_told() -> None:
    """A scenario with TLS, compression, a lossy link and two nodes leaves none of them out."""
    clients = {"count": 20, "connect_over": 2, "network": {"latency": 0.02, "loss": 0.01}}
    wire = {"tls": 1.3, "compression": {"messages": "gzip", "ratio": 0.4}}
    told = " ".join(not_modelled(scenario(wire=wire, clients=clients, server={"nodes": 2})))
    assert not any(word in told for word in ("wire.", "packet loss", "server.nodes"))


def test_a_way_up_that_nobody_uses_is_told() -> None:
    """Needs that say both ways and messages from the server alone leave what clients send out."""
    messages = {"from": "server", "to": "everyone", "rate": 1}
    assert not_modelled(scenario(messages=messages))[0].startswith("what clients send")
    needs = {"direction": "server-to-client"}
    assert not not_modelled(scenario(messages=messages, needs=needs))[0].startswith("what clients send")
