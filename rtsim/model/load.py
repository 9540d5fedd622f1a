"""Load: the kinds of work that the cores do, and what the window saw of each."""

import numpy as np

from rtsim.chance import Array
from rtsim.model.layout import OWN, Rows, World
from rtsim.plan import Plan

KINDS = ("open", "request", "respond", "publish", "push", "heartbeat", "backplane")
OPEN, REQUEST, RESPOND, PUBLISH, PUSH, HEARTBEAT, BACKPLANE = range(len(KINDS))
PUSH_BACK = len(KINDS)  # a push in the manner that is fallen back to


def costs(plan: Plan) -> Array:
    """Give the CPU seconds of each kind of work, that of a fallback's pushes at last if there is one."""
    each = [getattr(plan.server.costs, kind) for kind in KINDS]
    return np.array(each if plan.fallback is None else [*each, plan.fallback.push])


def costs_in(plan: Plan, manner: int) -> list[float]:
    """Give the CPU seconds of each kind of work for clients of a manner."""
    each: list[float] = costs(plan).tolist()
    return each if manner == OWN else [*each[:PUSH], each[PUSH_BACK], *each[PUSH + 1 :]]


def cpu_seconds(world: World, plan: Plan) -> dict[str, float]:
    """Give CPU seconds by kind: what lay wholly in the window by its count, and the pieces of what did not."""
    return dict(zip(KINDS, cpu_by_kind(world.work, plan).tolist(), strict=True))


def cpu_by_kind(work: Rows, plan: Plan) -> Array:
    """Give the CPU seconds of each kind along the last axis, for rows of work as the world keeps them."""
    each: Array = work["count"] * costs(plan) + work["bytes"] * plan.server.costs.per_byte + work["seconds"]
    if plan.fallback is not None:
        each[..., PUSH] += each[..., PUSH_BACK]
    return each[..., : len(KINDS)]
