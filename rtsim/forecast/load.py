"""Load before anything runs: the work of the cores by kind, and how long it takes in pieces."""

from collections.abc import Iterable
from dataclasses import dataclass

from rtsim.plan import Server


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


def utilisation(works: Iterable[Work], server: Server) -> float:
    """Give the share of all cores that `works` take."""
    return sum(work.load for work in works) / (server.nodes * server.cores)


def place_mean(pieces: float, seconds: float, cores: int) -> float:
    """Give the mean seconds from when `pieces` of work are queued together until one of them is done.

    The k-th is done after k c on one core: (n + 1) c / 2 on average.

    >>> place_mean(3, 0.5, 1), place_mean(4, 0.5, 4)
    (1.0, 0.5)
    """
    return seconds * max(1.0, (pieces / cores + 1) / 2)
