from math import exp, inf, isnan

import pytest

from rtsim.advice.criteria import total_logs
from rtsim.advice.prediction import Prediction
from rtsim.advice.verdict import Evidence
from rtsim.analysis.comparison import compare
from rtsim.techniques import techniques
from tests.analysis.outcomes import OVERLOADED, SMALL, outcome, overloaded, small


def test_it_says_what_was_measured_where_it_was_measured() -> None:
    """At the scenario itself the prediction is the evidence: the ratios of costs are those of the verdict."""
    evidence = Evidence.of(small())
    prediction = Prediction(evidence, {name: techniques()[name] for name in evidence.names})
    cost = {name: prediction.outlook(evidence.scenario, name).cost for name in evidence.names}
    logs = {name: sum(of) / len(of) for name, of in total_logs(evidence, evidence.names).items()}
    for name in evidence.names:
        ratio = exp(cost[name] - cost["sse"])
        assert ratio == pytest.approx(exp(logs[name] - logs["sse"]), rel=0.02)


def test_it_is_close_at_another_point() -> None:
    """At four times the rate it is near what a simulation there comes to, and well within its margin."""
    evidence = Evidence.of(small())
    there = Evidence.of(compare(outcome(SMALL, messages={**SMALL["messages"], "rate": 0.8})))
    prediction = Prediction(evidence, {name: techniques()[name] for name in evidence.names})
    cost = {name: prediction.outlook(there.scenario, name).cost for name in there.names}
    logs = {name: sum(of) / len(of) for name, of in total_logs(there, there.names).items()}
    for name in there.names:
        assert abs((cost[name] - cost["sse"]) - (logs[name] - logs["sse"])) < 0.15


def test_an_overload_by_theory_has_no_end_of_cost() -> None:
    """Where the cores are asked for more than they can, a technique that was calm costs infinitely much."""
    calm = Evidence.of(compare(outcome(OVERLOADED, server={})))
    prediction = Prediction(calm, {"websocket": techniques()["websocket"]})
    outlook = prediction.outlook(overloaded().scenario, "websocket")
    assert (outlook.cost, outlook.stable) == (inf, False)


def test_what_was_overloaded_has_no_known_cost() -> None:
    """From an overloaded run nothing is known of a calmer one, which has to be simulated."""
    prediction = Prediction(Evidence.of(overloaded()), {"websocket": techniques()["websocket"]})
    calm = compare(outcome(OVERLOADED, server={})).scenario
    assert isnan(prediction.outlook(calm, "websocket").cost)
    assert not prediction.outlook(calm, "websocket").known
