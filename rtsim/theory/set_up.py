"""Set-up: the round trips before something arrives."""

from typing import Literal, TypeAlias

Tls: TypeAlias = Literal["none", "1.2", "1.3"]
Greeting: TypeAlias = Literal["full", "resumed", "early"]
Http: TypeAlias = Literal["1.1", "2", "3"]

TCP_ROUND_TRIPS = 1
"""SYN and SYN-ACK (RFC 9293, section 3.5); the last ACK travels with the first bytes."""

TLS_ROUND_TRIPS: dict[Tls, int] = {"none": 0, "1.2": 2, "1.3": 1}
"""Full handshakes: RFC 5246, section 7.3, and RFC 8446, section 2."""

RESUMED_ROUND_TRIPS: dict[Tls, int] = {"1.2": 1, "1.3": 1}
"""Handshakes that resume a session: RFC 5077, section 3.1, and RFC 8446, section 2.2."""

EARLY_ROUND_TRIPS = 0
"""With early data the request leaves with the ClientHello: RFC 8446, section 2.3."""

EXCHANGE_ROUND_TRIPS = 1
"""A request and its answer; all that a poll on a kept-alive connection takes."""

_KNOWN_TO: dict[Greeting, tuple[Tls, ...]] = {
    "full": ("none", "1.2", "1.3"),
    "resumed": ("1.2", "1.3"),
    "early": ("1.3",),
}


def connect_round_trips(*, tls: Tls, greeting: Greeting = "full", http: Http = "1.1") -> int:
    """Give the round trips before the first request can leave.

    One for TCP, and one for TLS 1.3 or two for TLS 1.2; what is resumed takes one, with early data none. HTTP/2's own
    opening travels with the first request (RFC 9113, section 3.4). HTTP/3 has no TCP: QUIC's handshake is TLS 1.3's
    (RFC 9001, section 4.1).

    >>> connect_round_trips(tls="none"), connect_round_trips(tls="1.3"), connect_round_trips(tls="1.2")
    (1, 2, 3)
    >>> [connect_round_trips(tls="1.3", http=http, greeting="early") for http in ("1.1", "2", "3")]
    [1, 1, 0]
    """
    if tls not in TLS_ROUND_TRIPS:
        raise ValueError(f"tls must be one of {', '.join(TLS_ROUND_TRIPS)}, not {tls}.")
    if tls not in _KNOWN_TO[greeting] or (http == "3" and tls != "1.3"):
        raise ValueError(f"there is no {greeting} handshake of HTTP/{http} with TLS {tls}.")
    own = {"full": TLS_ROUND_TRIPS[tls], "resumed": RESUMED_ROUND_TRIPS.get(tls, 0), "early": EARLY_ROUND_TRIPS}
    return own[greeting] + (0 if http == "3" else TCP_ROUND_TRIPS)


def first_answer_round_trips(*, tls: Tls, greeting: Greeting = "full", http: Http = "1.1") -> int:
    """Give the round trips until the first answer on a new connection.

    The answer is an open WebSocket, an event that was waiting or a poll's response. Assumes an answer within the
    initial window. Source: `connect_round_trips`, then one exchange (for WebSocket the opening handshake of RFC 6455,
    section 1.3).

    >>> first_answer_round_trips(tls="1.3")
    3
    """
    return connect_round_trips(tls=tls, greeting=greeting, http=http) + EXCHANGE_ROUND_TRIPS
