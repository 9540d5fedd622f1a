"""Upgrading: how a session that is opened by polls comes to a WebSocket (engine.io-protocol, Upgrade)."""

from dataclasses import dataclass

NUDGES = 0.1  # seconds from empty answer to empty answer that ends the polls: engine.io, lib/socket.ts, `check`


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What opens a session of a client that polls first, and brings it to its WebSocket; sizes in bytes.

    Frames ask whether the WebSocket passes, say that it does, and end the polls. The answers to the first two polls
    have what opens the session (`welcome`) and connects it (`named`), which a POST asks for that `connects` and is
    answered (`connected`). With `anew` a session does not know what the one before has missed.
    """

    probe_asks: int
    probe_says: int
    probe_ends: int
    welcome: int
    named: int
    connects: int
    connected: int
    anew: bool
