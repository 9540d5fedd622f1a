"""Byte counts that others published or that the formats fix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.wire import Wire, header_sets
from rtsim.wire.event_stream import numbered_event


def characters(name: str, *heads: str) -> int:
    """Count the characters of a set's heads without line ends, with a body's length of two digits."""
    texts = (header_sets()[name].head(head).with_length(21).text for head in heads)
    return sum(len(text.replace("\r\n", "")) for text in texts)


@given(body=st.integers(0, 10**6))
def test_what_a_push_adds(body: int) -> None:
    """A WebSocket frame adds 2, 4 or 10 B, a client's 4 more, an event 8 and its chunk, TLS 1.3 a record of 22 B."""
    head = 2 if body <= 125 else 4 if body <= 65_535 else 10
    event = body + 8
    assert Wire().frame().size(body) == body + head
    assert Wire().masked_frame().size(body) == body + head + 4
    assert Wire().event(name=None, numbered=False).size(body) == event + len(f"{event:x}") + 4
    records = -(-(body + head) // 16_384)
    assert Wire(tls="1.3").frame().size(body) == body + head + 22 * records


def test_rfc_6455_handshake() -> None:
    """The RFC's example handshake is 230 B up and 159 B down."""
    wire = Wire(headers="rfc6455")
    assert (wire.upgrade().first.size(0), wire.upgrade_response().first.size(0)) == (230, 159)


def test_rfc_6455_frames() -> None:
    """Hello is 7 B and 11 masked, an empty ping 2, its pong 6, 256 B are 260 and 65,536 B are 65,546."""
    wire = Wire()
    assert [wire.frame().size(body) for body in (5, 256, 65_536)] == [7, 260, 65_546]
    assert wire.masked_frame().size(5) == 11
    assert (wire.ping().size(0), wire.pong().size(0)) == (2, 6)


def test_lubbers_and_greco_heads() -> None:
    """A poll's heads are 692 + 179 = 871 characters, 909 B with their line ends."""
    wire = Wire(headers="lubbers-greco")
    assert (characters("lubbers-greco", "poll"), characters("lubbers-greco", "poll_response")) == (692, 179)
    assert wire.poll().first.size(0) + wire.poll_response().first.size(21) - 21 == 909


@pytest.mark.parametrize(
    ("clients", "polling", "websocket"), [(1_000, 6.6, 0.015), (10_000, 66, 0.153), (100_000, 665, 1.526)]
)
def test_lubbers_and_greco_traffic(clients: int, polling: float, websocket: float) -> None:
    """871 B and 2 B a second and client make their Mbps, which divide by 2^20."""
    head = characters("lubbers-greco", "poll", "poll_response")
    frame = Wire().frame().size(20) - 20
    assert 8 * head * 1_000 == 6_968_000
    assert 8 * head * clients / 2**20 == pytest.approx(polling, rel=0.01)
    assert 8 * frame * clients / 2**20 == pytest.approx(websocket, abs=0.0006)


def test_lubbers_and_greco_as_given_sizes() -> None:
    """Heads of their sizes without line ends, given as numbers, make 871 B for each poll."""
    wire = Wire(sizes={"poll": 692, "poll_response": 179})
    assert wire.poll().first.size(0) + wire.poll_response().repeated.size(0) == 871


def test_abril_polls() -> None:
    """A long poll is 428 B up and 108 + 50 B down for a value of 39 B in a chunked body."""
    wire = Wire(headers="abril")
    assert wire.poll().first.size(0) == 428
    assert wire.poll_response().repeated.size(39) == 108 + 50


def test_abril_event_stream() -> None:
    """An event stream is asked for with 450 B and opened with 166."""
    wire = Wire(headers="abril")
    assert (wire.stream().first.size(0), wire.stream_response().first.size(0)) == (450, 166)


def test_abril_events() -> None:
    """An event's text is 54 B before it is chunked: id, data line, and one empty line more than the format needs."""
    assert numbered_event().size(39, 0) + len("\n") == 54


def test_abril_websocket() -> None:
    """The handshake is 594 + 129 B by the HAR file's count, and a value in quotation marks a frame of 43 B."""
    wire = Wire(headers="abril")
    assert (wire.upgrade().first.size(0), wire.upgrade_response().first.size(0)) == (594, 129)
    assert wire.frame().size(39 + len('""')) == 43


@pytest.mark.parametrize(
    ("message", "body", "size"),
    [("poll", 0, 560), ("poll_response", 27, 235 + 27), ("stream", 0, 586)],
)
def test_chrome_heads(message: str, body: int, size: int) -> None:
    """A browser's poll is 560 B, Express's answer 235 B and its body, the request of an event stream 586 B."""
    assert getattr(Wire(), message)().first.size(body) == size


def test_chrome_upgrade() -> None:
    """A browser opens a WebSocket with 502 B and has 129 B back."""
    assert (Wire().upgrade().first.size(0), Wire().upgrade_response().first.size(0)) == (502, 129)


def test_chrome_with_a_cookie() -> None:
    """A cookie of 200 B makes a browser's poll 770 B."""
    assert Wire(headers="chrome-cookie").poll().first.size(0) == 770


def test_handshakes_of_the_notes() -> None:
    """The notes' WebSocket handshake is 166 + 129 B, their event stream's 102 B and 101 B and its transfer coding."""
    websocket, stream = Wire(headers="notes-websocket"), Wire(headers="notes-sse")
    assert (websocket.upgrade().first.size(0), websocket.upgrade_response().first.size(0)) == (166, 129)
    assert stream.stream().first.size(0) == 102
    assert stream.stream_response().first.size(0) == 101 + len("Transfer-Encoding: chunked\r\n")


def test_a_measured_server_s_events() -> None:
    """An aiohttp server's event with a name and an id of six digits adds 40 B to 181, its comment has 19."""
    assert Wire().event(name="message", numbered=True).size(181, 100_000) == 40 + 181
    assert Wire().comment("keep-alive").size(0) == 19
