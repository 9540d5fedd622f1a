from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from rtsim.model import simulate
from rtsim.model.bins import BINS
from rtsim.model.recorder import digest
from rtsim.plan import OpenLoop
from rtsim.recording import Trace
from tests.contract.contract import facts
from tests.model.runs import clients, delivered, planned, run, trace
from tests.model.worlds import starting

NAMES = ("short-polling", "long-polling", "websocket", "sse")
TO_ALL = {"from": "server", "to": "everyone"}


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_says_what_it_is_of(name: str) -> None:
    """Technique, replication, window, clients, cores and the messages' digest are the plan's."""
    sections = {"clients": clients(4), "server": {"cores": 2, "nodes": 3}, "warmup": 1.0, "duration": 4.0}
    recording, plan = run(name, **sections), planned(name, **sections)
    assert (recording.technique, recording.replication) == (name, 0)
    assert (recording.duration, recording.clients, recording.cores) == (4.0, 4, 6)
    assert isinstance(plan.messages, OpenLoop)
    assert recording.messages == digest(plan.messages, plan)
    assert recording.births.tolist() == plan.messages.birth.tolist()
    assert recording.trace == Trace()


def test_latencies_lie_in_their_message_s_bin() -> None:
    """The course counts what was born in each bin, warm-up included, the histogram what was born in the window."""
    recording = run("websocket", warmup=2.0, duration=10.0, messages={**TO_ALL, **trace(1.01, 3.01, 3.02)})
    course, width = recording.course, 12.0 / BINS
    assert course.width == width
    places = [int(1.01 / width), int(3.01 / width)]
    assert np.flatnonzero(course.deliveries).tolist() == places
    assert course.deliveries[places].tolist() == [1, 2]
    assert course.latency[places].tolist() == pytest.approx([0.01, 0.02])
    assert (recording.latency.count, recording.latency.total) == (2, pytest.approx(0.02))
    for column in (course.deliveries, course.latency, course.unfinished, course.busy, course.open, course.held):
        assert len(column) == BINS


def test_deliveries_have_the_clients_own_numbers() -> None:
    """In whatever order the tables have them, recipients are numbered as in the plan, each with its own instant."""
    settings = {"short-polling": {"interval": 60.0}}
    messages = {**TO_ALL, **trace(0.0)}
    plan = planned("short-polling", clients=clients(3), messages=messages, techniques=settings)
    recording = simulate(starting(plan, 2.0, 0.0, 1.0))
    assert sorted(delivered(recording)) == [(0, 0, 2.04), (0, 1, 0.04), (0, 2, 1.04)]


@pytest.mark.parametrize("name", NAMES)
def test_deliveries_are_kept_only_if_wanted(name: str) -> None:
    """Without them everything else is the same."""
    plan = planned(name, clients=clients(3), messages={**TO_ALL, **trace(1.0, 2.0)})
    kept, others = facts(simulate(plan)), facts(simulate(replace(plan, keeps_deliveries=False)))
    assert kept.pop("deliveries") != others.pop("deliveries")
    assert kept == others
    assert not len(simulate(replace(plan, keeps_deliveries=False)).deliveries.time)


def test_without_deliveries_there_is_no_age() -> None:
    """The age of what never came is not a number, and so is a mean of nothing."""
    recording = run("websocket", messages={**TO_ALL, **trace(50.0)})
    assert isnan(recording.age)
    assert isnan(recording.latency.mean)
    assert recording.published == 0
