import re
from dataclasses import replace

import pytest

from rtsim.claims.relations import SSE, WEBSOCKET, at_most, exceeds
from rtsim.claims.sweep import Sweep, held, where
from tests.claims.small import COST, CROSSING, POINTS, RATE, evidence

BELOW = exceeds(WEBSOCKET, SSE, COST)


def test_held() -> None:
    """A relation is looked at in each world of a sweep."""
    assert held(BELOW, RATE, CROSSING) == [True, True, False]


def test_where_it_turns() -> None:
    """What holds up to a point is said so, with the input at which it turns and the band around it."""
    text = where(BELOW, RATE, CROSSING)
    assert text.startswith("only up to 10 / min (turns at ")
    numbers = [float(word) for word in re.findall(r"[\d.]+", text)]
    _upto, place, low, high = numbers
    assert 10 < low <= place <= high < 100


@pytest.mark.parametrize(
    ("limit", "said"),
    [(9.0, "everywhere"), (0.5, "nowhere"), (1.5, "only up to 1 / min"), (2.6, "only up to 10 / min")],
)
def test_where(limit: float, said: str) -> None:
    """A relation holds everywhere, nowhere, or up to a point."""
    assert where(at_most(SSE, COST, limit, ""), RATE, CROSSING).startswith(said)


def test_where_it_begins_and_lies_between() -> None:
    """What begins at a point and what holds at one in the middle are said so."""
    assert where(exceeds(SSE, WEBSOCKET, COST), RATE, CROSSING).startswith("only from 100 / min on")
    middle = evidence({SSE: ((5.0, 5.1), (1.0, 1.1), (5.0, 5.1))})
    assert where(at_most(SSE, COST, 3.0, ""), RATE, middle).startswith("only at 10 / min")


def test_worlds_without_an_order() -> None:
    """Where the worlds lie along no axis those are named in which it holds."""
    loose = Sweep("uses", tuple(replace(point, label=f"use {number}") for number, point in enumerate(POINTS)))
    assert where(BELOW, loose, CROSSING) == "only in use 0, use 1"
    assert loose.words == "uses: use 0, use 1, use 2"


def test_words() -> None:
    """A sweep says what varies, from where to where."""
    assert RATE.words == "rate: 1 / min to 100 / min"
