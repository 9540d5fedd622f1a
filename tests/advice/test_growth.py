from functools import cache

import pytest

from rtsim.advice.flips import Task
from rtsim.advice.growth import Growth, growth
from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.budget import Budget
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes
from tests.advice.evidences import costing, made
from tests.advice.pushing import MATTERS, PUSHES, SSE, WEBSOCKET, pushing
from tests.advice.test_worlds import probed


@cache
def found(seconds: float = 1e9) -> Growth:
    """Map the scenario whose techniques differ by the cost of a push."""
    return growth(pushing(), probed(pushing()), budget=Budget(seconds))


def test_the_border_is_where_it_can_be_worked_out() -> None:
    """SSE is taken where its pushes take no more of a core than what matters, WebSocket beyond, none in an overload."""
    assert found().axis is not None
    for spot in found().spots:
        if spot.how == "theory":
            pushes = spot.clients * spot.value
            costlier = pushes * (SSE - WEBSOCKET) > MATTERS
            overloaded = pushes * WEBSOCKET > 1
            assert spot.technique == (None if overloaded else "websocket" if costlier else "sse")


def test_near_the_border_theory_is_not_trusted() -> None:
    """What theory settles is clear of the border; what it does not is simulated, or left open, near it."""
    unsettled = [spot for spot in found().spots if spot.how != "theory"]
    assert unsettled
    assert all(0.3 < spot.clients * spot.value * (SSE - WEBSOCKET) / MATTERS < 4 for spot in unsettled)


def test_the_scenario_is_on_the_map() -> None:
    """The nearest point is the scenario itself, with its verdict."""
    own = found().spots[0]
    assert (own.clients, own.value) == (100, 100.0)
    assert own.technique == pushing().verdict.technique
    assert found().at(100, 100.0) is own
    assert found().counts == sorted(found().counts)
    assert len(found().spots) == len(found().counts) * len(found().values)


def test_what_cannot_be_mapped_says_why() -> None:
    """Without time, or where messages have no rate of their own, there is no map."""
    assert growth(pushing(), probed(pushing()), budget=Budget(0.0)).doubt == "the budget of time was spent"
    loop = parse_scenario(
        {
            "name": "loop",
            "clients": {"count": 4},
            "messages": {"process": "closed-loop", "closed-loop": {"concurrency": 1}},
        },
        techniques=settings_classes(),
    )
    evidence = Evidence(loop, made({"sse": costing([1], [1], [1])}).samples, {"sse": False})
    task = Task(evidence, judge(evidence))
    assert (
        growth(task, probed(pushing()), budget=Budget()).doubt == "messages of process closed-loop have no rate to vary"
    )


@pytest.mark.parametrize("value", [100.0])
def test_a_rate_to_everyone_does_not_grow_with_the_clients(value: float) -> None:
    """A rate to everyone is what each hears, and stays."""
    assert found().axis is not None
    assert found().axis.now == value
    assert not found().axis.grows


def test_a_total_grows_with_the_clients() -> None:
    """A rate to single clients is a total: as many times as many clients are pushed as many times as many messages."""
    total = pushing("one", PUSHES)
    grown = growth(total, probed(total), budget=Budget())
    assert grown.axis is not None
    assert grown.axis.grows
    settled = [spot for spot in grown.spots if spot.how == "theory" and spot.technique]
    assert {spot.clients for spot in settled} > {100, 200}
    for spot in settled:
        costlier = spot.value * spot.clients / grown.clients * (SSE - WEBSOCKET) > MATTERS
        assert spot.technique == ("websocket" if costlier else "sse")
