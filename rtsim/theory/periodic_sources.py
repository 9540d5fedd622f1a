"""Periodic sources: N pollers with one period share one core with a constant service time (the nD/D/1 queue).

Everything repeats after one period T, so the phases decide. The queue is stable while N D <= T.
"""

from math import exp, floor, lgamma, log, log1p

from rtsim.theory.domain import require_not_negative, require_positive


def random_phase_wait_mean(*, sources: int, period: float, service: float) -> float:
    """Give the mean wait in seconds of N sources with independent uniform phases.

    W(1) = 0 and W(n) = (n - 1) D/T (W(n - 1) + D/2), which is D/2 (1/B(N - 1, T/D) - 1) with Erlang's B;
    below the wait of M/D/1 at the same load. Derivation: an arrival finds the work of the other N - 1
    sources, as an outside observer of their queue alone would (each empties its own work within a period),
    and mean work = rate (D W + D^2/2) in every such queue (Brumelle 1971, J. Appl. Prob. 8). It is the mean
    of the law of `random_phase_wait_beyond`. The queue: Eckberg 1979, IEEE Trans. Commun. 27; Roberts,
    Mocci and Virtamo, Broadband Network Teletraffic (COST 242), doi:10.1007/3-540-61815-5. ValueError when
    N D > T.

    >>> round(random_phase_wait_mean(sources=100, period=125.0, service=1.0), 3)
    1.657
    >>> random_phase_wait_mean(sources=2, period=4.0, service=1.0)
    0.125
    """
    _require_room(sources=sources, period=period, service=service)
    wait = 0.0
    for others in range(1, sources):
        wait = others * service / period * (wait + service / 2)
    return wait


def random_phase_wait_beyond(*, sources: int, period: float, service: float, wait: float) -> float:
    """Give the share of requests that wait longer than `wait` seconds, for N sources with random phases.

    With M = N - 1 others, x and T in units of D and y = (n - x) / T, it is the sum over n from floor(x) + 1 to M of
    C(M, n) y^n (1 - y)^(M - n) (T - M + x) / (T - n + x). Source: Roberts, Mocci and Virtamo (COST 242), as
    `random_phase_wait_mean`, by the method of Benes. ValueError when N D > T.

    >>> round(random_phase_wait_beyond(sources=2, period=4.0, service=1.0, wait=0.5), 12)
    0.125
    >>> random_phase_wait_beyond(sources=100, period=125.0, service=1.0, wait=99.0)
    0.0
    """
    _require_room(sources=sources, period=period, service=service)
    require_not_negative(wait=wait)
    others, beyond, cycle = sources - 1, wait / service, period / service
    return sum((_overrun(others, n, beyond, cycle) for n in range(floor(beyond) + 1, others + 1)), start=0.0)


def in_phase_wait_mean(*, sources: int, service: float) -> float:
    """Give the mean wait in seconds when all N sources come at the same instant: (N - 1) D / 2.

    >>> in_phase_wait_mean(sources=100, service=0.01)
    0.495
    """
    require_positive(sources=sources, service=service)
    return (sources - 1) * service / 2


def _overrun(others: int, n: int, beyond: float, cycle: float) -> float:
    """Give the probability that the last n arrivals are the ones that lift the work above `beyond`."""
    share = (n - beyond) / cycle  # of the period, in which these n must have come
    choose = lgamma(others + 1) - lgamma(n + 1) - lgamma(others - n + 1)
    weight = exp(choose + n * log(share) + (others - n) * log1p(-share))
    return weight * (cycle - others + beyond) / (cycle - n + beyond)


def _require_room(*, sources: int, period: float, service: float) -> None:
    require_positive(sources=sources, period=period, service=service)
    if sources * service > period:
        needed = sources * service
        raise ValueError(f"The queue is unstable: {sources} requests need {needed:.6g} s of a period of {period} s.")
