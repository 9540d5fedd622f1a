import json
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.calibration.trimmed import Trimmed

TEXTS = st.text(alphabet=st.sampled_from('ab"\\/\n\u00e9\u20ac\U0001f600{}[]:,'), max_size=60)
VALUES = st.recursive(
    TEXTS | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=8
)
Writer = Callable[[Any], str]
WRITERS = st.sampled_from([json.dumps, partial(json.dumps, ensure_ascii=False)])
HALVES = "\ud83d"  # the first half of a character that takes two escapes


def trimmed(text: bytes, longest: int, piece: int) -> bytes:
    """Read all of a text in pieces of this size."""
    source = Trimmed(BytesIO(text), longest)
    return b"".join(iter(lambda: source.read(piece), b""))


@given(VALUES, st.integers(1, 40), WRITERS)
def test_a_document_of_short_strings_stays_as_it_is(value: Any, piece: int, write: Writer) -> None:
    """Byte by byte the same, however the pieces fall."""
    text = write(value).encode()
    assert trimmed(text, 100_000, piece) == text


@given(TEXTS, st.integers(8, 40), WRITERS)
def test_long_strings_are_cut_and_the_rest_is_kept(text: str, piece: int, write: Writer) -> None:
    """The document stays valid, what follows a long string is there, and the string is a beginning of it."""
    content = {"before": "x", "long": text * 20, "after": [1, "y"]}
    kept = json.loads(trimmed(write(content).encode(), 30, piece))
    assert (kept["before"], kept["after"]) == ("x", [1, "y"])
    assert (text * 20).startswith(kept["long"].rstrip(HALVES))
    assert len(kept["long"]) <= 30 + 2 * piece + 7


@pytest.mark.parametrize("piece", [16, 4096])
def test_what_is_kept_does_not_grow_with_the_string(piece: int) -> None:
    """A string of a million bytes leaves little more than the limit."""
    assert len(trimmed(b'{"a":"' + b"A" * 1_000_000 + b'"}', 1_000, piece)) < 1_000 + 2 * piece + 20


def test_the_line_is_where_the_latest_piece_begins() -> None:
    """Lines are counted from 1 over the pieces before."""
    source = Trimmed(BytesIO(b"{\n\n\n}"))
    lines = []
    while source.read(2):
        lines.append(source.line)
    assert lines == [1, 2, 4]


def test_nothing_is_asked_and_nothing_given() -> None:
    """A read of no bytes, with which parsers find out what a file gives, takes nothing."""
    source = Trimmed(BytesIO(b"{}"))
    assert (source.read(0), source.read(9)) == (b"", b"{}")
