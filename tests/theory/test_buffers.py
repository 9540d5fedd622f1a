import pytest

from rtsim.theory import buffers

FORM = {"rate": 100.0, "size": 200.0, "capacity": 5_000.0}


def test_a_buffer_followed_message_by_message_agrees() -> None:
    """A queue that drops its oldest fills, loses and waits as theory says, but for a message or two."""
    room, waits, left, lost, latencies, full = 20_000.0, list[float](), 0.0, 0, list[float](), 0.0
    for number in range(40_000):
        now = number / FORM["rate"]
        while waits and left <= now:
            latencies.append(max(left, waits[0]) - waits[0])
            left = max(left, waits.pop(0)) + FORM["size"] / FORM["capacity"]
        if (len(waits) + 1) * FORM["size"] > room:
            full = full or now
            waits.pop(0)
            lost += 1
        waits.append(now)
    assert full == pytest.approx(buffers.fill_time(**FORM, room=room), rel=0.02)
    assert lost / 40_000 == pytest.approx(buffers.lost_share(**FORM), rel=0.01)
    settled = latencies[len(latencies) // 2 :]
    mean = sum(settled) / len(settled)
    assert mean == pytest.approx(buffers.oldest_dropped_latency(**FORM, room=room), rel=0.03)


def test_a_link_that_keeps_up_is_refused() -> None:
    """There is no form where nothing waits."""
    with pytest.raises(ValueError, match="above capacity"):
        buffers.lost_share(rate=10.0, size=200.0, capacity=5_000.0)
