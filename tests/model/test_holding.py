import pytest

from rtsim.model.holding import FEW
from tests.model.runs import clients, delivered, run, trace

HELD = {"long-polling": {"timeout": 3.0}}


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, 30])
@pytest.mark.parametrize("cores", [1, 2])
def test_held_requests_are_answered_in_turn(count: int, cores: int) -> None:
    """Few or many, each answer is a millisecond of work in the order of the clients, on each core."""
    server = {"costs": {"respond": 0.001}, "cores": cores}
    recording = run("long-polling", clients=clients(count), server=server)
    expected = [(0, client, round(5.01 + 0.001 * (client // cores + 1), 9)) for client in range(count)]
    assert sorted(delivered(recording)) == expected
    assert recording.cpu["respond"] == pytest.approx(0.001 * count)


def test_a_request_is_held_until_its_time_is_over() -> None:
    """Without news a client asks every 3.02 s, held for all but the round trip."""
    recording = run(
        "long-polling", duration=30.2, techniques=HELD, messages={"from": "server", "to": "one", **trace(90)}
    )
    assert recording.requests == recording.empty + 1 == 10
    assert recording.held.mean == pytest.approx(3.0 / 3.02, abs=0.002)
    assert recording.opened == 1


def test_what_comes_in_the_gap_waits_for_the_next_request() -> None:
    """A message 5 ms after the first leaves is answered when the client has asked again, a round trip later."""
    messages = {"from": "server", "to": "everyone", **trace(5.0, 5.005)}
    assert delivered(run("long-polling", messages=messages)) == [(0, 0, 5.01), (1, 0, 5.03)]


@pytest.mark.parametrize("count", [3, 20])
def test_an_answer_has_all_that_the_log_has_when_its_work_completes(count: int) -> None:
    """Two messages at one instant go in one answer, if publishing the second comes before answering the first."""
    messages = {"from": "server", "to": "everyone", **trace(5.0, 5.0)}
    server = {"costs": {"publish": 0.002, "respond": 0.001}}
    recording = run("long-polling", clients=clients(count), messages=messages, server=server)
    assert recording.answered == count
    assert recording.carried == 2 * count


@pytest.mark.parametrize("count", [3, 20])
def test_a_sender_is_not_answered_with_its_own_message(count: int) -> None:
    """All but the sender have its message, and the sender's request stays held."""
    messages = {"from": "clients", "to": "everyone", **trace(5.0)}
    recording = run("long-polling", clients=clients(count), messages=messages)
    assert len(set(recording.deliveries.recipient.tolist())) == recording.delivered == count - 1
    assert recording.requests == 2 * count - 1


def test_only_the_room_is_answered() -> None:
    """A message to one of two rooms leaves the other's requests held."""
    messages = {"from": "server", "to": "room", "room_size": 5, **trace(5.0)}
    recording = run("long-polling", clients=clients(10), messages=messages)
    assert recording.answered == recording.expected == 5
    assert len({client // 5 for client in recording.deliveries.recipient.tolist()}) == 1


def test_a_held_request_keeps_its_memory() -> None:
    """Memory is that of the process, and of a held request for each client while it is held."""
    server = {"memory": {"base": 1e6, "held_request": 1000.0, "idle_connection": 300.0}}
    memory = run("long-polling", clients=clients(8), server=server, warmup=1.0, messages={
        "from": "server", "to": "everyone", **trace(500)
    }).memory  # fmt: skip
    assert memory.mean == memory.peak == 1e6 + 8 * 1000.0
