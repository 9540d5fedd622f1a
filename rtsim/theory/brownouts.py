"""Brownouts: what piles up before a core that is slow for a while, and how long that takes to be gone."""

from rtsim.theory.domain import require_positive


def backlog(*, utilisation: float, slower: float, lasts: float) -> float:
    """Give the seconds of work that wait when a brownout ends: (rho - 1/k) L.

    Work comes evenly, as much as takes the share `utilisation` rho of a core's time, which does a k-th of it (`slower`)
    for `lasts` L seconds. Assumes 1/k < rho < 1, else ValueError. Source: what comes in L less what is done in L; exact
    for periodic arrivals whose work fits into L a whole number of times.

    >>> round(backlog(utilisation=0.5, slower=5.0, lasts=3.0), 6)
    0.9
    """
    require_positive(utilisation=utilisation, slower=slower, lasts=lasts)
    if not 1 / slower < utilisation < 1:
        raise ValueError(f"utilisation must be between 1 / slower = {1 / slower:.6g} and 1, not {utilisation}.")
    return (utilisation - 1 / slower) * lasts


def drained(*, utilisation: float, slower: float, lasts: float) -> float:
    """Give the seconds from the end of a brownout until nothing waits: (rho - 1/k) L / (1 - rho).

    >>> round(drained(utilisation=0.5, slower=5.0, lasts=3.0), 6)
    1.8
    """
    return backlog(utilisation=utilisation, slower=slower, lasts=lasts) / (1 - utilisation)


def longest(*, utilisation: float, slower: float, lasts: float, period: float) -> float:
    """Give the longest time from a piece of work's arrival to its completion: L (1 - 1/(k rho)) + P.

    It is that of the last one which is done before the brownout ends; one comes each `period` P seconds, the first as
    it begins.

    >>> round(longest(utilisation=0.5, slower=5.0, lasts=3.0, period=0.1), 6)
    1.9
    """
    return backlog(utilisation=utilisation, slower=slower, lasts=lasts) / utilisation + period
