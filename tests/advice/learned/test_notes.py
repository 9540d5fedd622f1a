import pytest

from rtsim.advice.learned.notes import hold
from rtsim.advice.learned.tree import Labelled

TALK, WATCH = ("real time needed: yes", "direction: bidirectional"), ("real time needed: no",)


def point(way: tuple[str, ...], notes: str, verdict: str, **scores: float) -> Labelled:
    """Give a point that the notes' flow leads to one technique, and its verdict to another."""
    return Labelled(
        {}, verdict, {verdict: 1.0} | {name.replace("_", "-"): of for name, of in scores.items()}, notes, way
    )


POINTS = [
    *[point(TALK, "websocket", "websocket", sse=1.0)] * 8,
    *[point(TALK, "websocket", "sse", websocket=1.1)] * 4,
    *[point(WATCH, "short-polling", "sse", short_polling=1.5)] * 9,
    *[point(WATCH, "short-polling", "sse")] * 3,
]


def test_a_branch_that_costs_more_is_contradicted() -> None:
    """Polls cost half as much again at nine points and are ruled out at three: there the flow should end at SSE."""
    talk, watch = hold(POINTS).branches
    assert (watch.contradicted, watch.notes, watch.proposed, watch.points) == (True, "short-polling", "sse", 12)
    assert (watch.by_notes.regret.mean, watch.by_notes.ruled_out) == (pytest.approx(0.5), 0.25)
    assert watch.by_proposal.right.mean == 1
    assert watch.verdicts == {"sse": 12}
    assert (talk.steps, talk.proposed) == (TALK, "sse")


def test_one_point_in_many_contradicts_nothing() -> None:
    """Where the notes' outcome costs more at one of twelve points, that is not more than its standard error."""
    points = [*[point(TALK, "websocket", "sse", websocket=1.0)] * 11, point(TALK, "websocket", "sse", websocket=1.4)]
    (branch,) = hold(points).branches
    assert (branch.contradicted, branch.by_notes.worst) == (False, pytest.approx(0.4))


def test_the_proposal_is_asked_about_points_it_was_not_chosen_from() -> None:
    """What is proposed is right at all points and costs nothing; the notes' flow is right at a third of them."""
    found = hold(POINTS)
    assert found.notes.right.mean == pytest.approx(1 / 3)
    assert found.proposal.right.mean == 1
    assert found.proposal.regret.mean == 0 < found.notes.regret.mean


def test_what_costs_no_more_is_left_as_the_notes_have_it() -> None:
    """Where the notes' outcome is the verdict, or as good, nothing is proposed in its place."""
    level = [point(TALK, "websocket", "sse", websocket=1.0)] * 6
    (branch,) = hold(level).branches
    assert (branch.contradicted, branch.by_notes.right.mean) == (False, 1.0)
    assert hold(level[:2]).proposal == hold(level[:2]).notes
