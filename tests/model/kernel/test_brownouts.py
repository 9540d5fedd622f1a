from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.faults import Brownout
from rtsim.model.failing_tables import slow_spells
from rtsim.model.kernel.cores import worked
from tests.model.worlds import laid_out

HAIR = 1e-9
TENTHS = st.integers(0, 40).map(lambda tenths: tenths / 10)
SLOW = st.builds(
    lambda at, lasts, slower, nodes: Brownout(at=at, lasts=lasts + 0.1, slower=slower, nodes=nodes),
    at=TENTHS, lasts=TENTHS, slower=st.sampled_from([1.5, 2.0, 7.0]), nodes=st.integers(1, 3),
)  # fmt: skip


def by_steps(brownouts: list[Brownout], node: int, start: float, until: float) -> float:
    """Give the work that a core does from `start` to `until`, summed over moments in which nothing changes."""
    instants = np.unique([start, until, *(at for one in brownouts for at in (one.at, one.over))])
    instants = instants[(instants >= start) & (instants <= until)]
    middles = (instants[1:] + instants[:-1]) / 2
    slow = [prod(one.slower for one in brownouts if node < one.nodes and one.at < at < one.over) for at in middles]
    return float((np.diff(instants) / np.array(slow)).sum())


@settings(deadline=None)
@given(brownouts=st.lists(SLOW, max_size=4), node=st.integers(0, 2), start=TENTHS, seconds=TENTHS, now=TENTHS)
def test_work_is_what_speed_comes_to(
    brownouts: list[Brownout], node: int, start: float, seconds: float, now: float
) -> None:
    """The speed of a core, integrated from the work's beginning to its completion, is the work."""
    spells, spans = slow_spells(brownouts, 3)
    world = laid_out(server={"nodes": 3})._replace(spells=spells)
    world.nodes["spell"], world.nodes["spells"] = spans
    world.state["now"] = min(now, start)
    done = worked(world, node, start, seconds)
    assert by_steps(brownouts, node, start, done) == pytest.approx(seconds, abs=HAIR)


def test_nodes_share_spells() -> None:
    """Ten thousand nodes that are slow at the same times have one spell each time."""
    often = [Brownout(at=float(at), lasts=0.5, slower=2.0, nodes=10_000) for at in range(100)]
    spells, spans = slow_spells(often, 10_000)
    assert len(spells) == 100
    assert (spans == [[0], [100]]).all()
