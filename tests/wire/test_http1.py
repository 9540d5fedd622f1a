import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rtsim.wire.envelopes import Plain
from rtsim.wire.headers import HEADS, REQUESTS, Head, header_sets
from rtsim.wire.http1 import Http1, chunk, request_bytes, response_bytes

PAIRS = (
    ("poll", "poll_response"),
    ("poll", "poll_empty"),
    ("poll", "no_content"),
    ("publish", "publish_response"),
    ("stream", "stream_response"),
    ("upgrade", "upgrade_response"),
)
SETS = tuple(header_sets())
BODIES = st.integers(0, 200_000)


def lines(text: bytes) -> list[bytes]:
    """Give a head's lines in an order and a case of their own: h11 moves the framing fields to the end."""
    return sorted(text.lower().split(b"\r\n"))


def whole_request(head: Head, body: int) -> bytes:
    """Write a request and its body with h11's client."""
    method, target, _ = head.start.split(" ")
    client = h11.Connection(h11.CLIENT)
    fields = list(head.with_length(body).fields)
    events = [h11.Request(method=method, target=target, headers=fields), h11.Data(data=b"x" * body), h11.EndOfMessage()]
    return b"".join(client.send(event) or b"" for event in events)


def whole_response(request: Head, head: Head, body: int) -> bytes:
    """Write a response and its body with h11's server."""
    server = h11.Connection(h11.SERVER)
    server.receive_data(request_bytes(request.with_length(0)))
    server.next_event()
    fields = list(head.with_length(body).fields)
    data = [h11.Data(data=b"x" * body)] if body else []
    events = [h11.Response(status_code=200, reason=b"OK", headers=fields), *data, h11.EndOfMessage()]
    return b"".join(server.send(event) or b"" for event in events)


@pytest.mark.parametrize("head", REQUESTS)
@pytest.mark.parametrize("name", SETS)
def test_h11_writes_the_request_of_the_file(name: str, head: str) -> None:
    """What h11's client sends is the head as the file has it."""
    found = header_sets()[name].head(head).with_length(0)
    assert lines(request_bytes(found)) == lines(found.text.encode())


@pytest.mark.parametrize(("request_head", "head"), PAIRS)
@pytest.mark.parametrize("name", SETS)
def test_h11_writes_the_response_of_the_file(name: str, request_head: str, head: str) -> None:
    """What h11's server answers is the head as the file has it: it needs to add nothing and to take nothing away."""
    heads = header_sets()[name]
    found = heads.head(head).with_length(0)
    assert lines(response_bytes(heads.head(request_head).with_length(0), found)) == lines(found.text.encode())


@given(name=st.sampled_from(SETS), body=BODIES)
def test_a_post_is_as_long_as_h11_writes_it(name: str, body: int) -> None:
    """A request's size is that of its head, with the true digits of its length, and its body."""
    head = header_sets()[name].head("publish")
    assert Http1().request(head).first.size(body) == len(whole_request(head, body))


@given(name=st.sampled_from(SETS), body=BODIES)
@example(name="abril", body=0)
@example(name="chrome", body=0)
def test_an_answer_is_as_long_as_h11_writes_it(name: str, body: int) -> None:
    """A response's size is that of its head and of its body, measured or in one chunk."""
    request, head = header_sets()[name].head("poll"), header_sets()[name].head("poll_response")
    assert Http1().response(request, head).repeated.size(body) == len(whole_response(request, head, body))


@given(body=BODIES)
def test_an_answer_of_unknown_length_is_chunked(body: int) -> None:
    """A body without a length in its head is one chunk and the last chunk, which an empty body is alone."""
    request, head = header_sets()["abril"].head("poll"), header_sets()["abril"].head("poll_response")
    expected = 108 + (body + len(hex(body)) - 2 + 4 if body else 0) + 5
    assert Http1().response(request, head).first.size(body) == expected


@given(body=st.integers(1, 200_000))
def test_a_part_of_a_stream_is_as_long_as_h11_writes_it(body: int) -> None:
    """A part of a body that goes on is one chunk."""
    heads = header_sets()["chrome"]
    server = h11.Connection(h11.SERVER)
    server.receive_data(request_bytes(heads.head("stream")))
    server.next_event()
    server.send(h11.Response(status_code=200, headers=list(heads.head("stream_response").fields)))
    sent = server.send(h11.Data(data=b"x" * body))
    assert sent is not None
    assert Http1().part(Plain(0)).size(body) == chunk(body) == len(sent)


@pytest.mark.parametrize("head", HEADS)
def test_nothing_is_remembered(head: str) -> None:
    """HTTP/1.1's first message on a connection is like the later ones."""
    found = header_sets()["chrome"].head(head)
    version = Http1()
    poll = header_sets()["chrome"].head("poll" if head != "upgrade_response" else "upgrade")
    exchange = version.request(found) if head in REQUESTS else version.bare(poll, found.with_length(1))
    assert exchange.first == exchange.repeated
