import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.wire import Wire
from rtsim.wire.event_stream import comment_text, event_text, numbered_event, plain_event
from rtsim.wire.http1 import chunk

NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20)


@given(name=NAMES, body=st.integers(0, 5000))
def test_a_plain_event_is_as_long_as_its_text(name: str, body: int) -> None:
    """An event without an id has the size of the text that is sent."""
    assert plain_event(name).size(body) == len(event_text(name, payload="x" * body).encode())


@given(name=NAMES, body=st.integers(0, 5000), sequence=st.integers(0, 10**9))
def test_a_numbered_event_is_as_long_as_its_text(name: str, body: int, sequence: int) -> None:
    """An event with an id has the size of the text that is sent, whatever the number's digits."""
    text = event_text(name, number=str(sequence), payload="x" * body)
    assert numbered_event(name).size(body, sequence) == len(text.encode())


@given(text=NAMES)
def test_a_comment_is_as_long_as_its_text(text: str) -> None:
    """A comment has the size of the text that is sent."""
    assert Wire().comment(text).size(0) == chunk(len(comment_text(text).encode()))


@pytest.mark.parametrize(
    ("name", "number", "text"),
    [
        ("", "", "data: hi\n\n"),
        ("", "7", "id: 7\ndata: hi\n\n"),
        ("message", "", "event: message\ndata: hi\n\n"),
        ("message", "123", "event: message\nid: 123\ndata: hi\n\n"),
    ],
)
def test_text_of_an_event(name: str, number: str, text: str) -> None:
    """An event is its name, its id and its data, each on a line, and an empty line."""
    assert event_text(name, number=number, payload="hi") == text


def test_overheads_of_the_format() -> None:
    """The data line adds 8 B to a payload, an empty comment is 3 B, a seven-digit id 12 B more."""
    assert plain_event().size(100) == 108
    assert len(comment_text()) == 3
    assert numbered_event().size(100, 1_234_567) == 120
