"""Clients whose links are slower than messages come."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.model import simulate
from rtsim.model.manners import manners
from rtsim.model.sizes import sizes
from rtsim.plan import Compressing, OpenLoop
from rtsim.recording import Recording
from tests.model.runs import clients, delivered, planned, run, trace

PAYLOAD, SIZE = 198, 202  # with the frame's four bytes
POLICIES = ("close", "drop-oldest", "coalesce")


def slow(policy: str, times: tuple[float, ...], room: float, **sections: Any) -> Recording:
    """Push messages at these instants to one client whose link takes one of them per second."""
    setting = {"clients": clients(1, down=8 * SIZE) | {"reconnect": {"first": 1}},
               "messages": {"from": "server", "to": "everyone", "payload": PAYLOAD, **trace(*times)},
               "techniques": {"websocket": {"heartbeat": None}}, "duration": 60.0,
               "server": {"send_buffer": {"size": room, "policy": policy}}}  # fmt: skip
    return run("websocket", **(setting | sections))


def who(recording: Recording) -> list[tuple[int, float]]:
    """Give each delivery's message and instant."""
    return [(message, at) for message, _, at in delivered(recording)]


def test_what_fits_arrives_as_without_a_limit() -> None:
    """One after the other, each a second after the one before."""
    assert who(slow("drop-oldest", (5, 5.1, 5.2), 3 * SIZE)) == [(0, 6.01), (1, 7.01), (2, 8.01)]


def test_the_oldest_that_has_not_begun_to_leave_is_dropped() -> None:
    """One leaves, one waits, and the third takes the second's place."""
    found = slow("drop-oldest", (5, 5.1, 5.2), 2 * SIZE)
    assert who(found) == [(0, 6.01), (2, 7.01)]
    assert found.lost == 1


def test_what_has_left_in_part_takes_only_the_rest() -> None:
    """Half a second later half of the first has left, so that all three fit."""
    assert len(who(slow("drop-oldest", (5, 5.1, 5.5), 2.5 * SIZE))) == 3
    assert len(who(slow("drop-oldest", (5, 5.1, 5.49), 2.5 * SIZE))) == 2


def test_what_never_fits_is_lost_itself() -> None:
    """A message larger than the buffer is the oldest that waits."""
    assert slow("drop-oldest", (5, 6), SIZE - 1).lost == 2


def test_only_the_newest_waits() -> None:
    """Three wait until a fourth does not fit, which takes the place of all."""
    found = slow("coalesce", (5, 5.1, 5.2, 5.3, 5.4), 4 * SIZE)
    assert who(found) == [(0, 6.01), (4, 7.01)]
    assert found.lost == 3


@pytest.mark.parametrize("resume", [False, True])
def test_a_full_buffer_closes_the_connection(*, resume: bool) -> None:
    """Nothing that has not left arrives; the client is told, comes back, and is given what it missed if it resumes."""
    found = slow("close", (5, 5.1, 5.2, 20), 2 * SIZE,
                 techniques={"websocket": {"heartbeat": None, "resume": resume}})  # fmt: skip
    assert found.failures is not None
    if not resume:
        assert [message for message, _ in who(found)] == [3]
        assert found.lost == 3
        assert found.failures.thrown_away == SIZE
        assert found.failures.dark[0] > 1
    else:  # what it missed does not fit into the buffer either, which is full before the answer is there
        assert (found.failures.attempts > 20, found.failures.succeeded) == (True, 0)
        assert found.lost == 0


def test_what_waits_takes_memory() -> None:
    """For each connection of its own."""
    found, free = slow("drop-oldest", (5, 5, 5), 3 * SIZE), slow("drop-oldest", (5, 20, 40), 3 * SIZE)
    assert found.memory.peak - free.memory.peak == pytest.approx(2 * (SIZE + PAYLOAD))


def test_heartbeats_go_past_what_waits() -> None:
    """A heartbeat is behind what has begun to leave, and before the rest."""
    beating = {"websocket": {"heartbeat": 5.2}}
    found = slow("drop-oldest", (5, 5.1, 5.15), 4 * SIZE, techniques=beating)
    silent = slow("drop-oldest", (5, 5.1, 5.15), 4 * SIZE)
    late = [mine - other for (_, mine), (_, other) in zip(who(found), who(silent), strict=True)]
    assert late[0] == 0
    assert late[1] == late[2] == pytest.approx(2 / SIZE)


def test_a_drain_lets_what_was_written_leave() -> None:
    """A connection that is closed in order is closed behind what waits for it."""
    found = slow("drop-oldest", (5, 5, 5, 5), 9 * SIZE, faults={"restarts": [{"at": 5.5, "kind": "drain", "over": 1}]})
    assert [message for message, _ in who(found)] == [0, 1, 2, 3]


def test_a_crash_loses_what_waits() -> None:
    """Only what has left before arrives."""
    found = slow("drop-oldest", (5, 5, 5, 5), 9 * SIZE, faults={"restarts": [{"at": 7.5, "kind": "crash"}]})
    assert [message for message, _ in who(found)] == [0, 1]
    assert found.lost == 2


@settings(max_examples=25, deadline=None)
@given(
    policy=st.sampled_from(POLICIES), room=st.sampled_from([100, 500, 900, 5_000]), resume=st.booleans(),
    times=st.lists(st.integers(0, 40).map(lambda tenths: 1 + tenths / 10), min_size=1, max_size=12),
    count=st.integers(1, 3), crash=st.booleans(), name=st.sampled_from(["websocket", "sse"]),
)  # fmt: skip
def test_all_bytes_are_received_or_thrown_away(
    policy: str, room: float, *, resume: bool, times: list[float], count: int, crash: bool, name: str
) -> None:
    """Bytes that left the server are what clients have and what arrived nowhere; each message is had once or not."""
    restarts = [{"at": 3.3, "kind": "crash", "down": 0.2}] if crash else []
    plan = planned(
        name,
        clients=clients(count, down=8 * 300) | {"reconnect": {"first": 0.3}},
        messages={"from": "server", "to": "everyone", "payload": PAYLOAD, **trace(*sorted(times))},
        techniques={"websocket": {"resume": resume}, "sse": {"event_id": resume, "retry": 0.3}},
        server={"send_buffer": {"size": room, "policy": policy}, "costs": {f"push_{name}": 0.01}},
        duration=15.0,
        drain=10.0,
        faults={"restarts": restarts},
    )
    found = simulate(plan)
    assert found.failures is not None
    assert isinstance(plan.messages, OpenLoop)
    size = sizes(manners(plan)[0], plan.upstream.added, Compressing(), 0, plan.messages.payload)["pushed"]
    left = found.traffic["framing"].down + found.traffic["payload"].down
    assert left == size[found.deliveries.message].sum() + found.failures.thrown_away
    assert found.expected == found.delivered + found.lost + found.undelivered
    assert len(set(delivered(found))) == len({(message, client) for message, client, _ in delivered(found)})
