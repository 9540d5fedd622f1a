from typing import Any

import numpy as np
import pytest

from rtsim.model.workers import Workers
from rtsim.plan import ClosedLoop
from tests.model.runs import clients, planned, run
from tests.model.worlds import begun

NAMES = ("short-polling", "long-polling", "websocket", "sse")
LOOP: dict[str, Any] = {"process": "closed-loop", "closed-loop": {"concurrency": 2, "think": 0.3}}


@pytest.mark.parametrize("name", NAMES)
def test_a_closed_loop_waits_for_its_acknowledgement(name: str) -> None:
    """One worker that thinks 0.1 s and is acknowledged after 0.02 s publishes every 0.12 s."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 1, "think": 0.1}}
    recording = run(name, messages={"from": "senders", "to": "everyone", **loop})
    gaps = recording.births[1:] - recording.births[:-1]
    assert gaps[2:].tolist() == pytest.approx([0.12] * (len(gaps) - 2))
    assert recording.published == sum(recording.births < 10)


def test_a_closed_loop_has_as_many_under_way_as_it_has_workers() -> None:
    """By Little's law the rate is the number of workers over the round trip."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 5, "think": 0.03}}
    recording = run("websocket", messages={"from": "senders", "to": "everyone", "senders": {"count": 2}, **loop})
    assert recording.published / 10 == pytest.approx(5 / 0.05, rel=0.02)


def test_what_everybody_has_read_is_unread_by_nobody() -> None:
    """The server counts down who has yet to read a message, from all who listen."""
    made = begun(planned("websocket", clients=clients(4), messages={"from": "senders", "to": "everyone", **LOOP}))
    assert isinstance(made.plan.messages, ClosedLoop)
    workers = Workers(made, made.plan.messages)
    made.begin()
    made.advance(10.0)
    assert len(workers.published().birth) > 20
    assert made.world.messages["unread"][:20].tolist() == [0] * 20


def published(name: str, latency: float) -> dict[int, list[tuple[int, int]]]:
    """Give channel and payload of what each of two workers has published in ten seconds, by its client."""
    payload = {"dist": "exponential", "mean": 50}
    messages = {"from": "clients", "to": "one", "payload": payload, **LOOP}
    made = begun(planned(name, clients=clients(6, latency=latency), messages=messages))
    assert isinstance(made.plan.messages, ClosedLoop)
    workers = Workers(made, made.plan.messages)
    made.begin()
    made.advance(10.0)
    born = workers.published()
    rows = zip(born.origin.tolist(), born.channel.tolist(), born.payload.tolist(), strict=True)
    found = {int(origin): list[tuple[int, int]]() for origin in made.plan.messages.origins}
    for origin, channel, size in rows:
        found[origin].append((channel, size))
    assert len(found) == 2
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_worker_s_messages_are_the_same_whatever_the_others_do(name: str) -> None:
    """The n-th message of a worker has the same audience and payload under every technique and on every link."""
    known, slow = published("websocket", 0.01), published(name, 0.2)
    for client, messages in slow.items():
        assert 5 < len(messages) < len(known[client])
        assert messages == known[client][: len(messages)]
        assert len({size for _, size in messages}) > 5
        assert client not in {channel for channel, _ in messages}


def test_everything_that_was_published_is_in_the_recording() -> None:
    """Births are in order, begin at zero with one for each worker, and are as many as were published.

    The sender's socket opens at 40 ms, its acknowledgement is there after 20 ms more, and its worker thinks for 300.
    """
    recording = run("websocket", messages={"from": "senders", "to": "everyone", **LOOP})
    assert (np.diff(recording.births) >= 0).all()
    assert recording.births[:3].tolist() == [0.0, 0.0, pytest.approx(0.36)]
    assert recording.published == np.count_nonzero(recording.births < 10)


def test_a_loop_without_acknowledgements_stands_still() -> None:
    """A loop whose first acknowledgement never comes publishes once for each worker."""
    recording = run("sse", clients=clients(2, latency=20.0), messages={"from": "clients", "to": "everyone", **LOOP})
    assert (recording.published, recording.births.tolist()) == (2, [0.0, 0.0])
