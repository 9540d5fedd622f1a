"""Effort: how many events a run comes to, roughly, and which form of the kernel is worth its start."""

import numpy as np

from rtsim.model.compiled import Kernel, compiled, is_kept, plain
from rtsim.plan import OpenLoop, Plan, Pull

SOME = 800
"""Events that plain Python carries in the time that it takes to load compiled code, some 80 ms."""
FEW = 4_000
"""Events for which nothing is compiled that has not been before: plain Python carries them in 0.4 s."""

_EACH_OUTAGE = 10  # events: tries until there is a path again, and the set-up


class Effort:
    """What this process has simulated so far."""

    def __init__(self) -> None:
        self._events = 0.0

    def kernel(self, plan: Plan) -> Kernel:
        """Give the kernel for a run: as it is written for next to nothing, compiled as soon as there is more."""
        self._events += events(plan)
        faulty = plan.faults is not None
        if self._events <= SOME or (self._events <= FEW and not is_kept(faulty=faulty)):
            return plain()
        return compiled(faulty=faulty)


def events(plan: Plan) -> float:
    """Give about how many events a run has: set-ups, polls or heartbeats, outages, and deliveries."""
    clients, mechanism, end = plan.clients, plan.mechanism, plan.window.end
    if not isinstance(plan.messages, OpenLoop):
        return np.inf  # a closed loop goes as fast as it can
    outages = _EACH_OUTAGE * len(plan.faults.outages.at) if plan.faults else 0
    rest = outages + float(np.bincount(clients.channels)[plan.messages.channel].sum()) + len(plan.messages.birth)
    if plan.faults is not None and plan.faults.presence is not None:  # each who comes in is told to all who are there
        rest += float((np.bincount(clients.channels) ** 2).sum())
    if isinstance(mechanism, Pull):
        every = mechanism.hold + mechanism.pause.mean
        return clients.count * (4 + end / max(every, 1e-9)) + rest
    return clients.count * (4 + end / mechanism.heartbeat) + rest


_EFFORT = Effort()


def fitting(plan: Plan) -> Kernel:
    """Give the kernel that fits a run best in this process; both give the same recording."""
    return _EFFORT.kernel(plan)
