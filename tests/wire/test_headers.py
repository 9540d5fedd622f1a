import pytest

from rtsim.wire.headers import HEADS, REQUESTS, Head, header_sets

NAMES = tuple(header_sets())


def test_sets_that_there_are() -> None:
    """The packaged sets are a browser's, the bare protocol's, the RFC's, the notes' and two publications'."""
    assert NAMES == (
        "chrome",
        "chrome-cookie",
        "minimal",
        "rfc6455",
        "notes-websocket",
        "notes-sse",
        "lubbers-greco",
        "abril",
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_set_says_where_it_comes_from(name: str) -> None:
    """A set has a title, a source, a note and a confidence, and is filed under its own name."""
    found = header_sets()[name]
    assert found.name == name
    assert all((found.title, found.source, found.note, found.confidence))


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("name", NAMES)
def test_every_set_answers_for_every_head(name: str, head: str) -> None:
    """Each head is a request with a host or a response with a status, and no field stands in it twice."""
    found = header_sets()[name].head(head)
    fields = [field.lower() for field, _ in found.fields]
    assert len(fields) == len(set(fields))
    assert ("host" in fields) == (head in REQUESTS)
    assert found.start.endswith(" HTTP/1.1") if head in REQUESTS else found.start.startswith("HTTP/1.1 ")


def test_a_head_that_a_set_lacks_is_that_of_minimal() -> None:
    """The RFC's example shows the handshake only; its polls are the bare protocol's."""
    assert header_sets()["rfc6455"].head("poll") == header_sets()["minimal"].head("poll")


def test_an_empty_poll_is_answered_like_any_other() -> None:
    """A set without a head of its own for an empty poll takes its poll's."""
    assert header_sets()["chrome"].head("poll_empty") == header_sets()["chrome"].head("poll_response")


def test_the_cookie_goes_with_every_request() -> None:
    """The set with a cookie adds 210 B to each request, 200 of them its value, and nothing to a response."""
    bare, cookie = header_sets()["chrome"], header_sets()["chrome-cookie"]
    growth = {name: len(cookie.head(name).text) - len(bare.head(name).text) for name in HEADS}
    assert growth == {name: 210 if name in REQUESTS else 0 for name in HEADS}


def test_the_key_and_its_accept_are_the_same_length_as_the_examples() -> None:
    """Every upgrade carries a key of 16 bytes and every answer a digest of 20, both in base 64."""
    for found in header_sets().values():
        assert len(dict(found.head("upgrade").fields)["Sec-WebSocket-Key"]) == 24
        assert len(dict(found.head("upgrade_response").fields)["Sec-WebSocket-Accept"]) == 28


def test_text_of_a_head() -> None:
    """A head is sent with CR LF after each line and an empty line at its end."""
    assert Head.parse("GET / HTTP/1.1\nHost: a\n").text == "GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def test_length_is_filled_in() -> None:
    """A head with the length's place takes the digits of its body's length."""
    head = Head.parse("HTTP/1.1 200 OK\nContent-Length: {length}")
    assert head.measured
    assert head.with_length(1234).fields == (("Content-Length", "1234"),)
    assert not head.with_length(1234).measured
