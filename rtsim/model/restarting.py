"""Restarting: the processes that let nodes fail, one for each node that does."""

from collections.abc import Generator, Sequence

from simpy import Event

from rtsim.faults import Ending, Faults, Restart
from rtsim.model.run import Run


def start(run: Run, faults: Faults) -> None:
    """Bring the failing nodes to life."""
    for node in sorted({restart.node for restart in faults.restarts}):
        events = [(place, restart) for place, restart in enumerate(faults.restarts) if restart.node == node]
        run.clock.process(_fail(run, events))
        run.expect(node, _next_crash(events))


def _fail(run: Run, events: Sequence[tuple[int, Restart]]) -> Generator[Event, None, None]:
    """Let a node fail again and again; `events` has the numbers of its restarts, and what they are."""
    for place, (event, restart) in enumerate(events):
        yield run.clock.at(restart.at)
        if restart.ending is Ending.CRASH:
            run.crash(restart.node, restart.at + restart.lasts, event)
        else:
            run.drain_node(restart, event)
        run.expect(restart.node, _next_crash(events[place + 1 :]))


def _next_crash(events: Sequence[tuple[int, Restart]]) -> float:
    return next((restart.at for _, restart in events if restart.ending is Ending.CRASH), float("inf"))
