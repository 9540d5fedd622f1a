"""The search along one lever, to one side: doubling until the verdict changes, then halving towards the change.

It asks for verdicts and is sent them, so that whoever drives several searches can simulate their points side by side.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from rtsim.advice.confidence import Confidence
from rtsim.advice.levers import Lever
from rtsim.advice.probe import Finding
from rtsim.scenario import InputErrors, Scenario

DOUBLINGS = 6  # 2, 4, ... 64 times
DIGITS = 3  # significant ones of a value that is tried
ATTEMPTS = 4  # at confirming a change with all replications

Stage = Literal["doubling", "halving", "confirming"]


@dataclass(frozen=True)
class Change:
    """The verdict changes between two values: it holds at `holds`; at `changes` and from there on it is another one."""

    holds: float
    changes: float
    technique: str | None
    confidence: Confidence


@dataclass(frozen=True)
class Steady:
    """The verdict holds up to a value; `why` the search went no further is empty at the end of what it wanted."""

    reached: float
    why: str = ""


@dataclass(frozen=True)
class Unsettled:
    """The verdict is now one and now the other between two values: a change that replications do not confirm."""

    low: float
    high: float
    why: str = ""
    """Why it was not settled, where not by chance."""


Side = Change | Steady | Unsettled


@dataclass(frozen=True)
class Ask:
    """What a search wants to know: the verdict on a scenario, and at which stage; a change is confirmed at the last."""

    scenario: Scenario
    stage: Stage


Answer = Finding | str
"""What was found at a point, or why nothing can be."""

Steps = Generator[Ask, Answer, Side]
"""A search under way: it asks, is sent answers, and returns a side."""

Holds = Callable[[Finding], bool]
"""Tells whether the best of a point is the one that is asked about."""


def search(lever: Lever, factor: float, holds: Holds) -> Steps:
    """Look for the nearest value to this side at which the verdict is another one."""
    held, value = [lever.now], lever.now
    for power in range(1, DOUBLINGS + 1):
        value = _value(lever, lever.now * factor**power)
        if value == held[-1]:
            return Steady(held[-1], lever.end if factor > 1 else f"{lever.text(value)} is the least")
        try:
            scenario = lever.at(value)
        except InputErrors:
            return Steady(held[-1], f"the scenario refuses {lever.text(value)}")
        found = yield Ask(scenario, "doubling")
        if isinstance(found, str):
            return Steady(held[-1], f"{lever.text(value)} {found}")
        if not holds(found):
            return (yield from _narrow(lever, held, [value], holds))
        held.append(value)
    return Steady(held[-1])


def _value(lever: Lever, wanted: float) -> float:
    if lever.whole:
        return min(max(1, round(wanted)), lever.most)
    return min(float(f"{wanted:.{DIGITS - 1}e}"), lever.most)


def _narrow(lever: Lever, held: list[float], changed: list[float], holds: Holds) -> Steps:
    """Halve what lies between the last value that held and the first that did not, then confirm both with all runs.

    The last of each list is the nearest to the change.
    """
    for _ in range(ATTEMPTS):
        while (middle := _between(lever, held[-1], changed[-1])) is not None:
            found = yield Ask(lever.at(middle), "halving")
            if isinstance(found, str):
                break
            (held if holds(found) else changed).append(middle)
        inner = yield Ask(lever.at(held[-1]), "confirming")
        outer = yield Ask(lever.at(changed[-1]), "confirming")
        if isinstance(inner, str) or isinstance(outer, str):
            cut = inner if isinstance(inner, str) else str(outer)
            return Unsettled(*_ordered(held[-1], changed[-1]), cut)
        if not holds(inner) and len(held) > 1:
            changed = [held.pop()]
        elif holds(outer) and len(changed) > 1:
            held.append(changed.pop())
        elif holds(inner) and not holds(outer):
            return Change(held[-1], changed[-1], outer.technique, outer.confidence)
        else:
            break
    return Unsettled(*_ordered(held[-1], changed[-1]))


def _ordered(one: float, other: float) -> tuple[float, float]:
    return min(one, other), max(one, other)


def _between(lever: Lever, held: float, changed: float) -> float | None:
    """Give the value in the middle of two in ratio; none where they are close enough."""
    low, high = sorted((held, changed))
    middle = _value(lever, sqrt(low * high))
    if high / low <= lever.close or middle in (low, high):
        return None
    return middle
