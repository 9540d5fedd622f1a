from collections.abc import Callable
from functools import partial

import pytest

from rtsim.advice.confidence import Confidence
from rtsim.advice.levers import Lever
from rtsim.advice.probe import Finding
from rtsim.advice.search import Ask, Change, Side, Steady, Unsettled, search
from rtsim.scenario import Scenario
from rtsim.scenario.errors import InputError, InputErrors
from tests.advice.evidences import scenario

NOW = scenario()


def lever(now: float, *, whole: bool = False, most: float = float("inf"), refused: float = float("inf")) -> Lever:
    """Make a lever that writes its value into the scenario's title."""

    def at(value: float) -> Scenario:
        if value >= refused:
            raise InputErrors([InputError("x.yaml", 1, "x", "no")])
        return NOW.model_copy(update={"title": str(value)})

    return Lever(path="x", now=now, text=str, at=at, whole=whole, most=most, end="the end")


def answer(turned: Lever, factor: float, best: Callable[[float, bool], str | None]) -> Side:
    """Drive a search; `best` gives the best technique at a value, in a thorough look or not."""
    steps = search(turned, factor, lambda found: found.technique == "sse")
    step: Callable[[], Ask] = partial(next, steps)
    while True:
        try:
            asked = step()
        except StopIteration as ended:
            side: Side = ended.value
            return side
        name = best(float(asked.scenario.title), asked.stage == "confirming")
        found = "is too much" if name == "too much" else Finding(name, Confidence("alone"))
        step = partial(steps.send, found)


@pytest.mark.parametrize("flips_at", [1.5, 2.0, 7.3, 60.0])
@pytest.mark.parametrize("factor", [2.0, 0.5])
def test_the_change_is_bracketed_within_a_tenth(flips_at: float, factor: float) -> None:
    """Wherever the verdict changes within 64 times, two values that close in on it are found."""
    side = answer(
        lever(1.0), factor, lambda value, _: "websocket" if (value if factor > 1 else 1 / value) >= flips_at else "sse"
    )
    assert isinstance(side, Change)
    low, high = sorted((side.holds, side.changes))
    assert low <= flips_at ** (1 if factor > 1 else -1) * (1 + 1e-9)
    assert high >= flips_at ** (1 if factor > 1 else -1) * (1 - 1e-9)
    assert high / low <= 1.1
    assert side.technique == "websocket"


def test_whole_numbers_are_bracketed_by_neighbours() -> None:
    """The change of a whole number lies between two that follow each other, or that are close."""
    side = answer(lever(1, whole=True), 2.0, lambda value, _: "websocket" if value >= 7 else "sse")
    assert isinstance(side, Change)
    assert (side.holds, side.changes) == (6, 7)


def test_what_never_changes_is_steady_to_the_end() -> None:
    """64 times up and down without a change is an answer."""
    assert answer(lever(1.0), 2.0, lambda *_: "sse") == Steady(64.0)
    assert answer(lever(1.0), 0.5, lambda *_: "sse") == Steady(0.0156)


def test_a_search_ends_where_it_can_go_no_further() -> None:
    """At what the scenario refuses, at the least whole number, at the most that is tried, at too much work."""
    assert answer(lever(1.0, refused=5.0), 2.0, lambda *_: "sse") == Steady(4.0, "the scenario refuses 8.0")
    assert answer(lever(2, whole=True), 0.5, lambda *_: "sse") == Steady(1, "1 is the least")
    assert answer(lever(1.0, most=3.0), 2.0, lambda *_: "sse") == Steady(3.0, "the end")
    costly = answer(lever(1.0), 2.0, lambda value, _: "too much" if value > 4 else "sse")
    assert costly == Steady(4.0, "8.0 is too much")


def test_a_change_that_more_runs_move_is_looked_for_again() -> None:
    """Few replications put the change at 10, all of them at 20: the answer is that of all."""
    side = answer(lever(1.0), 2.0, lambda value, thorough: "websocket" if value >= (20 if thorough else 10) else "sse")
    assert isinstance(side, Change | Unsettled)
    if isinstance(side, Change):
        assert side.holds <= 20 <= side.changes


def test_a_change_that_more_runs_deny_is_unsettled() -> None:
    """A change that no thorough look confirms is not reported as one."""
    side = answer(lever(1.0), 2.0, lambda value, thorough: "sse" if thorough or value < 10 else "websocket")
    assert isinstance(side, Unsettled)


def test_no_technique_is_a_change_too() -> None:
    """Where every technique is ruled out, the verdict has changed to none."""
    side = answer(lever(1.0), 2.0, lambda value, _: None if value > 3 else "sse")
    assert isinstance(side, Change)
    assert side.technique is None
