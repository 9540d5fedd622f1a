from itertools import product

import pytest

from rtsim.advice.flow import walk
from rtsim.scenario.needs import Needs


@pytest.mark.parametrize(
    ("real_time", "direction", "simple"),
    list(product([True, False], ["bidirectional", "server-to-client"], [True, False])),
)
def test_the_flow_is_that_of_the_notes(real_time: bool, direction: str, simple: bool) -> None:  # noqa: FBT001
    """Section 6 of the notes: no real time is short polling, both ways WebSocket, one way SSE if simple, else long."""
    needs = Needs.model_validate({"real_time": real_time, "direction": direction, "simple": simple})
    one_way = "sse" if simple else "long-polling"
    expected = ("websocket" if direction == "bidirectional" else one_way) if real_time else "short-polling"
    assert walk(needs).technique == expected


def test_every_step_is_told() -> None:
    """A walk through all three questions has three answers and an outcome."""
    steps = walk(Needs.model_validate({"direction": "server-to-client", "simple": True})).steps
    assert steps == (
        "real time needed: yes",
        "direction: server to client only",
        "simple implementation: yes",
        "SSE, for notifications and live feeds",
    )
