from typing import Any

import pytest

from rtsim.scenario import Scenario
from rtsim.theory import fan_out
from tests.agreement.intervals import close
from tests.agreement.worlds import PERIODIC_TO_EVERYONE, link, run, world

CLIENTS, DOWN, PUBLISH = 100, 0.02, 0.01
PUSH = {"websocket": "push_websocket", "sse": "push_sse"}

pushed = pytest.mark.parametrize("technique", ["websocket", "sse"])


def broadcast(technique: str, send: float, messages: dict[str, Any], **rest: Any) -> Scenario:
    """Give clients that all get every message, each for `send` seconds of the only core."""
    return world(
        clients={"count": CLIENTS, "connect_over": 1, "network": link(0.03, DOWN)},
        messages={"from": "server", "to": "everyone"} | messages,
        techniques={technique: {"heartbeat": None}},
        costs={"publish": PUBLISH, PUSH[technique]: send},
        **{"warmup": 10, "duration": 40} | rest,
    )


@pushed
def test_periodic_broadcasts(technique: str) -> None:
    """The k-th client has a message after k sends: latency is spread evenly, and its bounds are exact."""
    send, period = 3e-3, 0.4
    theory = fan_out.periodic(clients=CLIENTS, send=send, period=period, to_client=DOWN, publish=PUBLISH)
    recording = run(broadcast(technique, send, {"process": "periodic", "rate": 1 / period}))
    close(recording.latency.mean, theory.latency_mean)
    close(recording.latency.minimum, theory.latency_least)
    close(recording.latency.maximum, theory.latency_sup)
    close(recording.utilisation, theory.utilisation)
    assert recording.latency.quantile(0.95) == pytest.approx(
        fan_out.kth_latency(k=CLIENTS * 95 // 100, send=send, to_client=DOWN, publish=PUBLISH), rel=0.005
    )


def test_kth_client() -> None:
    """Clients are served in the order of their numbers."""
    send = 3e-3
    recording = run(broadcast("websocket", send, PERIODIC_TO_EVERYONE | {"rate": 1.0}))
    columns = recording.deliveries
    for recipient, at, message in zip(columns.recipient, columns.time, columns.message, strict=True):
        expected = fan_out.kth_latency(k=int(recipient) + 1, send=send, to_client=DOWN, publish=PUBLISH)
        if recording.births[message] >= 10:
            close(at - recording.births[message], expected)
