from math import inf, isnan

import pytest

from rtsim.advice.criteria import LATENCY, LOAD, MEMORY, TRAFFIC, mean_cost
from rtsim.advice.prediction import FORETOLD, MARGIN, Prediction, clearly_late, foreseen, ranked, settled
from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import compare
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from tests.analysis.outcomes import OVERLOADED, SMALL, outcome, overloaded, small


def test_it_says_what_was_measured_where_it_was_measured() -> None:
    """At the scenario itself the prediction is the evidence, criterion by criterion."""
    evidence = Evidence.of(small())
    prediction = Prediction(evidence, {name: techniques()[name] for name in evidence.names})
    for name in evidence.names:
        costs = prediction.outlook(evidence.scenario, name).costs
        for one in FORETOLD:
            assert costs[one.words] == pytest.approx(mean_cost(evidence, one, name))


def test_it_is_close_at_another_point() -> None:
    """At four times the rate it is near what a simulation there comes to, and well within its margin."""
    evidence = Evidence.of(small())
    there = Evidence.of(compare(outcome(SMALL, messages={**SMALL["messages"], "rate": 0.8})))
    prediction = Prediction(evidence, {name: techniques()[name] for name in evidence.names})
    for name in there.names:
        costs = prediction.outlook(there.scenario, name).costs
        for one in (LATENCY, LOAD, MEMORY, TRAFFIC):
            assert 1 / MARGIN < costs[one.words] / mean_cost(there, one, name) < MARGIN


def test_an_overload_by_theory_is_unstable() -> None:
    """Where the cores are asked for more than they can, a technique that was calm has latencies without end."""
    calm = Evidence.of(compare(outcome(OVERLOADED, server={})))
    prediction = Prediction(calm, {"websocket": techniques()["websocket"]})
    outlook = prediction.outlook(overloaded().scenario, "websocket")
    assert (outlook.costs[LATENCY.words], outlook.stable) == (inf, False)


def test_what_was_overloaded_has_no_known_cost() -> None:
    """From an overloaded run nothing is known of a calmer one, which has to be simulated."""
    known = {"websocket": techniques()["websocket"]}
    prediction = Prediction(Evidence.of(overloaded()), known)
    calm = compare(outcome(OVERLOADED, server={})).scenario
    outlook = prediction.outlook(calm, "websocket")
    assert all(map(isnan, outlook.costs.values()))
    assert settled(calm, {"websocket": outlook}, ranked(known, known)) is None


def needing(**matters: float) -> Scenario:
    """Give the small scenario with other differences that matter."""
    needs = small().scenario.needs.model_validate({"matters": matters})
    return small().scenario.model_copy(update={"needs": needs})


def test_theory_has_the_last_word_only_beyond_its_doubt() -> None:
    """What the simulation decides by far theory settles; a difference that just matters it leaves open."""
    evidence = Evidence.of(small())
    prediction = Prediction(evidence, techniques())
    ranks = ranked(techniques(), evidence.names)
    outlooks = {name: prediction.outlook(evidence.scenario, name) for name in evidence.names}
    decided = settled(evidence.scenario, outlooks, ranks)
    assert decided is not None
    assert decided.pick == judge(evidence).technique == foreseen(evidence.scenario, outlooks, ranks).pick
    apart = outlooks["sse"].costs[LATENCY.words] - outlooks["websocket"].costs[LATENCY.words]
    assert settled(needing(latency=apart / 1.2, traffic=1e6), outlooks, ranks) is None
    assert settled(needing(latency=apart * 10, traffic=1e6), outlooks, ranks) is not None


def test_what_theory_puts_clearly_late_need_not_be_simulated() -> None:
    """Polls every five seconds are late beyond theory's doubt; with a limit that gives them time they are not."""
    evidence = Evidence.of(small())
    prediction = Prediction(evidence, techniques())
    outlooks = {name: prediction.outlook(evidence.scenario, name) for name in evidence.names}
    assert clearly_late(evidence.scenario, outlooks) == {"short-polling"}
    patient = evidence.scenario.needs.model_validate({"in_time": 10})
    assert clearly_late(evidence.scenario.model_copy(update={"needs": patient}), outlooks) == frozenset()


def test_money_is_not_foretold_and_so_settles_nothing() -> None:
    """Where a bill may matter theory has no last word, and what it says all the same holds nothing against anyone."""
    priced = Evidence.of(compare(outcome(SMALL, prices="servers")))
    prediction = Prediction(priced, techniques())
    outlooks = {name: prediction.outlook(priced.scenario, name) for name in priced.names}
    ranks = ranked(techniques(), priced.names)
    assert settled(priced.scenario, outlooks, ranks) is None
    assert foreseen(priced.scenario, outlooks, ranks).pick == judge(Evidence.of(small())).technique
