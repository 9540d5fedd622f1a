"""Short polling: the client asks every so often and is answered at once.

Latency counts from the message's birth at the server. What it takes after the poll looked at the log is the
server's `service` and the way `to_client`. On one core a message that is born while a poll is served is
seen by the next poll only (its publishing waits behind that poll), so the poll as good as looks when its
service begins: give its service time. Where messages become visible without waiting behind the poll
(several cores), the log is read when the work completes: give 0.
"""

from math import exp, expm1

from rtsim.theory.domain import require_not_negative, require_positive, require_share
from rtsim.theory.polling import Polling
from rtsim.theory.uniform_mixture import Piece, UniformMixture


def fixed_rate(*, interval: float, rate: float, to_client: float = 0.0, service: float = 0.0) -> Polling:
    """Give the steady state of a poll every `interval` seconds, whatever happened to the last (`setInterval`).

    Latency is uniform on (0, T) plus s + d2: mean T/2 + s + d2, sd T/sqrt(12), bound T + s + d2; the way up
    does not appear. Empty share exp(-rate T), messages per non-empty answer rate T / (1 - exp(-rate T)).
    Assumes Poisson messages, `rate` per second for this client, at a server that is not busy. Source:
    residual life of a constant interval (Kleinrock, Queueing Systems, volume 1, section 5.2) and the
    Poisson counts of an interval.

    >>> polling = fixed_rate(interval=5.0, rate=0.2, to_client=0.06, service=0.002)
    >>> round(polling.latency_mean, 6), round(polling.latency_quantile(0.95), 6), round(polling.latency_sup, 6)
    (2.562, 4.812, 5.062)
    >>> round(polling.empty_share, 5), round(polling.batch_mean, 5), polling.rate
    (0.36788, 1.58198, 0.2)
    """
    require_positive(interval=interval, rate=rate)
    require_not_negative(to_client=to_client, service=service)
    expected = rate * interval
    after = service + to_client
    latency = UniformMixture((Piece(1.0, after, interval + after),))
    return Polling(cycle=interval, empty_share=exp(-expected), batch_mean=expected / -expm1(-expected), latency=latency)


def after_response(
    *, pause: float, round_trip: float, rate: float, to_client: float = 0.0, service: float = 0.0
) -> Polling:
    """Give the steady state of a poll that starts `pause` seconds after the last answer came.

    As `fixed_rate` with the cycle C = T + R, where R = d1 + s + d2 is `round_trip` (all of a request's
    time, with its full service time even where `service` is 0): rate 1 / (T + R), empty share exp(-rate (T
    + R)), mean (T + R)/2 + s + d2.

    >>> polling = after_response(pause=5.0, round_trip=0.102, rate=0.2, to_client=0.06, service=0.002)
    >>> round(polling.cycle, 6), round(polling.latency_mean, 6), round(polling.empty_share, 5)
    (5.102, 2.613, 0.36045)
    """
    require_not_negative(pause=pause, round_trip=round_trip)
    return fixed_rate(interval=pause + round_trip, rate=rate, to_client=to_client, service=service)


def residual_mean(*, mean: float, second_moment: float) -> float:
    """Give the mean time in seconds to the next poll when intervals vary: E[C^2] / (2 E[C]).

    `mean` is in seconds, `second_moment` in seconds squared. Assumes independent intervals and a message at
    a random moment. Source: the inspection paradox (Kleinrock, Queueing Systems, volume 1, section 5.2).

    >>> residual_mean(mean=5.0, second_moment=25.0), residual_mean(mean=5.0, second_moment=50.0)
    (2.5, 5.0)
    """
    require_positive(mean=mean)
    if not second_moment >= mean**2:
        raise ValueError(f"second_moment must be at least the mean squared, not {second_moment}.")
    return second_moment / (2 * mean)


def uniform_residual_mean(*, interval: float, jitter: float) -> float:
    """Give the mean time to the next poll when intervals are uniform on T (1 - j) to T (1 + j): T/2 (1 + j^2 / 3).

    `interval` is in seconds, `jitter` the share j. Source: `residual_mean` with E[C^2] = T^2 (1 + j^2 / 3).

    >>> uniform_residual_mean(interval=6.0, jitter=0.5)
    3.25
    """
    require_share(jitter=jitter)
    return residual_mean(mean=interval, second_moment=interval**2 * (1 + jitter**2 / 3))


def exponential_residual_mean(*, interval: float) -> float:
    """Give the mean time to the next poll when intervals are exponential with mean T: T, for they have no memory.

    >>> exponential_residual_mean(interval=5.0)
    5.0
    """
    return residual_mean(mean=interval, second_moment=2 * interval**2)


def redundant_share(*, interval: float, period: float) -> float:
    """Give the share of polls that find nothing new: 1 - T/P for T < P, otherwise 0.

    Assumes one new value every `period` seconds, polls every `interval` seconds and that only the latest
    value counts. Source: the pull degradation of Bozdag, Mesbah, van Deursen, A comparison of push and pull
    techniques for AJAX (2007).

    >>> redundant_share(interval=1.0, period=50.0)
    0.98
    """
    require_positive(interval=interval, period=period)
    return max(0.0, 1 - interval / period)


def missed_share(*, interval: float, period: float) -> float:
    """Give the share of values that no poll ever sees: 1 - P/T for T > P, otherwise 0.

    Assumptions and source as `redundant_share`.

    >>> missed_share(interval=5.0, period=1.0)
    0.8
    """
    return redundant_share(interval=period, period=interval)
