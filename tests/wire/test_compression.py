"""Compression of messages whose words are not known: a law, fitted to samples or given by a share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.theory import compression, framing
from rtsim.wire import Compressed, Compression, Deflate, Exchange, Wire
from rtsim.wire.compression import NONE, SCHEMES, Law, fitted
from tests.wire.test_deflate import CHAT

BOTH = Compression(schemes=SCHEMES, ratio=0.25)
SAMPLED = Compression(schemes=SCHEMES, samples=tuple(CHAT))
PAIRS = st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 5000)), min_size=1, max_size=50)


def law(envelope: object) -> Law:
    """Give the law of a compressed message."""
    assert isinstance(envelope, Compressed)
    return envelope.law


@given(PAIRS)
def test_a_law_gives_the_samples_total(pairs: list[tuple[int, int]]) -> None:
    """Applied to the samples' own sizes, the line adds up to what came out; it begins at nought at least and rises."""
    before, after = [one for one, _ in pairs], [other for _, other in pairs]
    found = fitted(before, after)
    assert found.fixed >= 0
    assert found.ratio >= 0
    assert sum(found.fixed + found.ratio * size for size in before) == pytest.approx(sum(after))


@pytest.mark.parametrize("takeover", [True, False])
def test_samples_are_compressed_in_their_order(*, takeover: bool) -> None:
    """The frames of all samples together are as long as those that zlib wrote."""
    how = Compression(schemes=SCHEMES, samples=tuple(CHAT), takeover=takeover, least=0)
    found, real = law(Wire(compression=how).frame()), Deflate().messages(CHAT, takeover=takeover)
    told = sum(found.fixed + found.ratio * len(message) for message in CHAT)
    assert told == pytest.approx(sum(map(len, real)))


def test_context_takeover_is_worth_it() -> None:
    """Of small messages that are much alike less than half as much is left where they may refer to earlier ones."""
    with_it, without = (
        law(Wire(compression=Compression(schemes=SCHEMES, samples=tuple(CHAT), takeover=kept)).frame())
        for kept in (True, False)
    )
    assert with_it.size(60) < without.size(60) / 2


def test_events_are_compressed_with_what_is_around_them() -> None:
    """An event's field names and number are compressed too, and the flush stays: some bytes more than in a frame."""
    event, frame = Wire(compression=SAMPLED).event(name=None, numbered=True), Wire(compression=SAMPLED).frame()
    assert 0 < law(event).size(100 + len("id: 100000\ndata: \n\n")) - law(frame).size(100) < 20


def test_small_messages_are_left_as_they_are() -> None:
    """Without takeover a message below 1,024 B is not compressed, nor is a poll's answer; with it all are but empty."""
    for how in (Compression(schemes=SCHEMES, ratio=0.25, takeover=False), BOTH):
        plain, packed = Wire(), Wire(compression=how)
        least = 1 if how.takeover else 1024
        assert packed.frame().size(least - 1) == plain.frame().size(least - 1)
        assert packed.frame().size(least) == framing.websocket_frame(
            payload=compression.compressed(size=least, ratio=0.25)
        )
        assert packed.poll_response().first.size(1023) == plain.poll_response().first.size(1023)
        assert packed.poll_response().first.size(1024) < plain.poll_response().first.size(1024)
    eager = Wire(compression=Compression(schemes=SCHEMES, ratio=0.25, takeover=False, least=20))
    assert eager.frame().size(100) == framing.websocket_frame(payload=25)


def test_heads_say_what_is_compressed() -> None:
    """The handshake agrees on the extension, an answer names its coding, and a stream begins with gzip's head."""
    plain, packed = Wire(), Wire(compression=BOTH)
    assert packed.upgrade() == plain.upgrade()  # Chrome always offers it
    offered = len("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")
    minimal = Wire(headers="minimal", compression=BOTH), Wire(headers="minimal")
    assert minimal[0].upgrade().first.size(0) - minimal[1].upgrade().first.size(0) == offered
    agreed = len("Sec-WebSocket-Extensions: permessage-deflate\r\n")
    assert packed.upgrade_response().first.size(0) - plain.upgrade_response().first.size(0) == agreed
    coding = len("Content-Encoding: gzip\r\n")
    assert packed.stream_response().first.size(0) - plain.stream_response().first.size(0) == coding + 10
    sized = Wire(sizes={"poll_response": 100}, compression=BOTH).poll_response().first
    assert sized.size(2000) == 100 + coding + compression.compressed(size=2000, ratio=0.25, fixed=compression.GZIP)
    less = Compression(schemes=SCHEMES, takeover=False, deflate=Deflate(window=11))
    assert less.agreed == (
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        "server_max_window_bits=11; client_max_window_bits=11"
    )


def test_what_is_not_compressed() -> None:
    """Requests, empty answers, acknowledgements, pings and pongs are as without compression; each scheme is its own."""
    plain, packed = Wire(), Wire(compression=BOTH)
    for name in ("poll", "publish", "publish_response", "poll_empty", "no_content", "plain_frame", "ping", "pong"):
        assert getattr(packed, name)() == getattr(plain, name)()
    frames, answers = (Wire(compression=Compression(schemes=(name,), ratio=0.25)) for name in SCHEMES)
    assert frames.event(name=None, numbered=True) == plain.event(name=None, numbered=True)
    assert frames.poll_response() == plain.poll_response()
    assert answers.frame() == plain.frame()
    assert Wire(compression=NONE) == plain


def test_a_comment_is_really_compressed() -> None:
    """A comment of three bytes takes more of them in a stream: a block, and the flush."""
    assert BOTH.alive(b":\n\n") == len(bytes.fromhex("b2e2e202000000ffff"))
    assert Wire(compression=BOTH).comment().size(0) == framing.chunk(size=9)


def test_http2_too() -> None:
    """In HTTP/2 the first and the repeated answers are compressed alike."""
    answer = Wire(http="2", tls="1.3", compression=BOTH).poll_response()
    assert isinstance(answer, Exchange)
    assert law(answer.first) == law(answer.repeated)
    assert answer.repeated.size(4000) < answer.first.size(4000) < 4000
