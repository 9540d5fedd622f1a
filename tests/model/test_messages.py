import numpy as np

from rtsim.model.messages import Messages, Supply
from rtsim.plan import ClosedLoop
from tests.model.runs import clients, planned, trace


def test_a_sender_does_not_owe_itself() -> None:
    """Of a room of three, two get the message of the third; with echo all three do; the last room has one less."""
    for echo, owed in ((False, [2, 2, 2, 1, 1]), (True, [3, 3, 3, 2, 2])):
        spoken = {"from": "clients", "to": "room", "room_size": 3, "echo": echo, "process": "periodic", "rate": 0.1}
        messages = Messages(planned("sse", clients=clients(5), messages=spoken))
        by_origin = {messages.origin[m]: messages.recipients(m) for m in range(len(messages.birth))}
        assert [by_origin[client] for client in range(5)] == owed


def test_only_a_member_is_left_out() -> None:
    """A message of the server, or of a sender who is no client, is owed to everybody."""
    for origin in ("server", "senders"):
        messages = Messages(planned("sse", clients=clients(4), messages={"from": origin, "to": "everyone", **trace(1)}))
        assert messages.recipients(0) == 4
        assert not messages.skips(0)


def test_the_window_is_half_open() -> None:
    """A message born at the window's start counts, one at its end does not."""
    plan = planned("sse", warmup=2.0, messages={"from": "server", "to": "everyone", **trace(1.5, 2, 11.5, 12)})
    messages = Messages(plan)
    assert [messages.counts(message) for message in range(4)] == [False, True, True, False]


def test_a_supply_numbers_messages_as_they_are_born() -> None:
    """A closed loop's messages get their columns one by one; a worker's are the same whatever the others do."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 2}, "payload": {"dist": "exponential", "mean": 50}}
    plan = planned("sse", clients=clients(6), messages={"from": "clients", "to": "one", **loop})
    assert isinstance(plan.messages, ClosedLoop)
    columns = []
    for _ in range(2):
        messages = Messages(plan)
        supply = Supply(plan, plan.messages, messages, 1)
        assert [supply.publish(float(now)) for now in range(50)] == list(range(50))
        columns.append((messages.birth, messages.origin, messages.channel, messages.payload))
    assert columns[0] == columns[1]
    assert columns[0][1] == [1] * 50
    assert set(columns[0][2]) == {0, 2, 3, 4, 5}
    assert np.mean(columns[0][3]) > 0
