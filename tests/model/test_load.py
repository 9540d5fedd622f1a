import pytest

from rtsim.model.load import KINDS, cpu_seconds
from tests.model.runs import planned
from tests.model.worlds import begun


def test_load_is_told_by_kind() -> None:
    """Whole works count by number and bytes, and cut ones by the second."""
    each = [0.5, 0.25, 0.125, 2.0, 3.0, 4.0, 5.0]
    costs = dict(zip(("open", "request", "respond", "publish", "push_sse", "heartbeat"), each, strict=False))
    plan = planned("sse", server={"costs": {**costs, "per_byte": 0.01}, "backplane": {"cost": 5.0}})
    world = begun(plan).world
    world.work["count"] = range(1, 8)
    world.work["bytes"] = range(100, 800, 100)
    world.work["seconds"][2] = 0.75
    whole = {kind: (turn + 1) * (each[turn] + 1.0) for turn, kind in enumerate(KINDS)}
    assert cpu_seconds(world, plan) == pytest.approx(whole | {"respond": whole["respond"] + 0.75})
