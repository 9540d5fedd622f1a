"""Planning: a scenario, a technique and a replication become a plan of plain numbers and arrays."""

from rtsim.planning.failing import can_fail
from rtsim.planning.planner import plan

__all__ = ["can_fail", "plan"]
