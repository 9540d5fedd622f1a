"""Scenarios for the tests of planning: as short as they can be."""

from typing import Any

from rtsim.plan import Plan
from rtsim.planning import plan
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes, techniques


def scenario(count: int = 10, **sections: Any) -> Scenario:
    """Read a scenario of `count` clients."""
    content = {"name": "scene", "clients": {"count": count}, **sections}
    return parse_scenario(content, techniques=settings_classes())


def planned(name: str, count: int = 10, *, replication: int = 0, **sections: Any) -> Plan:
    """Plan one run of such a scenario."""
    return plan(scenario(count, **sections), techniques()[name], replication)
