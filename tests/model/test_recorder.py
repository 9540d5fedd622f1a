import struct
from dataclasses import replace
from hashlib import sha256
from math import isnan
from typing import Any

import numpy as np
import pytest

from rtsim.model import simulate
from rtsim.model.bins import BINS
from rtsim.model.recorder import digest
from rtsim.plan import OpenLoop
from rtsim.recording import Trace
from rtsim.techniques import techniques
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


def digest_of(name: str = "sse", **sections: Any) -> str:
    """Give the digest of a small world's messages."""
    plan = planned(name, **sections)
    assert isinstance(plan.messages, OpenLoop)
    return digest(plan.messages, plan)


def test_the_digest_is_of_the_messages() -> None:
    """Instants, senders, audience, payload, recipients or window make another digest; technique and link do not."""
    spoken = {"from": "clients", "to": "room", "room_size": 3, "rate": 1}
    known = digest_of(messages=spoken, clients=clients(6))
    for name in techniques():
        assert digest_of(name, messages=spoken, clients=clients(6, latency=0.5)) == known
    for change in (
        {"messages": {**spoken, "rate": 2}},
        {"messages": {**spoken, "from": "server"}},
        {"messages": {**spoken, "room_size": 2}},
        {"messages": {**spoken, "payload": 100}},
        {"messages": {**spoken, "echo": True}},
        {"messages": spoken, "clients": clients(7)},
        {"messages": spoken, "warmup": 1.0, "duration": 9.0},
        {"messages": spoken, "seed": 2},
    ):
        assert digest_of(**{"clients": clients(6), **change}) != known


def test_what_is_born_after_the_window_is_not_in_the_digest() -> None:
    """A message at the window's last instant makes another digest, one at its end or later does not."""
    to_all = {"from": "server", "to": "everyone"}
    known = digest_of(messages={**to_all, **trace(1.0)})
    assert digest_of(messages={**to_all, **trace(1.0, 10.0, 11.0)}) == known
    assert digest_of(messages={**to_all, **trace(1.0, 9.999)}) != known


def test_the_digest_is_of_numbers_in_one_byte_order() -> None:
    """The digest is that of the columns as little-endian numbers of 64 bits, so that it is the same on any machine."""
    messages = {"from": "server", "to": "everyone", "payload": 200, **trace(2.5, 12)}
    columns = struct.pack("<d3q2q", 2.5, -1, 0, 200, 0, 0)
    expected = sha256(b"(1, 0.0, 10.0, False)" + columns).hexdigest()[:16]
    assert digest_of(messages=messages, clients=clients(2)) == expected
    assert run("websocket", messages=messages, clients=clients(2)).messages == expected


def test_a_closed_loop_s_digest_is_of_what_was_born() -> None:
    """With the same link a closed loop's messages are the same, with a slower one they are others."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 2}}
    near, again, far = (
        run("websocket", messages={"from": "senders", "to": "everyone", **loop}, clients=clients(2, latency=latency))
        for latency in (0.1, 0.1, 0.2)
    )
    assert near.messages == again.messages != far.messages
