"""Set-up: the round trips before something arrives."""

from typing import Literal, TypeAlias

from rtsim.theory.domain import require_not_negative, require_positive

Tls: TypeAlias = Literal["none", "1.2", "1.3"]

TCP_ROUND_TRIPS = 1
"""SYN and SYN-ACK (RFC 9293, section 3.5); the last ACK travels with the first bytes."""

TLS_ROUND_TRIPS: dict[Tls, int] = {"none": 0, "1.2": 2, "1.3": 1}
"""Full handshakes: RFC 5246, section 7.3, and RFC 8446, section 2."""

EXCHANGE_ROUND_TRIPS = 1
"""A request and its answer; all that a poll on a kept-alive connection takes."""

SEGMENT = 1460
"""The usual segment in bytes: an Ethernet frame's 1500 less 40 of TCP and IPv4 headers (RFC 9293, section 3.7.1)."""

INITIAL_WINDOW = 10
"""Segments that may leave before the first acknowledgement (RFC 6928, section 2)."""


def connect_round_trips(*, tls: Tls) -> int:
    """Give the round trips before the first request can leave: one for TCP, and one for TLS 1.3 or two for TLS 1.2.

    >>> connect_round_trips(tls="none"), connect_round_trips(tls="1.3"), connect_round_trips(tls="1.2")
    (1, 2, 3)
    """
    if tls not in TLS_ROUND_TRIPS:
        raise ValueError(f"tls must be one of {', '.join(TLS_ROUND_TRIPS)}, not {tls}.")
    return TCP_ROUND_TRIPS + TLS_ROUND_TRIPS[tls]


def first_answer_round_trips(*, tls: Tls) -> int:
    """Give the round trips until the first answer on a new connection.

    The answer is an open WebSocket, an event that was waiting or a poll's response. Assumes full handshakes
    and an answer within the initial window. Source: `connect_round_trips`, then one exchange (for WebSocket
    the opening handshake of RFC 6455, section 1.3).

    >>> first_answer_round_trips(tls="1.3")
    3
    """
    return connect_round_trips(tls=tls) + EXCHANGE_ROUND_TRIPS


def slow_start_round_trips(*, size: int, segment: int = SEGMENT, initial_window: int = INITIAL_WINDOW) -> int:
    """Give the further round trips that slow start takes for `size` bytes on a fresh connection.

    Zero up to `initial_window` segments; the window doubles each round trip, so after r more of them
    initial_window (2^(r + 1) - 1) segments have left. Assumes no loss, an acknowledgement for every segment
    and a link that is not the bottleneck. Source: RFC 5681, section 3.1, and RFC 6928, section 2.

    >>> [slow_start_round_trips(size=size) for size in (0, 14_600, 14_601, 43_800, 43_801)]
    [0, 0, 1, 1, 2]
    """
    require_not_negative(size=size)
    require_positive(segment=segment, initial_window=initial_window)
    segments = -(-size // segment)
    windows = -(-segments // initial_window)  # how many initial windows it fills: 2^(r + 1) - 1 leave in r more trips
    return max(0, windows.bit_length() - 1)
