"""The recorder: makes the recording of what a run's tables have."""

from hashlib import sha256

import numpy as np

from rtsim.histogram import Histogram
from rtsim.model.backlog import Backlog, Course
from rtsim.model.bins import BINS
from rtsim.model.failures import failures
from rtsim.model.kernel.books import LATENCY, PUBLISH_TIME, QUEUE_WAIT
from rtsim.model.layout import Rows, World
from rtsim.model.load import cpu_seconds
from rtsim.model.run import Run
from rtsim.model.traffic import EMPTY, REQUESTS, RESPONSES, parts
from rtsim.plan import OpenLoop, Plan
from rtsim.recording import Course as Bins
from rtsim.recording import Deliveries, Recording, Trace

_COUNTED = (
    "published", "expected", "delivered", "lost", "duplicates", "out_of_order", "carried", "opened", "refused",
    "reconnects",
)  # fmt: skip
"""What the recording has as the state counts it."""


def record(run: Run, messages: OpenLoop, backlog: Backlog, course: Course, trace: Trace) -> Recording:
    """Give the recording of a run that is over."""
    plan, world = run.plan, run.world
    state, traffic = world.state[0], world.traffic
    cpu, cores = cpu_seconds(world, plan), plan.server.cores * plan.server.nodes
    opened, held, memory = run.levels.finish(world, run.handle)
    found = parts(world, plan)
    series = _course(run, course)
    duration = plan.window.end - plan.window.start
    return Recording(
        technique=plan.technique,
        replication=plan.streams.replication,
        duration=duration,
        clients=plan.clients.count,
        cores=cores,
        latency=histogram(world, LATENCY),
        publish=histogram(world, PUBLISH_TIME),
        queue_wait=histogram(world, QUEUE_WAIT),
        age=float(state.age_area / state.age_time) if state.age_time else float("nan"),
        **{name: int(state[name]) for name in _COUNTED},
        undelivered=int(state.owed),
        requests=int(traffic[REQUESTS].up),
        empty=int(traffic[EMPTY].down),
        answered=int(traffic[RESPONSES].down),
        open=opened,
        held=held,
        memory=memory,
        traffic=found,
        payload=found["payload"].up + found["payload"].down,
        cpu=cpu,
        limits=backlog.limits(sum(cpu.values()) / (cores * duration)),
        course=series,
        failures=None if plan.faults is None else failures(run, plan.faults, series),
        births=messages.birth,
        messages=digest(messages, plan),
        deliveries=_deliveries(run),
        trace=trace,
    )


def digest(messages: OpenLoop, plan: Plan) -> str:
    """Give 16 hexadecimal digits of the messages born up to the window's end, who gets them, and which count.

    How many are born after it depends on how long the run goes on, and so on the technique. The digits are the same in
    every process and on every machine.
    """
    window, clients = plan.window, plan.clients
    born = int(np.searchsorted(messages.birth, window.end))
    found = sha256(repr((born, window.start, window.end, clients.skips_own)).encode())
    found.update(messages.birth[:born].astype("<f8").tobytes())
    for column in (messages.origin[:born], messages.channel[:born], messages.payload[:born], clients.channels):
        found.update(column.astype("<i8").tobytes())
    return found.hexdigest()[:16]


def histogram(world: World, which: int) -> Histogram:
    """Give what has been counted of one kind of value."""
    found, tally = Histogram(), world.tallies[which]
    found.count, found.total = int(tally.count), float(tally.total)
    found.least, found.greatest = float(tally.least), float(tally.greatest)
    found.buckets = world.buckets[which]
    return found


def _course(run: Run, course: Course) -> Bins:
    opened, held, memory = run.levels.course(run.world).T
    return Bins(
        width=run.plan.window.end / BINS,
        deliveries=run.world.bin_deliveries,
        latency=run.world.bin_latency,
        unfinished=course.unfinished,
        busy=course.busy,
        open=opened,
        held=held,
        memory=memory,
    )


def _deliveries(run: Run) -> Deliveries:
    """Give every delivery, where they were kept, by the clients' own numbers."""
    rows: list[Rows] = [*run.room.deliveries, run.world.deliveries[: run.world.state[0].kept]]
    kept = np.concatenate(rows)
    return Deliveries(
        message=kept["message"].astype(np.int64),
        recipient=run.world.clients["number"][kept["client"]].astype(np.int64),
        time=kept["at"].copy(),
    )
