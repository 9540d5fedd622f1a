"""The recording: its sums."""

import pytest

from rtsim.recording import Transfers
from tests.model.runs import run


def test_transfers_add_up_and_cancel() -> None:
    """Adding the negative leaves nothing."""
    some, more = Transfers(1, 2, 3, 4), Transfers(up=10, wire_down=5)
    assert some + more == Transfers(11, 2, 3, 9)
    assert some + -some == Transfers()


def test_totals_are_sums_of_parts() -> None:
    """A run's bytes and CPU seconds are those of its parts, its utilisation the share of the cores' time."""
    recording = run("websocket", server={"costs": {"push_websocket": 0.5, "open": 0.25}, "cores": 2, "nodes": 1})
    assert recording.cpu_total == pytest.approx(0.75)
    assert recording.utilisation == pytest.approx(0.75 / 20)
    assert recording.total.down == sum(part.down for part in recording.traffic.values())
    assert recording.total.wire_up > recording.total.up > 0
