"""Closed loop: a fixed number of messages on their way; the next is published when one is acknowledged."""

from dataclasses import dataclass

from rtsim.theory.domain import require_not_negative, require_positive


@dataclass(frozen=True, kw_only=True)
class ClosedLoop:
    """The steady state of a closed loop: times in seconds, throughput in messages per second.

    `first_round_trip` is that of the first message, which finds the core free.
    """

    round_trip: float
    throughput: float
    first_round_trip: float


def closed_loop(*, concurrency: int, service: float, think: float = 0.0, travel: float = 0.0) -> ClosedLoop:
    """Give the steady state of K publishers on one core, each thinking Z seconds after its acknowledgement.

    Round trip max(D, K D - Z), throughput K / (round trip + Z), which is 1/D once the core never rests; D
    is `service`, the core's whole time for one message (its fan-out when acknowledged after that). `travel`
    is the way there and back, which the core does not feel: the loop behaves as if it thought longer.
    Assumes constant times, first come first served. Source: exact for constant times, and the asymptote of
    Denning and Buzen 1978, doi:10.1145/356733.356735.

    >>> closed_loop(concurrency=4, service=0.25)
    ClosedLoop(round_trip=1.0, throughput=4.0, first_round_trip=0.25)
    >>> closed_loop(concurrency=4, service=0.25, think=0.5).round_trip
    0.5
    >>> closed_loop(concurrency=2, service=0.25, think=0.5, travel=0.25)
    ClosedLoop(round_trip=0.5, throughput=2.0, first_round_trip=0.5)
    """
    require_positive(concurrency=concurrency, service=service)
    require_not_negative(think=think, travel=travel)
    away = think + travel
    at_server = max(service, concurrency * service - away)
    return ClosedLoop(
        round_trip=at_server + travel,
        throughput=concurrency / (at_server + away),
        first_round_trip=service + travel,
    )
