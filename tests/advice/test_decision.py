from dataclasses import replace
from itertools import pairwise, permutations, product
from math import exp, isclose, nan

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rtsim.advice.decision import Costs, Decision, Stake, Terms, behind, decide

NAMES = ("long-polling", "short-polling", "sse", "websocket")
RANKS = {"short-polling": 1.0, "sse": 1.0, "long-polling": 2.0, "websocket": 3.0}
STAKES = {"latency": Stake(0.1), "CPU": Stake(0.2), "traffic": Stake(1000.0)}
TERMS = Terms(stakes=STAKES, ranks=RANKS, clock="latency", in_time=1.0)
SOME = [some for count in (2, 3, 4) for some in permutations(NAMES, count)]  # one draw in place of many
# Costs that lie near one another in what matters are drawn as often as those that lie far apart.
STEPS = st.one_of(st.integers(0, 60).map(lambda tenths: tenths / 20), st.floats(0, 40))


@st.composite
def tables(draw: st.DrawFn) -> Costs:
    """Make up what some techniques cost."""
    names = draw(st.sampled_from(SOME))
    return {name: {one: TERMS.cost(one, draw(STEPS)) for one in STAKES} for name in names}


def weighing(latency: float, cpu: float, traffic: float, building: float) -> Terms:
    """Give the terms with other weights."""
    weights = {"latency": latency, "CPU": cpu, "traffic": traffic}
    return replace(TERMS, stakes={one: Stake(of.matter, weights[one]) for one, of in STAKES.items()}, building=building)


WEIGHTS = st.sampled_from([weighing(*of) for of in product(*[[0.25, 1.0, 3.0]] * 3, [0.0, 1.0])])


@settings(max_examples=250)
@given(tables(), WEIGHTS, st.sampled_from(list(STAKES)), st.floats(0, 30), st.data())
def test_what_gets_worse_never_wins_by_it(
    costs: Costs, terms: Terms, one: str, more: float, data: st.DataObject
) -> None:
    """A technique that is not taken is not taken either when it costs more in one criterion."""
    before = decide(costs, terms)
    name = data.draw(st.sampled_from(sorted(set(costs) - {before.pick})))
    worse = terms.cost(one, terms.steps(one, costs[name][one]) + more)
    after = decide({**costs, name: {**costs[name], one: max(worse, costs[name][one])}}, terms)
    assert after.pick != name


@settings(max_examples=1500)
@given(tables(), WEIGHTS, st.sampled_from(list(STAKES)), st.floats(0.01, 100))
def test_a_weight_of_what_is_equal_changes_nothing(costs: Costs, terms: Terms, one: str, factor: float) -> None:
    """Scaling the weight of a criterion in which all are equal changes neither the pick nor its equals."""
    level = {name: {**of, one: 0.05} for name, of in costs.items()}
    heavier = {**terms.stakes, one: Stake(terms.stakes[one].matter, factor * terms.stakes[one].weight)}
    before, after = decide(level, terms), decide(level, replace(terms, stakes=heavier))
    totals = sorted(before.total.values())
    assume(not any(isclose(a, b, abs_tol=1e-9) for a, b in pairwise(totals)))
    assert (before.step, before.pick, before.equals) == (after.step, after.pick, after.equals)


@settings(max_examples=1500)
@given(tables(), WEIGHTS, st.data())
def test_one_that_is_worse_in_everything_changes_nothing(costs: Costs, terms: Terms, data: st.DataObject) -> None:
    """Adding a technique that costs more than another one in everything, and is as hard to build, changes no pick."""
    model = data.draw(st.sampled_from(sorted(costs)))
    more = {one: terms.cost(one, terms.steps(one, cost) + data.draw(st.floats(0.001, 10))) for one, cost in
            costs[model].items()}  # fmt: skip
    ranks = {**terms.ranks, "worse": terms.ranks[model]}
    wider = decide({**costs, "worse": more}, replace(terms, ranks=ranks))
    assert wider.pick == decide(costs, terms).pick


@settings(max_examples=150)
@given(tables(), WEIGHTS)
def test_no_difference_below_what_matters_puts_anything_out(costs: Costs, terms: Terms) -> None:
    """Whatever is neither taken nor late is worse than another one by more than a step in something."""
    found = decide(costs, terms)
    assert found.pick not in found.late
    for name in set(found.total) - set(found.taken):
        reasons = [(one, other) for other in found.total for one in found.worse(name, other)]
        assert reasons
        for one, other in reasons:
            more = costs[name][one] - costs[other][one]
            assert more > 0.999999 * max(STAKES[one].matter, TERMS.share * costs[other][one])
    for name in found.equals:
        assert all(abs(found.steps[name][one] - found.steps[str(found.pick)][one]) <= 1 for one in STAKES)
        assert terms.ranks[name] >= terms.ranks[str(found.pick)] or not terms.building


@given(st.sampled_from(list(STAKES)), st.floats(0, 1e6))
def test_steps_and_costs_are_one_scale(one: str, steps: float) -> None:
    """The cost of so many steps is so many steps, up to where a computer has no more digits."""
    assume(steps < 5000)
    assert TERMS.steps(one, TERMS.cost(one, steps)) == pytest.approx(steps)


def test_a_step_is_what_matters_or_a_share() -> None:
    """From nothing a step is what matters; from ten times that on it is a ratio of a tenth, by its logarithm."""
    assert TERMS.steps("latency", 0.3) - TERMS.steps("latency", 0.2) == pytest.approx(1)
    assert TERMS.steps("latency", 2 * exp(0.1)) - TERMS.steps("latency", 2.0) == pytest.approx(1)
    assert TERMS.steps("latency", nan) == 0


def cost(latency: float, cpu: float = 0.01, traffic: float = 100.0) -> dict[str, float]:
    """Give costs by criterion."""
    return {"latency": latency, "CPU": cpu, "traffic": traffic}


def test_of_equals_the_simplest_is_taken() -> None:
    """Three that differ in nothing that matters will do, and the simplest is named; the fourth comes too late."""
    costs = {"sse": cost(0.07), "websocket": cost(0.03), "long-polling": cost(0.07), "short-polling": cost(2.6)}
    assert decide(costs, TERMS) == replace(
        decide(costs, TERMS),
        step="equals",
        pick="sse",
        equals=("websocket", "long-polling"),
        late=("short-polling",),
        runner_up="websocket",
    )
    assert decide(costs, replace(TERMS, building=0.0)).pick == "websocket"


def test_one_outlier_does_not_set_two_equals_apart() -> None:
    """That polls take next to no CPU says nothing between two that take nearly the same, while polls are late."""
    costs = {"sse": cost(0.02, cpu=0.42), "websocket": cost(0.02, cpu=0.3), "short-polling": cost(0.6, cpu=0.01)}
    found = decide(costs, TERMS)
    assert found.taken == ("sse", "websocket")
    assert found.worse("short-polling", "sse") == ("latency",)


def test_weights_decide_where_each_has_its_price() -> None:
    """Half a second against a core: which one is taken depends on what the two weigh."""
    costs = {"websocket": cost(0.03, cpu=1.2), "short-polling": cost(0.63, cpu=0.2)}
    quick, cheap = weighing(3, 1, 1, 1), weighing(1, 3, 1, 1)
    assert (decide(costs, quick).pick, decide(costs, cheap).pick) == ("websocket", "short-polling")
    assert {decide(costs, of).step for of in (quick, cheap)} == {"weights"}


def test_the_one_that_is_in_time_is_alone_with_nobody_beside_it() -> None:
    """Of two the late one is out; where both are late, lateness puts nobody out."""
    costs = {"sse": cost(0.5), "short-polling": cost(2.0)}
    assert (decide(costs, TERMS).step, decide(costs, TERMS).runner_up) == ("alone", "short-polling")
    slow = {name: cost(of["latency"] + 1) for name, of in costs.items()}
    assert decide(slow, TERMS).late == ()


def test_nothing_is_decided_about_nothing() -> None:
    """Without techniques there is no pick."""
    assert decide({}, TERMS) == Decision("none")


def test_what_does_not_matter_is_no_cost_in_a_ratio() -> None:
    """Large costs make a ratio as they are, small ones none: the geometric mean of both."""
    large = {"sse": cost(10.0, traffic=1e6), "websocket": cost(20.0, traffic=1e6)}
    found = decide(large, replace(TERMS, in_time=100.0))
    assert behind(found, "websocket", TERMS) == pytest.approx(2 ** (1 / 3))
    small = {"sse": cost(0.001, traffic=1e6), "websocket": cost(0.002, traffic=2e6)}
    assert behind(decide(small, TERMS), "websocket", TERMS) == pytest.approx(2 ** (1 / 3), rel=1e-3)
    assert behind(found, "sse", TERMS) == 1
