"""Labels: how figures and tables of the page name techniques and write estimates, and which of many they show."""

from collections.abc import Sequence
from math import isnan
from typing import TypeVar

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.techniques import techniques
from rtsim.units import Text, significant

Item = TypeVar("Item")

OVERLOADED = "overloaded"
NO_STEADY = "overloaded: no steady answer"
NONE = "-"
ROUNDING = 1e-6  # an interval that is narrower, as a share of its mean, is one of floating-point arithmetic


def titled(name: str) -> str:
    """Give a technique's title; the name of one that is not installed here."""
    known = techniques()
    return known[name].title if name in known else name


def title(comparison: Comparison, name: str) -> str:
    """Give a technique's title; one whose server is overloaded says so wherever it is shown."""
    own = comparison.title(name)
    return f"{own} ({OVERLOADED})" if comparison.overloaded[name] else own


def steady(comparison: Comparison, metric: str) -> list[str]:
    """Give the techniques of which this measure has a steady value."""
    return [
        name
        for name, estimates in comparison.estimates.items()
        if not comparison.overloaded[name] and estimates[metric].known
    ]


def spread(value: Estimate, text: Text) -> str:
    """Write an amount's estimate with its interval, if it has one; no amount is below zero.

    >>> from rtsim.units import time_text
    >>> spread(Estimate(0.025, 0.024, 0.026), time_text), spread(Estimate(0.025, float("nan"), float("nan")), time_text)
    ('25 ms (24 to 26 ms)', '25 ms')
    """
    if not value.known:
        return NONE
    if isnan(value.low):
        return text(value.mean)
    return f"{text(value.mean)} ({ends(amount(value), text)})"


def gap(value: Estimate, text: Text) -> str:
    """Write a difference's estimate with its interval, signs and all.

    >>> from rtsim.units import time_text
    >>> gap(Estimate(1.0, 0.5, 1.5), time_text)
    '+1 s (+500 ms to +1.5 s)'
    """
    if isnan(value.low):
        return signed(text)(value.mean)
    return f"{signed(text)(value.mean)} ({ends(value, signed(text))})"


def amount(value: Estimate) -> Estimate:
    """Cut an interval off at zero.

    >>> amount(Estimate(1.0, -1.0, 3.0))
    Estimate(mean=1.0, low=0.0, high=3.0)
    """
    return Estimate(value.mean, max(0.0, value.low), value.high) if value.low < 0 else value


def ends(value: Estimate, text: Text) -> str:
    """Write the ends of an interval, the unit once where both have the same.

    >>> from rtsim.units import time_text
    >>> ends(Estimate(2.0, 1.5, 2.5), time_text), ends(Estimate(1.0, 0.5, 1.5), time_text)
    ('1.5 to 2.5 s', '500 ms to 1.5 s')
    """
    half = value.half_width
    low, high = (value.mean, value.mean) if abs(half) <= ROUNDING * abs(value.mean) else (value.low, value.high)
    first, second = text(low), text(high)
    unit = second.partition(" ")[2]
    return f"{first.removesuffix(f' {unit}') if unit else first} to {second}"


def signed(text: Text) -> Text:
    """Let a text that is made for amounts write differences too.

    >>> from rtsim.units import time_text
    >>> signed(time_text)(-0.5), signed(time_text)(0.5)
    ('\N{MINUS SIGN}500 ms', '+500 ms')
    """

    def write(value: float) -> str:
        return ("\N{MINUS SIGN}" if value < 0 else "+" if value > 0 else "") + text(abs(value))

    return write


def number(value: float) -> str:
    """Write a number that has no unit."""
    return f"{value:,.0f}" if abs(value) >= 1000 else significant(value, 4)


def evenly(items: Sequence[Item], most: int) -> list[Item]:
    """Give all items, or the first, the last and others spread evenly between, as many as may be.

    >>> evenly("abcdefg", 3)
    ['a', 'd', 'g']
    """
    if len(items) <= most:
        return list(items)
    return [items[round(at * (len(items) - 1) / (most - 1))] for at in range(most)]
