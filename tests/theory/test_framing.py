import h11
import pytest
from wsproto.frame_protocol import FrameProtocol

from rtsim.theory import framing

SIZES = [0, 1, 5, 39, 125, 126, 127, 256, 1000, 65_535, 65_536, 100_000]


@pytest.mark.parametrize("size", SIZES)
def test_websocket_frames_are_as_long_as_wsprotos(size: int) -> None:
    """Frames of both directions have the length of those that wsproto builds."""
    server, client = FrameProtocol(client=False, extensions=[]), FrameProtocol(client=True, extensions=[])
    assert framing.websocket_frame(payload=size) == len(server.send_data(b"x" * size, fin=True))
    assert framing.websocket_client_frame(payload=size) == len(client.send_data(b"x" * size, fin=True))


@pytest.mark.parametrize("size", SIZES[1:])
def test_chunks_are_as_long_as_h11s(size: int) -> None:
    """Chunks and the end of a chunked body have the length of those that h11 builds."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    connection.next_event()
    connection.send(h11.Response(status_code=200, headers=[("Transfer-Encoding", "chunked")]))
    assert framing.chunk(size=size) == len(connection.send(h11.Data(data=b"x" * size)) or b"")
    assert len(connection.send(h11.EndOfMessage()) or b"") == framing.LAST_CHUNK


@pytest.mark.parametrize("text", ["", "Hello", "x" * 1000])
def test_events_and_comments_are_as_long_as_their_text(text: str) -> None:
    """The event stream's lines are counted as they are written."""
    assert framing.event(payload=len(text)) == len(f"data: {text}\n\n")
    assert framing.comment(text=len(text)) == len(f":{text}\n\n")


@pytest.mark.parametrize(("size", "records"), [(0, 0), (1, 1), (16_384, 1), (16_385, 2), (40_000, 3)])
def test_tls_records_hold_up_to_16_kib(size: int, records: int) -> None:
    """Each record, of at most 16,384 bytes, costs header, type and tag."""
    assert framing.tls_13_records(size=size) == size + records * (5 + 1 + 16)


def test_the_chunked_body_of_abril_comes_out() -> None:
    """Abril 2017: an answer of 39 bytes in one chunk is a body of 50 bytes."""
    assert framing.chunk(size=39) + framing.LAST_CHUNK == 50
