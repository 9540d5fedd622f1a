"""Compression: what zlib keeps for a connection, and what a message comes to by a share."""

from rtsim.theory.domain import require_not_negative, require_positive

FLUSH = 4
"""The bytes 00 00 ff ff that a flush ends with, and that permessage-deflate leaves out (RFC 7692, section 7.2.1)."""

GZIP = 18
"""Head and trailer of a gzip stream (RFC 1952, section 2.3)."""


def zlib_bytes(*, window_bits: int, memory_level: int) -> int:
    """Give the bytes that zlib keeps to compress: 2^(window_bits + 2) + 2^(memory_level + 9).

    A few thousand bytes of small objects come on top. Source: zlib, zconf.h.

    >>> zlib_bytes(window_bits=15, memory_level=8), zlib_bytes(window_bits=12, memory_level=5)
    (262144, 32768)
    """
    require_positive(window_bits=window_bits, memory_level=memory_level)
    return (1 << (window_bits + 2)) + (1 << (memory_level + 9))


def compressed(*, size: int, ratio: float, fixed: float = 0.0) -> int:
    """Give the whole bytes that are left of `size` by a share, and so many besides: at least one.

    >>> compressed(size=1_000, ratio=0.25), compressed(size=1_000, ratio=0.25, fixed=GZIP)
    (250, 268)
    """
    require_not_negative(size=size, ratio=ratio, fixed=fixed)
    return max(1, int(fixed + ratio * size + 0.5))
