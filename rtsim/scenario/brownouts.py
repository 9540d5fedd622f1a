"""Brownouts: spells in which the server is slow."""

from math import inf
from typing import Annotated, Any

from pydantic import BeforeValidator

from rtsim.scenario.errors import refusal
from rtsim.scenario.fields import Nodes, PositiveTime, Time
from rtsim.scenario.values import Value
from rtsim.units import shown

_MOST = 10_000


def _slower(written: Any) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float) or not 1 < written <= _MOST:
        raise refusal(f"{shown(written)} is not how many times as long work takes: a number above 1, as in 5")
    return float(written)


class Brownout(Value):
    """A spell in which all work of a node takes so many times as long: a neighbour, a backup, a throttled machine."""

    at: Time
    """When it begins, from the start of the run (warm-up included)."""
    lasts: PositiveTime
    """How long it lasts."""
    slower: Annotated[float, BeforeValidator(_slower, json_schema_input_type=float)]
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
