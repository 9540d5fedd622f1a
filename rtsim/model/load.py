"""Load: the kinds of work that the cores do, and what the window saw of each."""

from rtsim.model.layout import World
from rtsim.plan import Plan

KINDS = ("open", "request", "respond", "publish", "push", "heartbeat", "backplane")
OPEN, REQUEST, RESPOND, PUBLISH, PUSH, HEARTBEAT, BACKPLANE = range(len(KINDS))


def cpu_seconds(world: World, plan: Plan) -> dict[str, float]:
    """Give CPU seconds by kind: what lay wholly in the window by its count, and the pieces of what did not."""
    costs = plan.server.costs
    return {
        kind: count * getattr(costs, kind) + moved * costs.per_byte + cut
        for kind, (count, moved, cut) in zip(KINDS, world.work.tolist(), strict=True)
    }
