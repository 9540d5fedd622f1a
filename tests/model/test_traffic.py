from collections.abc import Callable
from typing import Any

import pytest

from rtsim.model import simulate
from rtsim.model.compiled import plain
from rtsim.model.kernel import answers, links, publishing, pull, push, writing
from rtsim.model.layout import UP, World
from rtsim.model.traffic import PARTS, closed, opened, parts
from rtsim.recording import Transfers
from rtsim.wire import Packets
from tests.model.runs import clients, planned
from tests.model.worlds import begun

PACKETS = Packets()
START, END = 0.0, 10.0
CHATTER: dict[str, Any] = {"from": "clients", "to": "everyone", "echo": True, "rate": 0.5}


Carry = Callable[[World, int, int, float, int], float]


class Arrivals:
    """What the links have carried: bytes that left the server, and bytes that arrived there, within the window."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.up = self.down = 0
        for module in (answers, publishing, pull, push, writing):
            for name in ("transfer", "transfer_poll", "transfer_post"):
                if hasattr(module, name):
                    monkeypatch.setattr(module, name, self._seen_by(getattr(links, name)))

    def _seen_by(self, carry: Carry) -> Carry:
        def transfer(world: World, endpoint: int, side: int, at: float, size: int) -> float:
            return self._seen(side, at, carry(world, endpoint, side, at, size), size)

        return transfer

    def _seen(self, side: int, at: float, arrive: float, size: int) -> float:
        if side == UP:
            self.up += size * (START <= arrive < END)
        else:
            self.down += size * (START <= at < END)
        return arrive


@pytest.mark.parametrize("count", [1, 9])
@pytest.mark.parametrize("http", ["1.1", "2"])
@pytest.mark.parametrize("name", ["short-polling", "long-polling", "websocket", "sse"])
def test_bytes_sent_are_bytes_received(name: str, http: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted as sent is what the links carry, connections' set-ups apart."""
    carried = Arrivals(monkeypatch)
    settings = {name: {"heartbeat": None}} if name in {"websocket", "sse"} else {name: {}}
    network = clients(count, up=1e6, down=5e6)
    plan = planned(
        name, clients=network, messages=CHATTER, duration=END, techniques=settings, wire={"http": http, "tls": "1.3"}
    )
    recording = simulate(plan, kernel=plain())
    shake = plan.handshake
    assert recording.total.up - shake.up * recording.opened == carried.up
    assert recording.total.down - shake.down * recording.opened == carried.down
    assert carried.down > 0


def test_each_part_is_told_apart() -> None:
    """A part has its own bytes without payload, which stands apart, and the headers of its segments on the wire."""
    plan = planned("sse")
    world = begun(plan).world
    for place in range(len(PARTS)):
        row = world.traffic[place]
        row.up_bytes, row.up_segments, row.up_answers, row.payload_up = 1000 + place, 3, 2, 600
        row.down_bytes, row.down_segments, row.down_answers, row.payload_down = 2000, 4, 1, 500 + place
    found, headers = parts(world, plan), PACKETS.headers
    assert list(found) == [*PARTS, "payload"]
    for place, name in enumerate(PARTS):
        up, down = 400 + place, 1500 - place
        assert found[name] == Transfers(up, down, up + (3 + 1) * headers, down + (4 + 2) * headers)
    payload = (7 * 600, 7 * 500 + 21)
    assert found["payload"] == Transfers(*payload, *payload)


@pytest.mark.parametrize("tls", ["none", "1.2", "1.3"])
def test_set_ups_and_ends_are_bytes_of_the_handshake(tls: str) -> None:
    """Connections that were opened and closed in the window have the packets of TCP and the flights of TLS."""
    plan = planned("sse", wire={"tls": tls})
    world, shake = begun(plan).world, plan.handshake
    world.state["opened"], world.state["closed_in"] = 3, 2
    found = parts(world, plan)["handshake"]
    assert (found.up, found.down) == (3 * shake.up, 3 * shake.down)
    one, end = opened(plan), closed(plan.packets)
    assert found == one + one + one + end + end
    assert (end.up, end.down, end.wire_up, end.wire_down) == (0, 0, *PACKETS.closing)
    alone = PACKETS.acknowledgements(shake.down) + PACKETS.on_wire(shake.up)
    assert one.wire_up == PACKETS.opening[0] + alone
