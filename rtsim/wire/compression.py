"""Compression: what messages come to, whose sizes are known and not their words, by a law that samples are fitted to.

A text of n bytes comes to `fixed + ratio * n`. Where samples are given they are really compressed, in their order, and
the law is the line through what came out, by least squares: so it gives the samples' own total, and small messages,
which compress worse, are not taken for large ones. Where a ratio is given the line goes through it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from rtsim.wire.deflate import FLUSHED, GZIP_HEAD, GZIP_TAIL, LARGEST_WINDOW, USUAL, Deflate
from rtsim.wire.envelopes import Envelope, Exchange, Plain

FRAMES, ANSWERS = "permessage-deflate", "gzip"
SCHEMES = (FRAMES, ANSWERS)
"""The ways of compressing: WebSocket messages, and answers by HTTP."""

Writes = Callable[[int, bytes], bytes]
"""Writes a message as a part of an answer that goes on, by its number and its words; equal ones write alike."""

MOST_TOGETHER = 16  # sample messages that one answer carries at most
USUAL_LEAST = 1024  # bytes: ws, doc/ws.md, threshold; expressjs/compression, README, threshold


@dataclass(frozen=True)
class Law:
    """How many bytes a text comes to.

    >>> Law(0.0, 0.4).size(100), Law(5.0, 0.25).size(3), Law(0.0, 0.1).size(1)
    (40, 6, 1)
    """

    fixed: float
    ratio: float

    def size(self, text: int) -> int:
        """Give the nearest whole number of bytes, at least one."""
        return max(1, int(self.fixed + self.ratio * text + 0.5))


def fitted(before: Sequence[int], after: Sequence[int]) -> Law:
    """Give the line through sizes before and after: through nought where they are all alike or it begins below that.

    >>> fitted([100, 200], [40, 60]), fitted([100, 100], [40, 20]), fitted([100, 200], [20, 60])
    (Law(fixed=20.0, ratio=0.2), Law(fixed=0.0, ratio=0.3), Law(fixed=0.0, ratio=0.26666666666666666))
    """
    mean_before, mean_after = sum(before) / len(before), sum(after) / len(after)
    spread = sum((one - mean_before) ** 2 for one in before)
    together = sum((x - mean_before) * (y - mean_after) for x, y in zip(before, after, strict=True))
    ratio = max(0.0, together / spread) if spread else mean_after / mean_before
    fixed = mean_after - ratio * mean_before
    return Law(fixed, ratio) if fixed >= 0 else Law(0.0, mean_after / mean_before)


@dataclass(frozen=True)
class Compressed:
    """A message whose text is compressed if it has `least` bytes, and then has `around` around it, `plain` if not.

    `content` makes the text of the body.
    """

    content: Envelope
    around: Envelope
    plain: Envelope
    law: Law
    least: int

    def size(self, body: int, sequence: int = 0) -> int:
        """Give the bytes on the connection."""
        text = self.content.size(body, sequence)
        return self.around.size(self.law.size(text)) if text >= self.least else self.plain.size(text)

    def taken(self, body: int, sequence: int = 0) -> int:
        """Give the bytes that compression works on: none of a text that is too small."""
        text = self.content.size(body, sequence)
        return text if text >= self.least else 0


@dataclass(frozen=True, kw_only=True)
class Compression:
    """Which messages are compressed, and how far: by a `ratio`, or as far as the `samples` are.

    `schemes` are some of `SCHEMES`. `least` is the size from which a message is compressed, None where each scheme has
    its own: permessage-deflate with takeover compresses all, without it and in answers what has 1,024 bytes.
    """

    schemes: tuple[str, ...] = ()
    deflate: Deflate = USUAL
    takeover: bool = True
    least: int | None = None
    ratio: float = 1.0
    samples: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def frames(self) -> bool:
        """Whether WebSocket messages are compressed."""
        return FRAMES in self.schemes

    @property
    def answers(self) -> bool:
        """Whether answers by HTTP are compressed."""
        return ANSWERS in self.schemes

    @property
    def agreed(self) -> str:
        """What the server says of it in the WebSocket's handshake (RFC 7692 section 7.1)."""
        terms = ["permessage-deflate"]
        if not self.takeover:
            terms += ["server_no_context_takeover", "client_no_context_takeover"]
        if self.deflate.window < LARGEST_WINDOW:
            terms += [f"{side}_max_window_bits={self.deflate.window}" for side in ("server", "client")]
        return "; ".join(terms)

    def frame(self, frame: Envelope) -> Envelope:
        """Give a WebSocket message in its frame; one without words is never compressed."""
        least = (0 if self.takeover else USUAL_LEAST) if self.least is None else self.least
        return Compressed(Plain(0), frame, frame, _frames(self), max(1, least))

    def part(self, content: Envelope, part: Envelope, writes: Writes) -> Envelope:
        """Give a part of an answer that goes on."""
        return Compressed(content, part, part, _parts(self, writes), 0)

    def answer(self, plain: Exchange, coded: Exchange) -> Exchange:
        """Give an answer of known end: as it is, and with a head that says that it is compressed."""
        least, law = USUAL_LEAST if self.least is None else self.least, _wholes(self)
        pairs = ((plain.first, coded.first), (plain.repeated, coded.repeated))
        first, repeated = (Compressed(Plain(0), around, own, law, max(1, least)) for own, around in pairs)
        return Exchange(first, repeated, plain.fields, coded.fields)

    def alive(self, text: bytes) -> int:
        """Give what a text that keeps an answer alive comes to, the second time that it is written."""
        return len(list(self.deflate.stream([text, text]))[-1])


NONE = Compression()
"""No compression."""


@cache
def _frames(how: Compression) -> Law:
    if not how.samples:
        return Law(0.0, how.ratio)
    return _fit(how.samples, how.deflate.messages(how.samples, takeover=how.takeover))


@cache
def _parts(how: Compression, writes: Writes) -> Law:
    if not how.samples:
        return Law(float(len(FLUSHED)), how.ratio)
    texts = [writes(number, sample) for number, sample in enumerate(how.samples)]
    return _fit(texts, how.deflate.stream(texts))


@cache
def _wholes(how: Compression) -> Law:
    """Fit answers of one sample, of two in a row, of four and so on."""
    if not how.samples:
        return Law(float(GZIP_HEAD + GZIP_TAIL), how.ratio)
    texts, together = list[bytes](), 1
    while together <= min(MOST_TOGETHER, len(how.samples)):
        lists = range(0, len(how.samples) - together + 1, together)
        texts += [b"[" + b",".join(how.samples[first : first + together]) + b"]" for first in lists]
        together *= 2
    return _fit(texts, map(how.deflate.whole, texts))


def _fit(texts: Sequence[bytes], packed: Iterable[bytes]) -> Law:
    return fitted([len(text) for text in texts], [len(part) for part in packed])
