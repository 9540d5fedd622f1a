"""Wording: numbers of a verdict for people, each with its interval where it has one."""

from math import isnan

from rtsim.analysis.estimates import Estimate
from rtsim.units import Text, significant


def spread(value: Estimate, text: Text = significant) -> str:
    """Write a mean of what is never negative, and its interval where there is one.

    >>> from rtsim.units import time_text
    >>> spread(Estimate(2.0, -1.0, 5.0), time_text), spread(Estimate(2.0, float("nan"), float("nan")))
    ('2 s (0 s to 5 s)', '2')
    """
    if isnan(value.low):
        return text(value.mean)
    low, high = text(max(0.0, value.low)), text(value.high)
    return text(value.mean) if low == high else f"{text(value.mean)} ({low} to {high})"


def cores_text(cores: float) -> str:
    """Write how many cores are busy for people.

    >>> cores_text(0.00123), cores_text(1.0), cores_text(12.34)
    ('0.00123 cores', '1 core', '12.3 cores')
    """
    return f"{significant(cores)} core{'' if cores == 1 else 's'}"


def money_text(amount: float) -> str:
    """Write US dollars for people.

    >>> money_text(49.637), money_text(1095.0)
    ('49.6 USD', '1,095 USD')
    """
    return f"{significant(amount)} USD"


def listed(names: list[str]) -> str:
    """List names in a sentence.

    >>> listed(["sse"]), listed(["sse", "websocket"]), listed(["a", "b", "c"])
    ('sse', 'sse and websocket', 'a, b and c')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
