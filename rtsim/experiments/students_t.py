"""Student's t: the quantile that confidence intervals need, without the half second that a library of statistics takes.

The distribution is an incomplete beta function (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.1 and
26.5.8, the continued fraction by Lentz's method); the quantile is found by Newton's method on it.
"""

from functools import lru_cache
from math import exp, lgamma, log, log1p, pi, sqrt

STEPS = 200
_TINY = 1e-300


@lru_cache(maxsize=4096)
def quantile(freedom: float, share: float) -> float:
    """Give the value below which a share of Student's t lies, with `freedom` degrees of freedom (above 0).

    >>> round(quantile(4, 0.975), 12), round(quantile(1, 0.975), 12)
    (2.776445105198, 12.706204736175)
    """
    if share == 0.5:
        return 0.0
    if share < 0.5:
        return -quantile(freedom, 1 - share)
    low, high = 0.0, 1.0
    while _below(high, freedom) < share:
        low, high = high, 2 * high
    value = (low + high) / 2
    for _ in range(STEPS):
        wrong = _below(value, freedom) - share
        if wrong > 0:
            high = value
        else:
            low = value
        step = value - wrong / _density(value, freedom)
        nearer = step if low < step < high else (low + high) / 2
        if abs(nearer - value) <= 1e-15 * value:
            break
        value = nearer
    return value


def _density(value: float, freedom: float) -> float:
    scale = lgamma((freedom + 1) / 2) - lgamma(freedom / 2)
    return exp(scale - (freedom + 1) / 2 * log1p(value**2 / freedom)) / sqrt(freedom * pi)


def _below(value: float, freedom: float) -> float:
    """Give the share of the distribution below a value from zero up."""
    return 1 - _incomplete_beta(freedom / (freedom + value**2), freedom / 2, 0.5) / 2


def _incomplete_beta(at: float, a: float, b: float) -> float:
    """Give the regularised incomplete beta function I_x(a, b)."""
    if at in (0.0, 1.0):
        return at
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(at) + b * log1p(-at))
    if at < (a + 1) / (a + b + 2):
        return front * _fraction(at, a, b) / a
    return 1 - front * _fraction(1 - at, b, a) / b


def _fraction(at: float, a: float, b: float) -> float:
    """Give the continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * at / (a + 1))
    found = d
    for m in range(1, 10_000):
        for term in (
            m * (b - m) * at / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * at / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _off_zero(1 + term * d)
            c = _off_zero(1 + term / c)
            found *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return found


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
