"""Planning: a scenario, a technique and a replication become a plan of plain numbers and arrays."""

from rtsim.planning.planner import plan

__all__ = ["plan"]
