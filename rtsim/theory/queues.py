"""Queues: how long Poisson arrivals wait for a core, first come first served, and Little's law.

Rates are per second and times in seconds; the wait is the time before service begins. An unstable queue
(utilisation 1 or more) has no steady state: ValueError, but for `node_wait_mean`, which says it in a number.
"""

from dataclasses import dataclass
from math import inf, log

from rtsim.theory.domain import require_not_negative, require_positive, require_share, require_stable


@dataclass(frozen=True)
class Arrival:
    """Work that comes to one node at a random moment: how often per second, CPU seconds together, in how many pieces.

    >>> Arrival(5.0, 0.1, 1000).load
    0.5
    """

    rate: float
    seconds: float
    pieces: float = 1.0

    @property
    def load(self) -> float:
        """CPU seconds per second at the node."""
        return self.rate * self.seconds


def mm1_wait_mean(*, rate: float, service_rate: float) -> float:
    """Give the mean wait of M/M/1: load / (service rate - rate).

    Source: Kleinrock, Queueing Systems, volume 1, section 3.2.

    >>> round(mm1_wait_mean(rate=800.0, service_rate=1000.0), 9)
    0.004
    """
    return mmc_wait_mean(rate=rate, service_rate=service_rate, servers=1)


def mm1_wait_quantile(*, rate: float, service_rate: float, share: float) -> float:
    """Give the wait that the share `share` of the arrivals of M/M/1 does not pass.

    The wait is 0 with probability 1 - load and passes t with probability load exp(-(service rate - rate)
    t). `share` is below 1. Source: Kleinrock, Queueing Systems, volume 1, chapter 5.

    >>> mm1_wait_quantile(rate=800.0, service_rate=1000.0, share=0.2)
    0.0
    >>> round(mm1_wait_quantile(rate=800.0, service_rate=1000.0, share=0.95), 6)
    0.013863
    """
    return mmc_wait_quantile(rate=rate, service_rate=service_rate, servers=1, share=share)


def mg1_wait_mean(*, rate: float, service_mean: float, service_second_moment: float) -> float:
    """Give the mean wait of M/G/1: rate E[S^2] / (2 (1 - load)).

    `service_second_moment` is E[S^2] in seconds squared. Source: the Pollaczek-Khinchine formula
    (Kleinrock, Queueing Systems, volume 1, chapter 5).

    >>> round(mg1_wait_mean(rate=800.0, service_mean=0.001, service_second_moment=2e-6), 9)
    0.004
    """
    require_not_negative(rate=rate, service_mean=service_mean)
    if not service_second_moment >= service_mean**2:
        raise ValueError(f"service_second_moment must be at least service_mean squared, not {service_second_moment}.")
    require_stable(rate * service_mean)
    return rate * service_second_moment / (2 * (1 - rate * service_mean))


def md1_wait_mean(*, rate: float, service: float) -> float:
    """Give the mean wait of M/D/1: load D / (2 (1 - load)), half of that of M/M/1.

    Source: `mg1_wait_mean` with E[S^2] = D^2.

    >>> round(md1_wait_mean(rate=800.0, service=0.001), 9)
    0.002
    """
    return mg1_wait_mean(rate=rate, service_mean=service, service_second_moment=service**2)


def erlang_b(*, servers: int, offered: float) -> float:
    """Give the share of arrivals that find all servers busy when nobody waits (M/G/c/c).

    `offered` is the load a = rate x service time. By the recursion 1/B(c) = 1 + c / (a B(c - 1)) from B(0)
    = 1. Source: Erlang 1917; the recursion in Cooper, Introduction to Queueing Theory, section 3.3.

    >>> erlang_b(servers=2, offered=1.0)
    0.2
    """
    require_not_negative(servers=servers)
    require_positive(offered=offered)
    inverse = 1.0
    for count in range(1, servers + 1):
        inverse = 1 + count / offered * inverse
    return 1 / inverse


def erlang_c(*, servers: int, offered: float) -> float:
    """Give the share of arrivals that have to wait in M/M/c: B / (1 - load (1 - B)), with B of `erlang_b`.

    `offered` is the load a = rate / service rate, the utilisation a / c. Source: Erlang 1917; Kleinrock,
    Queueing Systems, volume 1, section 3.5.

    >>> round(erlang_c(servers=4, offered=3.2), 6)
    0.596432
    """
    require_positive(servers=servers)
    utilisation = offered / servers
    require_stable(utilisation)
    blocked = erlang_b(servers=servers, offered=offered)
    return blocked / (1 - utilisation * (1 - blocked))


def mmc_wait_mean(*, rate: float, service_rate: float, servers: int) -> float:
    """Give the mean wait of M/M/c: Erlang C / (c service rate - rate), the service rate being that of one server.

    Source: Kleinrock, Queueing Systems, volume 1, section 3.5, with Little's law.

    >>> round(mmc_wait_mean(rate=3200.0, service_rate=1000.0, servers=4) * 1000, 6)
    0.745541
    """
    require_positive(rate=rate, service_rate=service_rate)
    return erlang_c(servers=servers, offered=rate / service_rate) / (servers * service_rate - rate)


def mmc_wait_quantile(*, rate: float, service_rate: float, servers: int, share: float) -> float:
    """Give the wait that the share `share` of the arrivals of M/M/c does not pass; `share` is below 1.

    Who has to wait (Erlang C) waits for an exponential time of rate c service rate - rate. Source: Cooper,
    Introduction to Queueing Theory, section 3.4.

    >>> round(mmc_wait_quantile(rate=3200.0, service_rate=1000.0, servers=4, share=0.95) * 1000, 6)
    3.098679
    """
    require_positive(rate=rate, service_rate=service_rate)
    require_share(share=share)
    if share == 1:
        raise ValueError("share must be below 1: the wait of this queue has no bound.")
    waiting = erlang_c(servers=servers, offered=rate / service_rate)
    return max(0.0, log(waiting / (1 - share))) / (servers * service_rate - rate)


def node_wait_mean(arrivals: list[Arrival], cores: int) -> float:
    """Give the mean seconds that an arrival waits at its node; infinite where the queue is not stable.

    M/G/1 with E[S^2] over the kinds of arrivals. On several cores work in many pieces is as if one core were that much
    faster; otherwise the wait of M/M/c times (1 + variation^2) / 2 (Allen, Probability, Statistics, and Queueing
    Theory, section 5.3: the Allen-Cunneen approximation).

    >>> round(node_wait_mean([Arrival(5.0, 0.1, 1000)], 1), 12)
    0.05
    >>> node_wait_mean([Arrival(3200.0, 0.001)], 4) * 1000 < 0.745541 / 2 + 1e-6
    True
    """
    coming = [arrival for arrival in arrivals if arrival.load > 0]
    rate, load = sum(arrival.rate for arrival in coming), sum(arrival.load for arrival in coming) / cores
    if not coming:
        return 0.0
    if load >= 1:
        return inf
    mean = load / rate  # of the work that each core has of an arrival
    second = max(mean**2, sum(arrival.rate * (arrival.seconds / cores) ** 2 for arrival in coming) / rate)
    if cores == 1 or max(arrival.pieces for arrival in coming) > cores:
        return mg1_wait_mean(rate=rate, service_mean=mean, service_second_moment=second)
    return erlang_c(servers=cores, offered=load * cores) * second / (mean * 2 * (1 - load))


def little_population(*, rate: float, time: float) -> float:
    """Give the mean number inside: rate per second x mean time inside in seconds.

    Open connections are rate x lifetime; held polls are clients x held share. Source: Little 1961,
    doi:10.1287/opre.9.3.383.

    >>> little_population(rate=500.0, time=7200.0)
    3600000.0
    """
    require_not_negative(rate=rate, time=time)
    return rate * time
