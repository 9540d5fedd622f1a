import json
from typing import Any

import pytest

from rtsim.advice.verdict import judge
from rtsim.analysis.comparison import compare
from rtsim.analysis.contrast import Part, Side, contrasts
from rtsim.analysis.sides import NotADocumentError, side_of_document, side_of_outcome
from rtsim.report.document import document
from tests.analysis.outcomes import SMALL, outcome, overloaded, small


def side(**changes: Any) -> Side:
    """Take the outcome of a small world with these changes."""
    return side_of_outcome("side", outcome(SMALL, techniques=["websocket"], **changes))


def test_the_same_messages_make_pairs() -> None:
    """A change that leaves the messages as they are gives pairs: another link, not another seed, rate or number."""
    base = side()
    clients = {**SMALL["clients"], "network": {"latency": 0.025}}
    assert {one.paired for one in contrasts(base, side(clients=clients))} == {True}
    for changes in ({"seed": 2}, {"replications": 2}, {"messages": {**SMALL["messages"], "rate": 0.3}}):
        assert {one.paired for one in contrasts(base, side(**changes))} == {False}


def test_a_world_does_not_differ_from_itself() -> None:
    """The same scenario twice shows no difference in any measure."""
    assert {one.verdict for one in contrasts(side(), side())} == {"no difference"}


def test_a_document_says_what_its_outcome_does() -> None:
    """The JSON of a run has the outcome's means and errors, without its pairs."""
    told = json.loads(json.dumps(document(small(), judge(small()), [])))
    known, read = side_of_outcome("a", small().outcome), side_of_document("b", told)
    assert set(read.parts) == set(known.parts)
    for part, evidence in read.parts.items():
        for metric, found in evidence.samples.items():
            expected = known.parts[part].samples[metric]
            assert (found.mean, found.error) == pytest.approx((expected.mean, expected.error), nan_ok=True)
    assert not any(one.paired for one in contrasts(known, read))


def test_one_replication_has_no_error() -> None:
    """A document of one replication gives means, and intervals nowhere."""
    comparison = compare(outcome(SMALL, techniques=["sse"], replications=1))
    read = side_of_document("b", json.loads(json.dumps(document(comparison, judge(comparison), []))))
    assert {found.count for found in read.parts[Part("", "sse")].samples.values()} == {1}


def test_overload_is_taken_along() -> None:
    """An outcome and its document both know that the technique was overloaded."""
    told = document(overloaded(), judge(overloaded()), [])
    for found in (side_of_outcome("a", overloaded().outcome), side_of_document("b", told)):
        assert found.parts[Part("", "websocket")].overloaded


@pytest.mark.parametrize(
    "wrong",
    [[], {}, 3, {"replications": 2, "techniques": []}, {"replications": 2, "techniques": {"sse": {"latency_s": 3}}}],
)
def test_what_is_no_document_is_refused(wrong: Any) -> None:
    """JSON of another kind is not taken for that of a run."""
    with pytest.raises(NotADocumentError):
        side_of_document("b", wrong)
