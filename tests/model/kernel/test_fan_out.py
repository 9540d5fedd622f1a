import pytest

from tests.model.runs import clients, delivered, run, trace

TO_ALL = {"from": "server", "to": "everyone"}


@pytest.mark.parametrize("name", ["websocket", "sse"])
def test_other_nodes_get_a_message_over_the_backplane(name: str) -> None:
    """A client of the other node has it later by the backplane's latency and work."""
    server = {"nodes": 2, "backplane": {"latency": 0.5, "cost": 0.25}}
    recording = run(name, clients=clients(2), server=server)
    assert delivered(recording) == [(0, 0, 5.01), (0, 1, 5.76)]
    assert recording.cpu["backplane"] == pytest.approx(0.25)


def test_a_node_without_recipients_is_not_told() -> None:
    """A message to one client of the first node costs the second one nothing."""
    server = {"nodes": 2, "backplane": {"latency": 0.5, "cost": 0.25}}
    recording = run("sse", messages={"from": "server", "to": "one", **trace(5.0)}, server=server)
    assert recording.cpu["backplane"] == 0.0


@pytest.mark.parametrize("count", [1, 3, 9, 20])
def test_answers_to_held_requests_are_of_one_turn(count: int) -> None:
    """An event loop writes the answers to all whom a message releases when the last of them is made."""
    server = {"answers": "end-of-turn", "costs": {"respond": 0.001}}
    recording = run("long-polling", clients=clients(count), server=server)
    assert {time for _, _, time in delivered(recording)} == {round(5.01 + 0.001 * count, 9)}


def test_held_requests_of_other_nodes_are_released_over_the_backplane() -> None:
    """Each node answers those whom it holds, when the message is visible there."""
    server = {"nodes": 2, "costs": {"respond": 0.001}, "backplane": {"latency": 0.5, "cost": 0.25}}
    recording = run("long-polling", clients=clients(4), server=server)
    assert delivered(recording) == [(0, 0, 5.011), (0, 2, 5.012), (0, 1, 5.761), (0, 3, 5.762)]


@pytest.mark.parametrize("cores", [1, 2])
def test_a_message_is_in_the_log_when_its_work_is_done(cores: int) -> None:
    """A poll that is served while a message is taken in does not find it, wherever its own work completes first."""
    messages = {**TO_ALL, **trace(5.0)}
    server = {"cores": cores, "costs": {"publish": 0.5, "request": 0.1}}
    network = clients(1, latency=0.0)
    settings = {"short-polling": {"interval": 1.0, "timing": "fixed-rate"}}
    recording = run("short-polling", clients=network, messages=messages, server=server, techniques=settings)
    # One core serves the poll of 5.0 s after the message, two serve both at once.
    assert delivered(recording) == [(0, 0, 5.6 if cores == 1 else 6.1)]


def test_the_servers_messages_take_turns_at_the_nodes() -> None:
    """What the server says itself begins at one node after the other."""
    server = {"nodes": 2, "backplane": {"latency": 0.5, "cost": 0.0}}
    recording = run("websocket", clients=clients(2), messages={**TO_ALL, **trace(5.0, 7.0)}, server=server)
    assert delivered(recording) == [(0, 0, 5.01), (0, 1, 5.51), (1, 1, 7.01), (1, 0, 7.51)]


def test_a_core_is_free_while_a_message_is_held_back() -> None:
    """A message of the server's waits for one before it that another, slow node takes in, and its own core does not."""
    faults = {"brownouts": [{"at": 4.9, "lasts": 5.0, "slower": 8, "nodes": 1}]}
    server = {"nodes": 2, "costs": {"publish": 0.1}, "backplane": {"latency": 0.0, "cost": 0.0}}
    messages = {**TO_ALL, **trace(5.0, 5.1)}
    found = run("websocket", clients=clients(2), messages=messages, server=server, faults=faults)
    assert delivered(found) == [(0, 0, 5.81), (0, 1, 5.81), (1, 1, 5.81), (1, 0, 5.81)]
    assert 0 <= found.course.busy.min() <= found.course.busy.max() <= 1 + 1e-9
    assert found.course.busy.sum() * found.course.width * 2 == pytest.approx(0.9)
