from math import exp, log

import pytest

from rtsim.advice.learned.features import Feature, Question, features, matrix
from rtsim.experiments.inputs import Input
from tests.advice.flows import NETWORK, RATE

LINEAR = Input("clients.count", (10, 30), numeric=True)
SWITCH = Input("needs.simple", ("true", "false"), numeric=False)


def test_numbers_are_columns_and_names_are_questions() -> None:
    """A number is one column, a name of three is three, and of two one says all."""
    found = features((RATE, LINEAR, NETWORK, SWITCH))
    assert [(one.input, one.value) for one in found] == [
        (RATE, ""), (LINEAR, ""), (NETWORK, "lan"), (NETWORK, "wifi"), (NETWORK, "slow-4g"), (SWITCH, "true"),
    ]  # fmt: skip


def test_rows_have_logarithms_where_ratios_matter() -> None:
    """A rate over three decades stands as its logarithm, a count over a factor of three as itself."""
    levels = {"messages.rate": 10.0, "clients.count": 20, "clients.network": "wifi", "needs.simple": "true"}
    (row,) = matrix(features((RATE, LINEAR, NETWORK, SWITCH)), [levels])
    assert row.tolist() == pytest.approx([log(10), 20, 1, 0, 1, 0])


@pytest.mark.parametrize(
    ("feature", "threshold", "question"),
    [
        (Feature(RATE), log(3), Question(RATE, exp(log(3)))),
        (Feature(LINEAR), 20.0, Question(LINEAR, 20.0)),
        (Feature(NETWORK, "lan"), 0.5, Question(NETWORK, "lan")),
    ],
)
def test_a_split_is_a_question_with_the_same_answers(feature: Feature, threshold: float, question: Question) -> None:
    """What lies at or below a column's threshold is what the question is answered yes for."""
    assert feature.question(threshold) == question
    for value in feature.input.values:
        levels = {feature.input.path: value}
        assert question.holds(levels) is (feature.of(levels) <= threshold)


def test_questions_read_as_people_write() -> None:
    """Numbers have their user's unit."""
    assert Question(Input("x", (1.0, 60.0), numeric=True, unit="/ min"), 0.2).text == "x <= 12 / min"
    assert Question(NETWORK, "slow-4g").text == "clients.network is slow-4g"
