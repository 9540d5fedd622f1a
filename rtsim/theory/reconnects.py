"""Reconnects: how a crowd comes back after a failure, and how long a failure goes unnoticed."""

from math import inf

from rtsim.theory.domain import require_not_negative, require_positive
from rtsim.theory.uniform_mixture import Piece, UniformMixture


def kth_return(*, k: int, accept_rate: float, delay: float = 0.0) -> float:
    """Give the seconds until the k-th client (from 1) is back when all come after the same delay.

    That is delay + k / accept rate. Assumes that the server admits connections one after the other at
    `accept_rate` per second.

    >>> kth_return(k=10_000, accept_rate=500.0, delay=3.0)
    23.0
    """
    require_positive(k=k, accept_rate=accept_rate)
    require_not_negative(delay=delay)
    return delay + k / accept_rate


def uniform_window_wait_mean(*, clients: int, accept_rate: float, window: float) -> float:
    """Give the mean seconds from a client's own attempt to its admission: (N/mu - J) / 2 + 1 / (2 mu).

    N clients come at random within `window` J seconds and are admitted one after the other at `accept_rate`
    mu. Assumes J < N/mu (else ValueError), so that the server is busy from the first attempt to the last
    admission; the idle moments before the backlog stands, a few times J/N in all, are left out. Source:
    mean admission (N + 1) / (2 mu) less mean attempt J/2.

    >>> round(uniform_window_wait_mean(clients=10_000, accept_rate=500.0, window=5.0), 6)
    7.501
    """
    require_positive(clients=clients, accept_rate=accept_rate)
    require_not_negative(window=window)
    needed = clients / accept_rate
    if not window < needed:
        raise ValueError(f"window must be below clients / accept_rate = {needed:.6g} s, not {window}.")
    return (needed - window) / 2 + 1 / (2 * accept_rate)


def backoff_return(*, outage: float, base: float, factor: float = 2.0, cap: float = inf) -> float:
    """Give the seconds from the start of an outage to the first attempt that succeeds.

    Attempts come after delays b, b f, b f^2 ... (none above `cap`), so for f = 2 without cap at b (2^k - 1)
    with k = ceil(log2(outage / b + 1)). Assumes that the attempts fail at once and that one at the outage's
    very end succeeds.

    >>> [backoff_return(outage=outage, base=1.0) for outage in (60.0, 63.0, 63.5)]
    [63.0, 63.0, 127.0]
    >>> backoff_return(outage=60.0, base=1.0, cap=5.0)
    62.0
    """
    require_not_negative(outage=outage)
    require_positive(base=base, cap=cap)
    if outage == inf:
        raise ValueError("outage must end, and it is infinite.")
    if not factor >= 1:
        raise ValueError(f"factor must be at least 1, not {factor}.")
    delay = min(base, cap)
    elapsed = delay
    while elapsed < outage:
        delay = min(delay * factor, cap)
        elapsed += delay
    return elapsed


def heartbeat_detection(*, interval: float, timeout: float) -> UniformMixture:
    """Give the law of the seconds from a silent failure to its being noticed: uniform on the time-out to time-out + I.

    Assumes a heartbeat each `interval` I, answered at once while the path lives, and a failure at a random
    moment: the next heartbeat goes out after U(0, I) and is given up `timeout` later. Source: the ping and
    pong of RFC 6455, section 5.5.2.

    >>> law = heartbeat_detection(interval=30.0, timeout=10.0)
    >>> law.least, law.mean, law.sup
    (10.0, 25.0, 40.0)
    """
    require_positive(interval=interval)
    require_not_negative(timeout=timeout)
    return UniformMixture((Piece(1.0, timeout, timeout + interval),))


def most_that_recover(*, workers: int, cost: float, retry: float) -> float:
    """Give how many clients are too many for a server to recover from their tries: c (Z + s) / s.

    Each tries again `retry` Z seconds after a try that failed, which takes `cost` s seconds of one of the server's
    `workers` c whatever comes of it. So N clients ask for N s / (Z + s) workers: a queue that stands never ends if that
    is c or more.

    >>> round(most_that_recover(workers=100, cost=0.2, retry=1.75))
    975
    """
    require_positive(workers=workers, cost=cost)
    require_not_negative(retry=retry)
    return workers * (retry + cost) / cost


def join_share(*, quantile: float, power: int) -> float:
    """Give the share of the time until all of a room are in for which a quantile q waits: q^2, or q^3.

    All come at once. The k-th join costs in proportion to k where each who is there is told who has come (`power` 2),
    or to k^2 where each is told the whole list (3). Source: the sum of the first q N costs as a share of all N.

    >>> join_share(quantile=0.5, power=3)
    0.125
    """
    require_positive(power=power)
    require_not_negative(quantile=quantile)
    share: float = quantile**power
    return share
