from typing import Any

import numpy as np
import pytest

from rtsim.chance import Array
from rtsim.model import simulate
from rtsim.model.link import OneWay
from rtsim.plan import Numbers
from rtsim.wire import Wire
from tests.model.runs import clients, planned, run, trace

START, END = 0.0, 30.0
CHATTER: dict[str, Any] = {"from": "clients", "to": "everyone", "echo": True, "rate": 0.5}


class Arrivals:
    """What the links have carried: bytes that left the server, and bytes that arrived there, within the window."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.up = self.down = 0
        self._ways: list[OneWay] = []
        made, one, alone, many = OneWay.__init__, OneWay.transfer, OneWay.transfer_alone, OneWay.transfer_many

        def make(way: OneWay, *arguments: Any) -> None:
            made(way, *arguments)
            self._ways.append(way)

        def transfer(way: OneWay, endpoint: int, at: float, size: int) -> float:
            return self._seen(way, at, one(way, endpoint, at, size), size)

        def transfer_alone(way: OneWay, endpoint: int, at: float, size: int) -> float:
            return self._seen(way, at, alone(way, endpoint, at, size), size)

        def transfer_many(way: OneWay, endpoints: Numbers, at: Array, size: int) -> Array:
            self.down += size * int(np.count_nonzero((at >= START) & (at < END)))
            return many(way, endpoints, at, size)

        for name, function in (
            ("__init__", make),
            ("transfer", transfer),
            ("transfer_alone", transfer_alone),
            ("transfer_many", transfer_many),
        ):
            monkeypatch.setattr(OneWay, name, function)

    def _seen(self, way: OneWay, at: float, arrive: float, size: int) -> float:
        if way is self._ways[0]:
            self.up += size * (START <= arrive < END)
        else:
            self.down += size * (START <= at < END)
        return arrive


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("http", ["1.1", "2"])
@pytest.mark.parametrize("name", ["short-polling", "long-polling", "websocket", "sse"])
def test_bytes_sent_are_bytes_received(name: str, http: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted as sent is what the links carry, with one client each of whose connections has its own link."""
    links = Arrivals(monkeypatch)
    settings = {name: {"heartbeat": None}} if name in {"websocket", "sse"} else {name: {}}
    network = clients(count, up=1e6, down=5e6)
    plan = planned(
        name, clients=network, messages=CHATTER, duration=END, techniques=settings, wire={"http": http, "tls": "1.3"}
    )
    recording = simulate(plan)
    shake = plan.handshake
    assert recording.total.up - shake.up * recording.opened == links.up
    assert recording.total.down - shake.down * recording.opened == links.down
    assert links.down > 0


def test_the_first_request_of_an_http_2_connection_is_larger() -> None:
    """Of ten polls on one connection the first carries all header fields, the others what the table leaves of them."""
    wire = Wire(http="2")
    first, repeated = (each.size(0) for each in (wire.poll().first, wire.poll().repeated))
    empty, again = (each.size(2) for each in (wire.poll_empty().first, wire.poll_empty().repeated))
    recording = run(
        "short-polling",
        messages={"from": "server", "to": "everyone", **trace(100.0)},
        techniques={"short-polling": {"interval": 1.0, "timing": "fixed-rate"}},
        wire={"http": 2},
    )
    assert recording.requests == 10
    requests, answers = recording.traffic["requests"], recording.traffic["empty"]
    assert first > 2 * repeated
    assert (requests.up, answers.down) == (first + 9 * repeated, empty + 9 * again)
