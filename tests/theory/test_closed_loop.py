import heapq

import pytest

from rtsim.theory.closed_loop import closed_loop


def walk(concurrency: int, service: float, think: float, travel: float) -> tuple[list[float], float]:
    """Follow K publishers on one core, first come first served: the round trips and when the last ended."""
    due, free, trips, now = [(0.0, k) for k in range(concurrency)], 0.0, [], 0.0
    for _ in range(400 * concurrency):
        sent, who = heapq.heappop(due)
        free = max(free, sent + travel / 2) + service
        now = free + travel / 2
        trips.append(now - sent)
        heapq.heappush(due, (now + think, who))
    return trips, now


@pytest.mark.parametrize(
    ("concurrency", "service", "think", "travel"),
    [(1, 0.2, 0.0, 0.0), (4, 0.2, 0.0, 0.0), (4, 0.2, 0.5, 0.0), (4, 0.2, 3.0, 0.0), (5, 0.2, 0.3, 0.2)],
)
def test_the_steady_state_is_that_of_a_walk(concurrency: int, service: float, think: float, travel: float) -> None:
    """Round trip and throughput agree with publishers followed one by one, saturated or not."""
    theory = closed_loop(concurrency=concurrency, service=service, think=think, travel=travel)
    trips, end = walk(concurrency, service, think, travel)
    assert trips[0] == pytest.approx(theory.first_round_trip)
    assert trips[-concurrency:] == pytest.approx([theory.round_trip] * concurrency)
    assert len(trips) / end == pytest.approx(theory.throughput, rel=0.01)
    assert theory.throughput * (theory.round_trip + think) == pytest.approx(concurrency)
