"""Failures: what became of the clients whose paths were cut."""

from collections.abc import Iterator, Sequence
from math import inf
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from rtsim.failures import Failures, Outcome
from rtsim.faults import Ending, Faults
from rtsim.model.layout import NOWHERE, PUSHING, Rows
from rtsim.model.run import Run
from rtsim.plan import Numbers
from rtsim.recording import Course


class _Fault(NamedTuple):
    """A fault that struck many at once: when, of what kind, and when it was over."""

    at: float
    kind: str
    up: float


def failures(run: Run, faults: Faults, course: Course) -> Failures:
    """Give what the run's faults did to its clients."""
    world, window = run.world, run.plan.window
    state, cuts = world.state[0], _cuts(run)
    found = [one for one in _outcomes(run, faults, cuts, course) if one.at < window.end]
    inside = np.minimum(cuts["at"], window.end) - np.maximum(cuts["dark"], window.start)
    back = cuts["at"] < inf
    return Failures(
        attempts=int(state.attempts),
        succeeded=int(((window.start <= cuts["at"]) & (cuts["at"] < window.end)).sum()),
        tried=world.tried,
        dark=np.sort((cuts["at"] - cuts["dark"])[back]),
        dark_total=float(np.maximum(inside, 0.0).sum()),
        missing=sum(one.missing for one in found),
        replayed=int(state.replayed),
        waiting=_waited(run) / (window.end - window.start),
        cut_idle=int(state.cut_idle),
        cut_lifetime=int(state.cut_lifetime),
        fell_back=int(state.fell_back),
        noticed=np.sort((cuts["noticed"] - cuts["dark"])[cuts["noticed"] < inf]),
        thrown_away=int(state.thrown),
        dropped=int(state.dropped),
        outcomes=tuple(sorted(found, key=attrgetter("at"))),
    )


def _outcomes(run: Run, faults: Faults, cuts: Rows, course: Course) -> Iterator[Outcome]:
    """Give what became of the clients after each fault that struck many of them at once; brownouts cut no path."""
    restarts = [
        _Fault(one.at, one.ending.value, one.at + (one.lasts if one.ending is Ending.CRASH else 0.0))
        for one in faults.restarts
    ]
    outages = [_Fault(at, "outage", until) for at, until in faults.outages.strikes()]
    brownouts = [_Fault(one.at, "brownout", one.over) for one in faults.brownouts]
    for first, of_kind in ((0, restarts), (len(restarts), outages)):
        for event, fault in enumerate(of_kind, first):
            yield _outcome(fault, cuts[cuts["event"] == event], _tries(run, fault, of_kind), course)
    for fault in brownouts:
        yield _outcome(fault, cuts[:0], _tries(run, fault, brownouts), course)


def _waited(run: Run) -> float:
    """Give the seconds within the window that requests have waited for one of their browser's connections."""
    world, window = run.world, run.plan.window
    total = float(world.state[0].waited)
    for first in world.browsers["first"]:
        place = first
        while place != NOWHERE:
            row = world.connections[place]
            until = min(window.end, row.idle if row.purpose == PUSHING else inf)
            total += max(until - max(float(row.at), window.start), 0.0)
            place = row.next
    return total


def _cuts(run: Run) -> Rows:
    """Give each cut of a client's path, with when it was open again: never, if it was not in the run."""
    world = run.world
    clients = world.recoveries[: run.plan.clients.count]
    lost = np.zeros(int((clients["dark"] >= 0).sum()), world.returns.dtype)
    lost["at"] = inf
    for name in ("dark", "event", "noticed"):
        lost[name] = clients[name][clients["dark"] >= 0]
    returns = world.returns[: world.state[0].returned]
    cuts = np.concatenate([returns[returns["endpoint"] != NOWHERE], lost])
    cuts["at"][cuts["at"] > run.plan.window.horizon] = inf  # known beforehand, and later than the run can last
    return cuts


def _tries(run: Run, fault: _Fault, of_kind: Sequence[_Fault]) -> Numbers:
    """Give the tries in each second from a fault to the next one of its kind."""
    tried = run.world.tried
    until = min((other.at for other in of_kind if other.at > fault.at), default=inf)
    return tried[int(fault.at) : int(min(until, len(tried))) + 1]


def _outcome(fault: _Fault, cuts: Rows, tries: Numbers, course: Course) -> Outcome:
    """Give an outcome; the cores had caught up at the end of the first bin after the fault with nothing left to do."""
    recovery = np.sort(cuts["at"] - np.maximum(cuts["dark"], fault.up))
    edges = (np.arange(len(course.unfinished)) + 1) * course.width
    idle = edges[(edges >= fault.up) & (course.unfinished <= 0)]
    return Outcome(
        at=fault.at,
        kind=fault.kind,
        up=fault.up,
        recovery=recovery[recovery < inf],
        missing=int((recovery == inf).sum()),
        peak=int(tries.max(initial=0)),
        busy_until=float(idle[0]) if len(idle) else inf,
    )
