"""Sharing: how the requests of an endpoint go on one connection, in plain numbers and arrays."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rtsim.wire import Handshake, Heads

Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """One connection of an endpoint carries all its requests, each on a stream, so many `streams` at a time at most.

    It is closed when none has been under way for `keep_alive` seconds. With `in_order` what is lost of one stream holds
    up all others, otherwise its own alone, but for endpoints for whom UDP is `blocked`: they have that order, and
    connect `over_tcp`, in one more round trip. Of a transfer no more than `window` bytes are under way at a time. A
    server that drains says so in `goaway` bytes. Heads take fewer bytes by what has gone before, `up` and `down`; each
    write goes in records of at most `record_limit` bytes and `record` more.
    """

    streams: int
    keep_alive: float
    in_order: bool
    window: float
    goaway: int
    record: int
    record_limit: int
    blocked: Flags
    over_tcp: Handshake
    up: Heads
    down: Heads
