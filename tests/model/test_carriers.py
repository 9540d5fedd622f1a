import pytest

from tests.model.runs import clients, delivered, run, trace

SPOKEN = {"from": "senders", "to": "everyone", "senders": {"connections": 1}, **trace(5.0, 6.0)}
PAIR = {"from": "clients", "to": "everyone", **trace(5.0, 6.0)}


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
