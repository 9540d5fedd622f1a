"""Traffic: the bytes that pass the server's network card in the window, by part, direction and ledger.

The ledger of the connection has the bytes of TCP's payload; the ledger of the wire adds the headers of its segments and
the acknowledgements that travel alone. An answer that leaves at once carries the acknowledgement of its request (RFC
1122, 4.2.3.2: a delayed acknowledgement).
"""

import numpy as np

from rtsim.model.kernel.books import lacks_udp
from rtsim.model.layout import ANEW, EARLY, LATE, World
from rtsim.plan import Plan
from rtsim.recording import Transfers
from rtsim.wire import Handshake, Packets

TCP = Packets()

PARTS = ("handshake", "requests", "empty", "responses", "framing", "heartbeats", "publishing")
HANDSHAKE, REQUESTS, EMPTY, RESPONSES, FRAMING, HEARTBEATS, PUBLISHING = range(len(PARTS))


def opened(plan: Plan, greeting: int = ANEW) -> Transfers:
    """Give the bytes of the set-up of one of the technique's connections, by its ends' greeting."""
    return set_up(greeted(plan.handshake, greeting), plan.packets)


def greeted(shake: Handshake, greeting: int) -> Handshake:
    """Give the handshake of a greeting."""
    if shake.resumption is None or greeting == ANEW:
        return shake
    return shake.resumption.late if greeting == LATE else shake.resumption.early


def set_up_words(shake: Handshake, packets: Packets) -> str:
    """Give the round trips of a set-up, and its transport if that is not TCP."""
    return f"{shake.round_trips}{'' if packets == TCP else ' QUIC'}"


def set_up(shake: Handshake, packets: Packets) -> Transfers:
    """Give the bytes of one connection's set-up."""
    up, down = packets.on_wire(shake.up), packets.on_wire(shake.down)
    alone_up, alone_down = packets.acknowledgements(shake.down), packets.acknowledgements(shake.up)
    wire_up, wire_down = packets.opening
    return Transfers(shake.up, shake.down, wire_up + up + alone_up, wire_down + down + alone_down)


def set_ups(plan: Plan, world: World) -> tuple[list[Handshake], Packets]:
    """Give the set-ups of the traced client's connections, by manner, and the packets of these and of their ends."""
    if plan.sharing is not None and lacks_udp(world, int(world.settings[0].traced)):
        return [plan.sharing.over_tcp], TCP
    return [one.handshake for one in (plan, plan.fallback) if one is not None], plan.packets


def closed(packets: Packets) -> Transfers:
    """Give the bytes of one connection's end."""
    return Transfers(0, 0, *packets.closing)


def _bare(state: np.record, plan: Plan) -> Transfers:
    """Give the bytes of the connections' set-ups and ends."""
    back, late, early = int(state.opened_back), int(state.opened_late), int(state.opened_early)
    over_tcp = {ANEW: int(state.tcp), LATE: int(state.tcp_late), EARLY: int(state.tcp_early)}
    bare = _times(opened(plan), int(state.opened) - back - late - early - sum(over_tcp.values()))
    bare += _times(opened(plan, LATE), late) + _times(opened(plan, EARLY), early)
    if plan.fallback is not None:
        bare += _times(set_up(plan.fallback.handshake, plan.packets), back)
    if plan.sharing is not None:
        for greeting, count in over_tcp.items():
            bare += _times(set_up(greeted(plan.sharing.over_tcp, greeting), TCP), count)
    ended = int(state.tcp_closed)
    return bare + _times(closed(plan.packets), int(state.closed_in) - ended) + _times(closed(TCP), ended)


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
    return found | {"handshake": found["handshake"] + _bare(state, plan), "payload": payload}


def _times(transfers: Transfers, count: int) -> Transfers:
    return Transfers(
        count * transfers.up, count * transfers.down, count * transfers.wire_up, count * transfers.wire_down
    )
