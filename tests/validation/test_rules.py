from math import nan

import pytest

from rtsim.validation.rules import EXACT, REPORTED, Rule, between, errors, interval, near, reached

AROUND_TEN = [9.9, 10.1, 10.0, 9.95, 10.05, 10.0, 9.98, 10.02, 10.0, 10.0, 9.97, 10.03]


@pytest.mark.parametrize(
    ("rule", "values", "expected", "passed"),
    [
        (interval(), AROUND_TEN, 10.0, True),
        (interval(), AROUND_TEN, 10.03, True),
        (interval(), AROUND_TEN, 10.2, False),
        (interval(0.001), AROUND_TEN, 10.03, False),
        (interval(), [5.0, 15.0, 10.0], 10.0, False),
        (interval(), [10.0], 10.0, False),
        (interval(), [0.0, 0.0], 0.0, True),
        (errors(4.0), AROUND_TEN, 10.05, True),
        (errors(4.0), AROUND_TEN, 10.07, False),
        (EXACT, [0.1 + 0.2, 0.3], 0.3, True),
        (EXACT, [7.0], 7.0, True),
        (EXACT, [7.0, 8.0, 6.0], 7.0, False),
        (EXACT, [7.001], 7.0, False),
        (reached(), [1.0, 2.0, 4.9999], 5.0, True),
        (reached(), [1.0, 5.1], 5.0, False),
        (reached(), [1.0, 5.001], 5.0, False),
        (reached(), [1.0, 4.9], 5.0, False),
        (near(0.07), [0.8], 0.841, True),
        (near(0.04), [0.8], 0.841, False),
        (near(0.03, beside=0.002), [0.0115], 0.01, True),
        (near(0.03, beside=0.002), [0.0125], 0.01, False),
        (near(0.03, beside=0.002), [1.02], 1.0, True),
        (between(0.95, 0.985, "95 to 98.5 %"), [0.98], 0.96, True),
        (between(0.95, 0.985, "95 to 98.5 %"), [0.99], 0.96, False),
        (REPORTED, [1.0], 2.0, None),
    ],
)
def test_verdicts(rule: Rule, values: list[float], expected: float, passed: bool | None) -> None:  # noqa: FBT001 - the value under test
    """A rule accepts what is near enough and refuses what is not, or has no interval, or a wide one."""
    assert rule.judge(rule.simulated(values), expected) is passed


@pytest.mark.parametrize("rule", [interval(), EXACT, reached(), near(0.5)])
def test_nothing_simulated_is_no_agreement(rule: Rule) -> None:
    """A quantity that was never measured agrees with nothing."""
    assert rule.judge(rule.simulated([nan, nan]), 1.0) is False


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (interval(), "99.9 % interval"),
        (interval(0.01), "99.9 % and ±1 %"),
        (reached(), "bound, to 0.1 %"),
        (near(0.07), "±7 %"),
        (near(0.03, beside=0.002), "±3 % or 2 ms"),
    ],
)
def test_words(rule: Rule, words: str) -> None:
    """A rule says in a few words what it asks."""
    assert rule.words == words


def test_intervals_are_of_999_per_mille() -> None:
    """The interval shown beside a simulated mean is Student's at 99.9 %: 31.6 standard errors for three values."""
    found = interval().simulated([1.0, 2.0, 3.0])
    assert found.half_width == pytest.approx(31.599 / 3**0.5, rel=1e-4)
