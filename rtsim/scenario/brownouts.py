"""Brownouts: spells in which the server is slow."""

from math import inf
from typing import Annotated

from rtsim.scenario.fields import Nodes, Plain, PositiveTime, Time
from rtsim.scenario.values import Value

_MOST = 10_000


_SLOWER = Plain(
    "{} is not how many times as long work takes: a number above 1, as in 5", lambda written: 1 < written <= _MOST
)


class Brownout(Value):
    """A spell in which all work of a node takes so many times as long: a neighbour, a backup, a throttled machine."""

    at: Time
    """When it begins, from the start of the run (warm-up included)."""
    lasts: PositiveTime
    """How long it lasts."""
    slower: Annotated[float, _SLOWER]
    """How many times as long work takes. What is under way when it begins or ends goes on at the new speed; brownouts
    of one time multiply."""
    every: PositiveTime | None = None
    """Repeats it for as long as the run lasts; null for once."""
    nodes: Nodes = "all"
    """How many nodes are slow, the first ones."""

    @property
    def cycle(self) -> float:
        """Seconds from one to the next; infinitely many if there is one alone."""
        return self.every or inf
