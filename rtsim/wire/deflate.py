"""DEFLATE (RFC 1951) as connections use it: really compressed by zlib, in the order sent.

permessage-deflate (RFC 7692) ends each message by a flush to a whole byte and leaves out the four bytes 00 00 ff ff of
the empty block that the flush writes. An event stream or another answer that goes on (Content-Encoding: gzip) is one
gzip stream with such a flush, left whole, after each write. An answer of known end is a gzip stream of its own (RFC
1952).
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FLUSHED = b"\x00\x00\xff\xff"  # RFC 7692 section 7.2.1
GZIP_HEAD, GZIP_TAIL = 10, 8  # RFC 1952 section 2.3, without optional fields
LARGEST_WINDOW = 15  # bits: RFC 1951 section 2
GZIP = 16  # added to the window bits: zlib.h, deflateInit2


@dataclass(frozen=True, kw_only=True)
class Deflate:
    """How zlib is set up: the window holds 2^window bytes, and its state grows by 2^(memory + 9)."""

    window: int = LARGEST_WINDOW
    memory: int = 8
    level: int = 6

    @property
    def kept(self) -> int:
        """The bytes that zlib keeps to go on compressing, but for a few thousand of its own (zconf.h).

        >>> Deflate().kept, Deflate(window=9, memory=1).kept
        (262144, 3072)
        """
        return (1 << (self.window + 2)) + (1 << (self.memory + 9))

    @property
    def read(self) -> int:
        """The bytes that zlib keeps to read what the other side goes on compressing (zconf.h)."""
        return 1 << self.window

    def messages(self, texts: Iterable[bytes], *, takeover: bool) -> Iterator[bytes]:
        r"""Give what permessage-deflate makes of messages; without takeover each begins with an empty window.

        >>> [part.hex() for part in Deflate().messages([b"Hello", b"Hello"], takeover=True)]
        ['f248cdc9c90700', 'f200110000']
        """
        packer = self._packer(-self.window)
        for text in texts:
            yield _flushed(packer, text).removesuffix(FLUSHED) or b"\x00"  # RFC 7692 section 7.2.3.6
            packer = packer if takeover else self._packer(-self.window)

    def stream(self, texts: Iterable[bytes]) -> Iterator[bytes]:
        """Give what one gzip stream makes of its parts, without its head, which comes before the first."""
        packer = self._packer(GZIP + self.window)
        for number, text in enumerate(texts):
            yield _flushed(packer, text)[0 if number else GZIP_HEAD :]

    def whole(self, text: bytes) -> bytes:
        """Give a gzip stream of its own."""
        packer = self._packer(GZIP + self.window)
        return packer.compress(text) + packer.flush()

    def _packer(self, bits: int) -> "zlib._Compress":
        return zlib.compressobj(self.level, zlib.DEFLATED, bits, self.memory)


USUAL = Deflate()
"""zlib's own defaults."""


def _flushed(packer: "zlib._Compress", text: bytes) -> bytes:
    return packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
