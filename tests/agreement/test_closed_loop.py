import numpy as np
import pytest

from rtsim.recording import Recording
from rtsim.theory import closed_loop, fan_out, set_up
from rtsim.validation.closed_forms.fan_out import FAN_OUT, LOOP_CLIENTS, TRAVEL, loop
from tests.agreement.intervals import close
from tests.agreement.worlds import run

SEND = FAN_OUT / LOOP_CLIENTS


def born_in_window(recording: Recording, warmup: float = 20) -> int:
    """Give the number of messages that were published in the window."""
    return int(np.count_nonzero((recording.births >= warmup) & (recording.births < warmup + recording.duration)))


@pytest.mark.parametrize("technique", ["websocket", "sse"])
@pytest.mark.parametrize(("concurrency", "think"), [(1, 0.0), (4, 0.0), (4, 0.25), (4, 1.0), (2, 0.05)])
def test_steady_state(technique: str, concurrency: int, think: float) -> None:
    """K broadcasts take turns on the core: K D - Z each, or D where they think so long that they never meet."""
    theory = closed_loop.closed_loop(concurrency=concurrency, service=FAN_OUT, think=think, travel=TRAVEL)
    recording = run(loop(concurrency, think, technique=technique))
    close(recording.publish.minimum, theory.round_trip)
    close(recording.publish.maximum, theory.round_trip)
    assert recording.published == born_in_window(recording)
    assert recording.published / recording.duration == pytest.approx(theory.throughput, abs=concurrency / 100)
    assert recording.utilisation == pytest.approx(theory.throughput * FAN_OUT, abs=concurrency * FAN_OUT / 100)


def test_work_of_publishing() -> None:
    """Taking a message in is part of its D: whoever publishes writes to all clients in the same turn."""
    publish = 2e-3
    theory = closed_loop.closed_loop(concurrency=4, service=publish + FAN_OUT, travel=TRAVEL)
    recording = run(loop(4, 0.0, publish=publish))
    close(recording.publish.minimum, theory.round_trip)
    close(recording.publish.maximum, theory.round_trip)


def test_first_round_trip() -> None:
    """The first broadcast finds the core free and takes one D, on top of opening the sender's socket."""
    theory = closed_loop.closed_loop(concurrency=4, service=FAN_OUT, travel=TRAVEL)
    recording = run(loop(4, 0.0, warmup=0))
    close(recording.publish.minimum, set_up.first_answer_round_trips(tls="none") * TRAVEL + theory.first_round_trip)


def test_first_delivery() -> None:
    """The last client of the first broadcast has it when the fan-out's D is over, the first after one send."""
    recording = run(loop(4, 0.0, warmup=0))
    first = recording.deliveries.time[recording.deliveries.message == 0]
    reached = set_up.first_answer_round_trips(tls="none") * TRAVEL + TRAVEL / 2
    close(first.max() - reached, FAN_OUT)
    close(first.min() - reached, fan_out.kth_latency(k=1, send=SEND))
