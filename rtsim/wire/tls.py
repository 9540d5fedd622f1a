"""TLS: records around every write, and the handshake that comes before the first.

A write is cut into records of at most 16,384 B (RFC 8446 section 5.1). A handshake is full, or resumes a session of
before, which saves the certificate and a signature; with early data the first request leaves with it. The alerts that
close a connection are not counted.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from rtsim.wire.envelopes import Envelope, Exchange

RECORD_LIMIT = 16_384  # RFC 8446 section 5.1: 2^14
TCP_ROUND_TRIPS = 1  # RFC 9293 section 3.5: the SYN and its answer; the third segment leaves with the first data


@dataclass(frozen=True)
class Handshake:
    """What is exchanged before the first request may leave.

    `round_trips` counts TCP's and TLS's; `up` and `down` are bytes on the connection. Where sessions are resumed,
    `resumption` says how many, and what is exchanged then.
    """

    round_trips: int
    up: int
    down: int
    resumption: "Resuming | None" = None


@dataclass(frozen=True, kw_only=True)
class Resuming:
    """A `share` of connections that resume a session of before, which `saves` the server CPU seconds each.

    What they exchange is `early` where the first request may be sent again, as a GET may, otherwise `late`: the same
    without early data (RFC 8446 section 8, RFC 8470 section 2.1).
    """

    share: float
    late: Handshake
    early: Handshake
    saves: float


class Greeting(Enum):
    """How a connection's ends make each other's acquaintance."""

    FULL = "full"
    RESUMED = "resumed"
    EARLY = "early"


@dataclass(frozen=True)
class Sealed:
    """An envelope whose write goes out in records of at most `limit` bytes, and `record` more each."""

    content: Envelope
    record: int
    limit: int = RECORD_LIMIT

    def size(self, body: int, sequence: int = 0) -> int:
        """Give the records in bytes."""
        return sealed(self.content.size(body, sequence), self.record, self.limit)


@dataclass(frozen=True)
class Security:
    """One way of securing a connection, or none; sizes in bytes.

    The transport below `connects` in so many round trips before. Where sessions are `resumed`, with `early` data or
    without, the handshake is another one, which `saves` the server so many CPU seconds.
    """

    round_trips: int
    up: int
    down: int
    record: int
    source: str
    confidence: str
    resumed: "Security | None" = None
    early: "Security | None" = None
    saves: float = 0.0
    limit: int = RECORD_LIMIT
    connects: int = TCP_ROUND_TRIPS

    def seal(self, content: Envelope) -> Envelope:
        """Give the envelope as it goes out."""
        return Sealed(content, self.record, self.limit) if self.record else content

    def seal_both(self, exchange: Exchange) -> Exchange:
        """Give the exchange as it goes out."""
        return replace(exchange, first=self.seal(exchange.first), repeated=self.seal(exchange.repeated))

    def greets(self, greeting: Greeting) -> "Security":
        """Give what a greeting takes; raises ValueError for one that this version does not know."""
        found = {Greeting.FULL: self, Greeting.RESUMED: self.resumed, Greeting.EARLY: self.early}[greeting]
        if found is None:
            raise ValueError(f"there is no {greeting.value} handshake here")
        return found

    def handshake(self, up: Iterable[int], down: Iterable[int], greeting: Greeting = Greeting.FULL) -> Handshake:
        """Give the whole set-up; `up` and `down` are the writes of the protocol above that come before any request."""
        own = self.greets(greeting)
        return Handshake(
            round_trips=self.connects + own.round_trips,
            up=own.up + sum(sealed(write, self.record, self.limit) for write in up),
            down=own.down + sum(sealed(write, self.record, self.limit) for write in down),
        )


def later(shake: Handshake, round_trips: int) -> Handshake:
    """Give a set-up that takes so many round trips more, resumed or not.

    >>> later(Handshake(2, 325, 1270), 1)
    Handshake(round_trips=3, up=325, down=1270, resumption=None)
    """
    found = replace(shake, round_trips=shake.round_trips + round_trips)
    if shake.resumption is None:
        return found
    late, early = later(shake.resumption.late, round_trips), later(shake.resumption.early, round_trips)
    return replace(found, resumption=replace(shake.resumption, late=late, early=early))


def sealed(write: int, record: int, limit: int = RECORD_LIMIT) -> int:
    """Give the size of a write of `write` bytes in records of at most `limit` bytes and `record` more each.

    >>> sealed(16_385, 22)
    16429
    """
    return write + record * -(-write // limit)


@cache
def securities() -> Mapping[str, Security]:
    """Give what each version of TLS costs, by its name; `none` costs nothing, `quic` is TLS 1.3 with its transport."""
    tables = tomllib.loads(files("rtsim.wire").joinpath("tls.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _security(table) for name, table in tables.items()})


def _security(table: Mapping[str, Any]) -> Security:
    found = {name: table[name] for name in ("resumed", "early") if name in table}
    resumptions = {
        name: Security(record=table["record"], saves=of["saves"], **{key: of[key] for key in of.keys() - {"saves"}})
        for name, of in found.items()
    }
    return Security(**{**table, **resumptions})
