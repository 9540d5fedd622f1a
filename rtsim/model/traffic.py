"""Traffic: the bytes that pass the server's network card in the window, by part, direction and ledger.

The ledger of the connection has the bytes of TCP's payload; the ledger of the wire adds the headers of its segments and
the acknowledgements that travel alone. An answer that leaves at once carries the acknowledgement of its request (RFC
1122, 4.2.3.2: a delayed acknowledgement).
"""

from rtsim.model.layout import EARLY, FULL, LATE, World
from rtsim.plan import Plan
from rtsim.recording import Transfers
from rtsim.wire import Handshake

PARTS = ("handshake", "requests", "empty", "responses", "framing", "heartbeats", "publishing")
HANDSHAKE, REQUESTS, EMPTY, RESPONSES, FRAMING, HEARTBEATS, PUBLISHING = range(len(PARTS))


def opened(plan: Plan, greeting: int = FULL) -> Transfers:
    """Give the bytes of one connection's set-up, by its ends' greeting."""
    shake, packets = greeted(plan.handshake, greeting), plan.packets
    up, down = packets.on_wire(shake.up), packets.on_wire(shake.down)
    alone_up, alone_down = packets.acknowledgements(shake.down), packets.acknowledgements(shake.up)
    wire_up, wire_down = packets.opening
    return Transfers(shake.up, shake.down, wire_up + up + alone_up, wire_down + down + alone_down)


def greeted(shake: Handshake, greeting: int) -> Handshake:
    """Give the handshake of a greeting."""
    if shake.resumption is None or greeting == FULL:
        return shake
    return shake.resumption.late if greeting == LATE else shake.resumption.early


def set_up_words(plan: Plan, greeting: int) -> str:
    """Give the round trips of a set-up, and its transport if that is not TCP."""
    over = "" if plan.sharing is None or plan.sharing.in_order else " QUIC"
    return f"{greeted(plan.handshake, greeting).round_trips}{over}"


def closed(plan: Plan) -> Transfers:
    """Give the bytes of one connection's end."""
    return Transfers(0, 0, *plan.packets.closing)


def parts(world: World, plan: Plan) -> dict[str, Transfers]:
    """Give the bytes of each part, payload apart."""
    headers, alone, state = plan.packets.headers, plan.packets.acknowledgement, world.state[0]
    found, payload = {}, Transfers()
    for name, row in zip(PARTS, world.traffic.tolist(), strict=True):
        _, up_bytes, up_segments, up_alone, _, down_bytes, down_segments, down_alone, *own = row
        carried = Transfers(own[0], own[1], own[0], own[1])
        wire_up, wire_down = up_bytes + headers * up_segments, down_bytes + headers * down_segments
        whole = Transfers(up_bytes, down_bytes, wire_up + alone * down_alone, wire_down + alone * up_alone)
        found[name] = whole + -carried
        payload += carried
    late, early = int(state.opened_late), int(state.opened_early)
    counts = {FULL: int(state.opened) - late - early, LATE: late, EARLY: early}
    bare = _times(closed(plan), int(state.closed_in))
    for greeting, count in counts.items():
        bare += _times(opened(plan, greeting), count)
    return found | {"handshake": found["handshake"] + bare, "payload": payload}


def _times(transfers: Transfers, count: int) -> Transfers:
    return Transfers(
        count * transfers.up, count * transfers.down, count * transfers.wire_up, count * transfers.wire_down
    )
