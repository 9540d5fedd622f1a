"""A small piece of evidence: samples made by hand of measures that are known."""

from collections.abc import Mapping

from rtsim.claims.evidence import Evidence, Run, Sample
from rtsim.claims.measures import Measure
from rtsim.claims.relations import SSE, WEBSOCKET, Side
from rtsim.claims.sweep import Point, Sweep
from rtsim.claims.worlds import World

COST = Measure("cost", "s", lambda row, _: row["cost"])
OTHER = Measure("other cost", "bytes", lambda row, _: row["other"])
WORLDS = tuple(World("chat", (f"messages.rate={rate} / min",)) for rate in (1, 10, 100))
POINTS = tuple(Point(f"{rate} / min", world, rate) for rate, world in zip((1, 10, 100), WORLDS, strict=True))
RATE = Sweep("rate", POINTS, " / min")


def sample(*costs: float, other: float = 1.0) -> Sample:
    """Give a sample whose replications cost so much."""
    rows = tuple({"cost": cost, "other": other} for cost in costs)
    return Sample(rows=rows, clients=1, seconds=1.0, base_memory=0.0)


def evidence(of: Mapping[Side, tuple[tuple[float, ...], ...]]) -> Evidence:
    """Give what each side costs in each of `WORLDS`, replication by replication."""
    return {
        Run(world, side.technique): sample(*costs)
        for side, worlds in of.items()
        for world, costs in zip(WORLDS, worlds, strict=False)
    }


CROSSING = evidence(
    {
        SSE: ((1.0, 1.1, 1.2), (2.0, 2.1, 2.2), (3.0, 3.1, 3.2)),
        WEBSOCKET: ((3.0, 3.1, 3.2), (2.5, 2.6, 2.7), (1.0, 1.1, 1.2)),
    }
)
"""SSE costs less at first, and more in the last world."""
