"""Small outcomes that tests of comparisons, advice and reports share."""

from functools import cache
from typing import Any

from rtsim.analysis.comparison import Comparison, compare
from rtsim.experiments import Outcome, run
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques

SMALL = {
    "name": "small",
    "warmup": 3,
    "duration": 20,
    "replications": 3,
    "clients": {"count": 20, "connect_over": 2, "network": {"latency": 0.02}},
    "messages": {"to": "room", "room_size": 5, "rate": 0.2},
}
OVERLOADED = {
    **SMALL,
    "name": "overloaded",
    "messages": {"from": "server", "to": "everyone", "rate": 10},
    "server": {"costs": {"push_websocket": 0.01}},
    "techniques": ["websocket"],
}
BROKEN = {
    **SMALL,
    "name": "broken",
    "faults": {
        "restarts": [{"at": 8, "kind": "crash", "down": 1}, {"at": 15, "kind": "drain", "over": 2}],
        "brownouts": [{"at": 11, "lasts": 2, "slower": 5}],
    },
}


def outcome(content: dict[str, Any], *, workers: int = 1, **changes: Any) -> Outcome:
    """Simulate a scenario's techniques."""
    scenario = parse_scenario({**content, **changes}, techniques=settings_classes())
    chosen = {name: technique for name, technique in techniques().items() if name in scenario.techniques}
    return run(scenario, chosen, workers=workers)


@cache
def small() -> Comparison:
    """Give the comparison of all techniques in a small quiet world."""
    return compare(outcome(SMALL))


@cache
def broken() -> Comparison:
    """Give the comparison of the small world with a crash, a brownout and a drain."""
    return compare(outcome(BROKEN))


@cache
def silent() -> Comparison:
    """Give the comparison of a world in which nobody publishes while it is watched."""
    return compare(outcome(SMALL, duration=1, messages={"to": "room", "room_size": 5, "rate": "1 / h"}))


@cache
def overloaded() -> Comparison:
    """Give the comparison of a server that has more to do than it can."""
    return compare(outcome(OVERLOADED))
