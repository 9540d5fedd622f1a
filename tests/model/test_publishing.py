import pytest

from tests.model.runs import clients, delivered, run, trace

NAMES = ("short-polling", "long-polling", "websocket", "sse")


def test_a_message_is_visible_when_its_work_is_done() -> None:
    """Four milliseconds of publish work come before the push, whoever the message is from."""
    recording = run("websocket", server={"costs": {"publish": 0.004, "push_websocket": 0.001}})
    assert delivered(recording) == [(0, 0, 5.015)]
    assert recording.publish.mean == pytest.approx(0.004)


@pytest.mark.parametrize(("acknowledge", "after"), [("receipt", 0.004), ("fan-out", 0.034)])
def test_the_acknowledgement_comes_when_it_should(acknowledge: str, after: float) -> None:
    """On receipt it waits for the publish work, after the fan-out for thirty pushes of a millisecond more."""
    messages = {"from": "server", "to": "everyone", "acknowledge": acknowledge, **trace(5.0)}
    costs = {"publish": 0.004, "push_websocket": 0.001}
    recording = run("websocket", clients=clients(30), messages=messages, server={"costs": costs})
    assert recording.publish.mean == pytest.approx(after)


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


@pytest.mark.parametrize("name", ["websocket", "sse"])
def test_the_servers_own_message_needs_no_thread(name: str) -> None:
    """Four clients keep all four threads, and get what the server has to say."""
    recording = run(name, clients=clients(4), server={"model": "threads", "threads": 4})
    assert recording.delivered == 4


def test_a_frame_needs_no_thread_beside_its_connections() -> None:
    """Four sockets keep all four threads, and what comes up on one of them is served by its own."""
    messages = {"from": "clients", "to": "everyone", **trace(5.0)}
    recording = run("websocket", clients=clients(4), messages=messages, server={"model": "threads", "threads": 4})
    assert recording.delivered == 3


def test_a_post_waits_for_a_thread() -> None:
    """With all threads kept by streams, a POST is never served."""
    messages = {"from": "clients", "to": "everyone", **trace(5.0)}
    for threads, got in ((4, 0), (5, 3)):
        server = {"model": "threads", "threads": threads}
        assert run("sse", clients=clients(4), messages=messages, server=server).delivered == got


@pytest.mark.parametrize("name", NAMES)
def test_memory_is_never_below_the_process_at_rest(name: str) -> None:
    """A message that is read while its publish work is queued leaves the server's memory no smaller."""
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 5.0, "payload": 100_000}
    settings = {"short-polling": {"interval": 0.05}, name: {"interval": 0.05} if name == "short-polling" else {}}
    server = {"costs": {"publish": 0.1}, "memory": {"base": 0.0}}
    memory = run(name, messages=messages, server=server, techniques=settings).memory
    assert 0.0 <= memory.mean <= memory.peak
