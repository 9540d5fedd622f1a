import pytest

from rtsim.model.kernel.publishing import born, next_birth, send_up, send_waiting, take_in
from rtsim.model.layout import BIRTH, SOCKET
from tests.model.runs import clients, delivered, run, trace
from tests.model.worlds import laid_out, pending

SPOKEN = {"from": "senders", "to": "everyone", "senders": {"connections": 1}, **trace(5.0, 6.0)}
PAIR = {"from": "clients", "to": "everyone", **trace(5.0, 6.0)}
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


def test_a_senders_post_takes_one_way_up() -> None:
    """A sender has a connection from the start: up, and down to the client; the acknowledgement comes back too."""
    recording = run("sse", messages=SPOKEN, server={"costs": {"publish": 0.004}})
    assert delivered(recording) == [(0, 0, 5.024), (1, 0, 6.024)]
    assert recording.publish.mean == pytest.approx(0.024)
    assert recording.cpu["publish"] == pytest.approx(0.008)


def test_a_post_pays_for_its_connection_once() -> None:
    """A client's first POST sets a connection up, a round trip and the cost of opening; its next one does not."""
    recording = run("sse", clients=clients(2), messages=PAIR, server={"costs": {"open": 0.003}})
    origins = {5.0: 5.043, 6.0: 6.020} if recording.opened == 3 else {5.0: 5.043, 6.0: 6.043}
    assert [time for _, _, time in delivered(recording)] == list(origins.values())


def test_a_connection_that_fell_idle_is_opened_anew() -> None:
    """With a keep-alive time of half a second, the sender's connection is idle too long before either POST."""
    for keep_alive, opened in ((75.0, 2), (0.5, 4)):
        server = {"keep_alive": keep_alive}
        assert run("sse", clients=clients(1), messages=SPOKEN, server=server).opened == opened


def test_a_frame_takes_one_way_up_and_no_set_up() -> None:
    """On its socket a client's message goes up at once, and the acknowledgement is a frame."""
    recording = run("websocket", clients=clients(2), messages=PAIR)
    assert [time for _, _, time in delivered(recording)] == [5.02, 6.02]
    assert recording.publish.mean == pytest.approx(0.02)
    assert recording.opened == 2


@pytest.mark.parametrize("birth", [0.0, 0.01, 0.035, 0.04])
def test_what_is_published_early_waits_for_the_socket(birth: float) -> None:
    """A sender's socket is open for it after two round trips: frames of before leave then, in order."""
    messages = {"from": "senders", "to": "everyone", **trace(birth, 2.0)}
    recording = run("websocket", messages=messages)
    assert delivered(recording) == [(0, 0, pytest.approx(max(birth, 0.04) + 0.02)), (1, 0, 2.02)]


@pytest.mark.parametrize("name", ["sse", "websocket"])
def test_payload_goes_up_once_for_each_message(name: str) -> None:
    """The publishing part has the bytes around the payload, which stands apart."""
    recording = run(name, messages=SPOKEN)
    assert recording.traffic["payload"].up == 2 * 200
    assert recording.traffic["payload"].down == 2 * 200
    assert recording.traffic["publishing"].up > 0


@pytest.mark.parametrize("origin", ["server", "clients", "senders"])
def test_frames_of_one_socket_are_taken_in_in_order(origin: str) -> None:
    """On two cores a short work does not make a later message of the same sender visible before an earlier one."""
    messages = {"from": origin, "to": "everyone", "echo": origin == "clients", **trace(5.0, 5.0)}
    world = laid_out("websocket", messages=messages, server={"cores": 2, "costs": {"per_byte": 0.001}})
    assert [take_in(world, 0, message, size, 0) for message, size in ((0, 1000), (1, 10))] == [1.0, 1.0]


def test_posts_are_visible_when_their_own_work_is_done() -> None:
    """On two cores a POST of little work is visible before an earlier one of much, for nothing holds it up."""
    world = laid_out("sse", messages=SPOKEN, server={"cores": 2, "costs": {"per_byte": 0.001}})
    assert [take_in(world, 0, message, size, 0) for message, size in ((0, 1000), (1, 10))] == [1.0, 0.01]


def test_births_come_one_after_the_other() -> None:
    """An open loop has one birth on the calendar at a time, and none after the last."""
    world = laid_out(messages={"from": "server", "to": "everyone", **trace(1.0, 2.5)})
    next_birth(world, 0)
    assert pending(world) == [(2.5, BIRTH, 1)]
    next_birth(world, 1)
    assert len(pending(world)) == 1


def test_what_is_born_is_owed() -> None:
    """A message of the window is owed to each of its recipients, one of before is in memory all the same."""
    messages = {"from": "server", "to": "everyone", **trace(1.0, 3.0)}
    world = laid_out(clients=clients(4), messages=messages, warmup=2.0)
    for message in (0, 1):
        born(world, message)
    state = world.state[0]
    assert (state.published, state.expected, state.owed, state.copies) == (1, 4, 4, 8)


def test_frames_that_wait_leave_in_order_when_the_socket_opens() -> None:
    """What a sender publishes before its socket is open waits in order, and each is an event of its opening."""
    spoken = {"from": "senders", "to": "everyone", **trace(0.0, 0.0, 0.0)}
    world = laid_out(messages=spoken)
    for message in range(3):
        send_up(world, message)
    assert (pending(world), world.state[0].waiting) == ([], 3)
    send_waiting(world, 1, 0.04, SOCKET)
    assert pending(world) == [(0.04, SOCKET, message) for message in range(3)]
    assert world.state[0].waiting == 0
