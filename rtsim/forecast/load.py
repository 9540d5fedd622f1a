"""Load before anything runs: the work of the cores by kind, and how long work waits for a core."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from rtsim.plan import Server
from rtsim.theory.queues import erlang_c, mg1_wait_mean


@dataclass(frozen=True)
class Work:
    """One kind of work: pieces per second on all nodes together, and CPU seconds of each."""

    kind: str
    rate: float
    seconds: float

    @property
    def load(self) -> float:
        """CPU seconds per second."""
        return self.rate * self.seconds


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


def utilisation(works: Iterable[Work], server: Server) -> float:
    """Give the share of all cores that `works` take."""
    return sum(work.load for work in works) / (server.nodes * server.cores)


def wait_mean(arrivals: Iterable[Arrival], cores: int) -> float:
    """Give the mean seconds that an arrival waits at its node; infinite where the queue is not stable.

    M/G/1 with E[S^2] over the kinds of arrivals. On several cores work in many pieces is as if one core were that much
    faster; otherwise the wait of M/M/c times (1 + variation^2) / 2 (Allen, Probability, Statistics, and Queueing
    Theory, section 5.3: the Allen-Cunneen approximation).

    >>> round(wait_mean([Arrival(5.0, 0.1, 1000)], 1), 12)
    0.05
    >>> wait_mean([Arrival(3200.0, 0.001)], 4) * 1000 < 0.745541 / 2 + 1e-6
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


def place_mean(pieces: float, seconds: float, cores: int) -> float:
    """Give the mean seconds from when `pieces` of work are queued together until one of them is done.

    The k-th is done after k c on one core: (n + 1) c / 2 on average.

    >>> place_mean(3, 0.5, 1), place_mean(4, 0.5, 4)
    (1.0, 0.5)
    """
    return seconds * max(1.0, (pieces / cores + 1) / 2)
