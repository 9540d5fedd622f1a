"""Causes: why a path is cut that no intermediary cuts."""

from rtsim.faults import Ending
from rtsim.plan import Plan

IDLE, TOO_OLD, RESTARTS, DRAINED = "idle for too long", "too old", "the server restarts", "the server drains"
GIVEN_UP, OUTAGE, NO_UPGRADE = "given up", "an outage", "the upgrade is refused"


def cause(plan: Plan, at: float) -> str:
    """Say why the traced client's connection is cut at `at`: by what befell its node or itself, or it was given up."""
    faults = plan.faults
    node = int(plan.clients.nodes[plan.traced])
    for restart in faults.restarts if faults is not None else ():
        if restart.node == node and restart.ending is Ending.CRASH and at == restart.at:
            return RESTARTS
        if restart.node == node and restart.ending is Ending.DRAIN and 0 <= at - restart.at <= restart.lasts:
            return DRAINED
    if faults is not None and (faults.outages.at[faults.outages.client == plan.traced] == at).any():
        return OUTAGE
    return GIVEN_UP
