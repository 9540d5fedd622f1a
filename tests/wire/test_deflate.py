"""DEFLATE to the byte: RFC 7692's own examples, and what wsproto's extension and gzip make of the same messages."""

import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage
from wsproto.extensions import PerMessageDeflate

from rtsim.wire.deflate import FLUSHED, GZIP_HEAD, GZIP_TAIL, Deflate
from rtsim.wire.websocket import SERVER, text_frame

HELLO = b"Hello"
SAID = [("ann", "hi"), ("bob", "hi ann"), ("ann", "lunch? " * 30)] * 40
CHAT = [
    json.dumps({"from": who, "at": 1_718_184_087 + place, "text": text}).encode()
    for place, (who, text) in enumerate(SAID)
]
MESSAGES = st.lists(st.binary(min_size=1, max_size=3000), min_size=1, max_size=12)


def packed(*texts: bytes, takeover: bool = True, level: int = 6) -> list[str]:
    """Give payloads in hexadecimal."""
    return [part.hex() for part in Deflate(level=level).messages(texts, takeover=takeover)]


def test_rfc_7692_hello() -> None:
    """Section 7.2.3.1: a message compressed using one compressed DEFLATE block."""
    assert packed(HELLO) == ["f248cdc9c90700"]


def test_rfc_7692_sharing_the_window() -> None:
    """Section 7.2.3.2: the same message again refers to the first one; without takeover it does not."""
    assert packed(HELLO, HELLO) == ["f248cdc9c90700", "f200110000"]
    assert packed(HELLO, HELLO, takeover=False) == ["f248cdc9c90700"] * 2


def test_rfc_7692_without_compression() -> None:
    """Section 7.2.3.3: a block with no compression."""
    assert packed(HELLO, level=0) == ["000500faff48656c6c6f00"]


def test_rfc_7692_two_blocks() -> None:
    """Section 7.2.3.5: two blocks in one message, the second with what the first one's flush left out put back."""
    first, second = Deflate().messages([b"He", b"llo"], takeover=True)
    assert (first + FLUSHED + second).hex() == "f248050000" + "00ffff" + "cac9c90700"


def test_rfc_7692_empty() -> None:
    """Section 7.2.3.6: an empty message is one byte."""
    assert packed(b"", HELLO, b"") == ["00", "f248cdc9c90700", "00"]


@pytest.mark.parametrize("example", ["f248cdc9c90700", "f348cdc9c9070000", "000500faff48656c6c6f00"])
def test_rfc_7692_examples_are_read(example: str) -> None:
    """What the RFC prints, and its message with BFINAL set (section 7.2.3.4), is Hello for zlib."""
    assert zlib.decompressobj(-15).decompress(bytes.fromhex(example) + FLUSHED) == HELLO


@pytest.mark.parametrize("takeover", [True, False])
def test_frames_are_those_of_wsproto(*, takeover: bool) -> None:
    """Each message's frame is as long as the one that wsproto's own extension writes, in the same order."""
    extension = PerMessageDeflate(server_no_context_takeover=not takeover)
    extension.accept(f"permessage-deflate{'' if takeover else '; server_no_context_takeover'}")
    server = Connection(ConnectionType.SERVER, [extension])
    for message, payload in zip(CHAT, Deflate().messages(CHAT, takeover=takeover), strict=True):
        written = server.send(TextMessage(data=message.decode()))
        assert written.endswith(payload)
        assert len(written) == text_frame(SERVER).size(len(payload))


@given(messages=MESSAGES, takeover=st.booleans(), window=st.integers(9, 15), memory=st.integers(1, 9))
def test_messages_can_be_read(messages: list[bytes], *, takeover: bool, window: int, memory: int) -> None:
    """Whatever the window, the other side reads what was written."""
    reader = zlib.decompressobj(-window)
    for message, payload in zip(
        messages, Deflate(window=window, memory=memory).messages(messages, takeover=takeover), strict=True
    ):
        reader = reader if takeover else zlib.decompressobj(-window)
        assert reader.decompress(payload + FLUSHED) == message


@given(MESSAGES)
def test_streams_and_answers_are_gzip(messages: list[bytes]) -> None:
    """The parts of a stream behind its head, and an answer, are what gzip reads; each part ends with its flush."""
    parts = list(Deflate().stream(messages))
    reader = zlib.decompressobj(-15)
    assert [reader.decompress(part) for part in parts] == messages
    assert all(part.endswith(FLUSHED) for part in parts)
    whole = Deflate().whole(messages[0])
    assert gzip.decompress(whole) == messages[0]
    assert len(whole) > GZIP_HEAD + GZIP_TAIL


def test_the_bytes_that_zlib_keeps_are_those_that_were_measured_elsewhere() -> None:
    """By websockets' own measurements (docs/topics/compression.rst) a smaller window and level save what zlib says."""
    measured = {(15, 8): 322, (14, 7): 178, (13, 6): 106, (12, 5): 70, (11, 4): 52}  # KiB a connection
    for (window, memory), kibibytes in measured.items():
        deflate = Deflate(window=window, memory=memory)
        assert (deflate.kept + deflate.read) / 1024 == pytest.approx(kibibytes - 34, abs=1)
