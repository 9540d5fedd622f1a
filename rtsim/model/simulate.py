"""`simulate`: one run, from its plan to its recording."""

from collections.abc import Callable, Generator, Sequence

import numpy as np
from simpy import Event

from rtsim.faults import Ending, Faults, Restart
from rtsim.model.backlog import Backlog, Course
from rtsim.model.bins import BINS
from rtsim.model.compiled import Kernel
from rtsim.model.effort import fitting
from rtsim.model.recorder import record
from rtsim.model.run import Run
from rtsim.model.witness import Witness
from rtsim.model.workers import Workers
from rtsim.plan import NOBODY, SERVER, OpenLoop, Plan
from rtsim.recording import Recording, Trace

LOOKS = 20  # at how far a run has come that goes on until all is delivered


def silent(_now: float) -> None:
    """Tell nobody how far a run has come."""


def simulate(plan: Plan, progress: Callable[[float], object] = silent, kernel: Kernel | None = None) -> Recording:
    """Run the plan's technique over its window, and on until all that was published in it is delivered.

    Whom a fault has cut off is to be back as well.

    The run ends at the window's horizon at the latest; what is not delivered by then is counted as undelivered.
    `progress` is told the simulated instant from time to time; `kernel` is the form of the kernel to be used.
    """
    kernel = kernel or fitting(plan)
    run = Run(plan, kernel)
    source = _source(run)
    run.begin()
    if plan.faults is not None:
        start_failing(run, plan.faults)
    backlog, course = Backlog(run), Course(run)
    for place in range(BINS):
        end = course.end_of(place)
        if run.now <= plan.window.start < end:
            run.advance(plan.window.start)
            backlog.begin()
        run.advance(end)
        course.note(place)
        progress(end)
    backlog.finish()
    for until in np.linspace(plan.window.end, plan.window.horizon, LOOKS + 1)[1:]:
        run.drain(float(until))
        progress(plan.window.end)
    kernel.end_ages(run.handle)
    messages = source()
    recording = record(run, messages, backlog, course, _trace(run, messages))
    run.end()
    return recording


def _source(run: Run) -> Callable[[], OpenLoop]:
    """Bring a closed loop's workers to life, if there are any; give how to ask for the messages of the run."""
    messages = run.plan.messages
    if isinstance(messages, OpenLoop):
        return lambda: messages
    return Workers(run, messages).published


def start_failing(run: Run, faults: Faults) -> None:
    """Bring the nodes to life that fail, each as a process of its own."""
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


def _trace(run: Run, messages: OpenLoop) -> Trace:
    """Give what happened to the traced client, if there is one."""
    if run.plan.traced == NOBODY:
        return Trace()
    state = run.world.state[0]
    rows = np.concatenate([*run.room.facts, run.world.facts[: state.told]])
    return Witness(run.plan, run.world, _with_announcements(run, messages)).trace(rows, float(state.now))


def _with_announcements(run: Run, messages: OpenLoop) -> OpenLoop:
    """Give the messages of a run, and after them those by which rooms were told of their members."""
    first, count = len(messages.birth), int(run.world.state[0].announced)
    if not count:
        return messages
    rows = run.world.messages[first : first + count]
    return OpenLoop(
        **{name: np.concatenate([getattr(messages, name), rows[name]]) for name in ("birth", "channel", "payload")},
        origin=np.concatenate([messages.origin, np.full(count, SERVER)]),
    )
