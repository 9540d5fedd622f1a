"""TLS: records around every write, and the handshake that comes before the first.

A write is cut into records of at most 16,384 B (RFC 8446 section 5.1). Session resumption and the alerts that close a
connection are not counted.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from rtsim.wire.envelopes import Envelope, Exchange

RECORD_LIMIT = 16_384  # RFC 8446 section 5.1: 2^14
TCP_ROUND_TRIPS = 1  # RFC 9293 section 3.5: the SYN and its answer; the third segment leaves with the first data


@dataclass(frozen=True)
class Handshake:
    """What is exchanged before the first request may leave.

    `round_trips` counts TCP's and TLS's; `up` and `down` are bytes on the connection.
    """

    round_trips: int
    up: int
    down: int


@dataclass(frozen=True)
class Sealed:
    """An envelope whose write goes out in records of `record` more bytes each."""

    content: Envelope
    record: int

    def size(self, body: int, sequence: int = 0) -> int:
        """Give the records in bytes."""
        return sealed(self.content.size(body, sequence), self.record)


@dataclass(frozen=True)
class Security:
    """One way of securing a connection, or none; sizes in bytes."""

    round_trips: int
    up: int
    down: int
    record: int
    source: str
    confidence: str

    def seal(self, content: Envelope) -> Envelope:
        """Give the envelope as it goes out."""
        return Sealed(content, self.record) if self.record else content

    def seal_both(self, exchange: Exchange) -> Exchange:
        """Give the exchange as it goes out."""
        return Exchange(self.seal(exchange.first), self.seal(exchange.repeated))

    def handshake(self, up: Iterable[int], down: Iterable[int]) -> Handshake:
        """Give the whole set-up; `up` and `down` are the writes of the protocol above that come before any request."""
        return Handshake(
            round_trips=TCP_ROUND_TRIPS + self.round_trips,
            up=self.up + sum(sealed(write, self.record) for write in up),
            down=self.down + sum(sealed(write, self.record) for write in down),
        )


def sealed(write: int, record: int) -> int:
    """Give the size of a write of `write` bytes in records of `record` more bytes each.

    >>> sealed(16_385, 22)
    16429
    """
    return write + record * -(-write // RECORD_LIMIT)


@cache
def securities() -> Mapping[str, Security]:
    """Give what each version of TLS costs, by its name; `none` costs nothing."""
    tables = tomllib.loads(files("rtsim.wire").joinpath("tls.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: Security(**table) for name, table in tables.items()})
