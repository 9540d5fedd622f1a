"""Slowing: the brownouts of a run, one by one."""

from collections.abc import Iterable

import numpy as np

from rtsim.faults import Brownout
from rtsim.scenario.brownouts import Brownout as Written


def brownouts(written: Iterable[Written], nodes: int, horizon: float) -> tuple[Brownout, ...]:
    """Give each spell before `horizon` in which nodes are slow, in the order of time."""
    found = [
        Brownout(
            at=at, lasts=one.lasts, slower=one.slower, nodes=nodes if one.nodes == "all" else min(one.nodes, nodes)
        )
        for one in written
        for at in ([one.at] if one.every is None else np.arange(one.at, horizon, one.every).tolist())
    ]
    return tuple(sorted(found, key=lambda one: one.at))
