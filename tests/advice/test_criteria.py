from rtsim.advice.criteria import dominated
from tests.advice.evidences import costing, made

EQUAL = {"needs": {"weights": {"complexity": 0}}}


def test_worse_in_one_and_better_in_none_is_dominated() -> None:
    """Clearly more CPU and no difference elsewhere puts a technique behind."""
    costs = {"sse": costing([1, 1, 1], [2, 2.1, 2], [1, 2, 3]), "websocket": costing([1, 1, 1], [1, 1.1, 1], [1, 2, 3])}
    assert dominated(made(costs, **EQUAL), list(costs)) == {"sse": "websocket"}


def test_better_in_one_is_on_the_front() -> None:
    """More CPU for fewer bytes is a trade, not a defeat."""
    costs = {"sse": costing([1, 1], [2, 2], [1, 1]), "websocket": costing([1, 1], [1, 1], [2, 2])}
    assert not dominated(made(costs, **EQUAL), list(costs))


def test_a_difference_in_doubt_is_none() -> None:
    """What is lower in one replication and higher in another beats nobody."""
    costs = {"sse": costing([1, 3], [1, 1], [1, 1]), "websocket": costing([2, 1], [1, 1], [1, 1])}
    assert not dominated(made(costs, **EQUAL), list(costs))


def test_simplicity_is_an_axis() -> None:
    """At the same costs the simpler technique is better, unless complexity has no weight."""
    costs = {"sse": costing([1, 1], [1, 1], [1, 1]), "websocket": costing([1, 1], [1, 1], [1, 1])}
    assert dominated(made(costs), list(costs)) == {"websocket": "sse"}
    assert not dominated(made(costs, **EQUAL), list(costs))


def test_a_circle_leaves_everybody_on_the_front() -> None:
    """Each clearly better than the next in one thing, and in doubt in the others: nobody is put behind."""
    low, high, doubt = [1, 1, 1], [2, 2, 2], [1, 3, 1.5]
    costs = {
        "sse": costing(low, doubt, high),
        "websocket": costing(high, low, doubt),
        "long-polling": costing(doubt, high, low),
    }
    assert not dominated(made(costs, **EQUAL), list(costs))
