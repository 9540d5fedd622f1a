from dataclasses import replace
from pathlib import Path

import pytest

from rtsim.advice.learned.tree import (
    NONE,
    Labelled,
    Leaf,
    Learned,
    Split,
    Unlearned,
    choice,
    following,
    labelled,
    learn,
    losses,
)
from rtsim.experiments.inputs import inputs
from tests.advice.flows import NETWORK, RATE, best, grid, point
from tests.breakeven.lines import Measured, question
from tests.experiments.sweeps import SCENARIO


def learned(points: list[Labelled]) -> Learned:
    """Learn a flow over both inputs."""
    found = learn((RATE, NETWORK), points)
    assert isinstance(found, Learned)
    return found


def test_a_rule_is_learned() -> None:
    """From points that follow a rule the flow is that rule, and it is right at all of them."""
    found = learned(grid(4))
    assert [choice(found.root, one.levels) for one in grid()] == [one.technique for one in grid()]
    assert found.seen.right.mean == found.unseen.right.mean == 1
    assert found.unseen.regret.mean == found.unseen.worst == 0
    assert found.counts == {"long-polling": 16, "short-polling": 16, "websocket": 16}
    assert found.constant.right.mean == pytest.approx(1 / 3)


def test_thresholds_lie_halfway_on_the_inputs_own_axis() -> None:
    """Between 1 / s and 10 / s the flow asks at their geometric mean, 3.16 / s, as the rates span a thousandfold."""
    points = [one for one in grid(4) if one.technique != "long-polling"]
    found = learned(points)
    assert isinstance(found.root, Split)
    assert found.root.question.text == "messages.rate <= 3.16 / s"
    assert found.root.yes == Leaf("short-polling", {"short-polling": 16})


def test_learning_is_reproducible() -> None:
    """The same points give the same flow, and the same estimate of what it is worth."""
    assert learned(grid()) == learned(grid())


def test_noise_is_pruned() -> None:
    """Verdicts that have nothing to do with the inputs leave no question, and are not foretold."""
    points = [
        point(RATE.values[number % 4], NETWORK.values[number % 3], ("sse", "websocket")[number * 7 % 5 % 2])
        for number in range(60)
    ]
    found = learned(points)
    assert isinstance(found.root, Leaf)
    assert found.unseen.right.mean <= found.constant.right.mean


def test_a_single_odd_point_is_no_leaf() -> None:
    """A point against the rule makes its leaf less pure, and no question of its own."""
    points = grid(4)
    points[0] = point(0.1, "lan", "websocket", other="short-polling")
    found = learned(points)
    assert choice(found.root, points[0].levels) == best(0.1, "lan")
    assert found.seen.right.mean == pytest.approx(47 / 48)
    assert found.seen.worst == pytest.approx(0.5)


def test_leaves_hold_all_points() -> None:
    """Each point is behind one leaf, and where wrong choices cost alike a leaf's technique is its commonest verdict."""

    def leaves(node: Leaf | Split) -> list[Leaf]:
        return [node] if isinstance(node, Leaf) else [*leaves(node.yes), *leaves(node.no)]

    found = leaves(learned(grid()).root)
    assert sum(leaf.points for leaf in found) == len(grid())
    assert all(leaf.counts[leaf.technique] == max(leaf.counts.values()) for leaf in found)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (grid()[:3], "3 points are too few to learn from: it takes 20"),
        ([point(1, "lan", "sse", "websocket")] * 40, "the verdict is sse at every point"),
        ([point(1, "lan", NONE)] * 40, "every technique is ruled out at every point"),
        (
            [*[point(1, "lan", "websocket")] * 40, *[point(10, "lan", "sse", "websocket")] * 4],
            "sse at 4 of 44 points are too few to learn from: it takes 5 of a kind",
        ),
    ],
)
def test_what_cannot_be_learned_is_said(points: list[Labelled], said: str) -> None:
    """Too few points, or of one kind only, teach nothing; the counts are told all the same."""
    found = learn((RATE, NETWORK), points if len(points) != 3 else [*points[:2], point(10, "lan", "websocket")])
    assert isinstance(found, Unlearned)
    assert found.reason == said
    assert sum(found.counts.values()) == len(points)


def test_without_an_input_nothing_is_learned() -> None:
    """An experiment in which nothing varies has no question to ask."""
    assert isinstance(learn((), grid()), Unlearned)


def test_rare_verdicts_do_not_stop_the_rest() -> None:
    """A verdict at two points is counted, and the others are learned."""
    found = learned([*grid(4), *[point(0.1, "wifi", "sse", "websocket")] * 2])
    assert found.counts["sse"] == 2


def test_following_counts_regret_and_what_is_ruled_out() -> None:
    """The best choice has no regret, another has its ratio, and what is ruled out has none and is counted."""
    points = [
        point(1, "lan", "websocket"),
        point(1, "lan", "websocket", ratio=1.2),
        point(1, "lan", "short-polling", "long-polling"),
        point(1, "lan", NONE),
    ]
    known = following(["websocket", "sse", "sse", "sse"], points)
    assert known.right.mean == 0.25
    assert 0.01 < known.right.low < 0.25 < known.right.high < 0.75
    assert known.regret.mean == pytest.approx(0.1)
    assert known.worst == pytest.approx(0.2)
    assert known.ruled_out == 0.5
    nothing = following([NONE], [replace(points[3])])
    assert (nothing.right.mean, nothing.ruled_out, nothing.regret.known) == (1, 0, False)
    assert following([NONE], points[:1]).ruled_out == 1


def test_losses_are_what_a_choice_costs_more() -> None:
    """The verdict loses nothing, another what it costs more, and what is ruled out as much as the costliest of all."""
    points = [point(1, "lan", "websocket", ratio=1.5), point(1, "lan", "websocket", ratio=4.0), point(1, "lan", NONE)]
    assert losses(points, ("websocket", "sse", NONE)).tolist() == [[0, 0.5, 3], [0, 3, 3], [3, 3, 0]]
    assert losses(points[:1], ("websocket", "long-polling")).tolist() == [[0, 1]]


def test_a_leaf_may_have_another_technique_than_the_commonest() -> None:
    """Where most verdicts win by little and some by a lot, the flow follows those: it is to cost little."""
    dear = [point(rate, "lan", "websocket", ratio=3.0) for rate in RATE.values for _ in range(5)]
    cheap = [point(rate, "lan", "sse", other="websocket", ratio=1.01) for rate in RATE.values for _ in range(7)]
    found = learned([*dear, *cheap])
    assert isinstance(found.root, Leaf)
    assert (found.root.technique, found.always) == ("websocket", "websocket")
    assert found.root.purity == pytest.approx(5 / 12)
    assert found.unseen.regret.mean < 0.01


def test_each_point_has_its_verdict(tmp_path: Path) -> None:
    """A limit that nothing keeps leaves no technique; otherwise the best one costs 1, and no other less."""
    limits = [{"latency_s.mean": "<= 1 ms"}, {"latency_s.mean": "<= 10 s"}]
    asked = question(tmp_path, {"slo": limits, "clients.count": [6, 9]}, SCENARIO)
    measured = Measured(asked, tmp_path)
    varied = inputs(point.written for point in measured.points)
    found = labelled(varied, zip(measured.points, measured(measured.points), strict=True))
    assert [one.technique == NONE for one in found] == [True, True, False, False]
    assert (found[0].scores, found[0].levels["clients.count"]) == ({}, 6)
    assert found[0].levels["slo"] == "{latency_s.mean: <= 1 ms}"
    for one in found[2:]:
        assert one.scores[one.technique] == min(one.scores.values()) == 1
