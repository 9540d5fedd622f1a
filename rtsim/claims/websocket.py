"""What the notes say for WebSocket, section 3."""

from rtsim.claims.axes import CHAT_RATE, CLIENTS, HEARD_RATE, HEARTBEAT, INTERVAL, KEPT_ALIVE, PAYLOAD
from rtsim.claims.claim import Claim
from rtsim.claims.experiments import Shown, Simulated
from rtsim.claims.measures import (
    CLIENTS_PER_CORE,
    CPU,
    CUT_IDLE,
    DARK,
    LATENCY,
    LOST,
    MEMORY,
    OPEN,
    OPENED,
    OVERHEAD,
    PUBLISH,
    TRAFFIC,
)
from rtsim.claims.relations import LONG, SHORT, SIDES, SSE, WEBSOCKET, AtMost, Exceeds, Never, Side
from rtsim.claims.worlds import CHAT

OTHERS = (SHORT, LONG, SSE)
UNKEPT = Side("websocket", ("techniques.websocket.heartbeat=null",), "without heartbeat")

DUPLEX = Simulated(
    sweeps=(CHAT_RATE,),
    relations=(AtMost(WEBSOCKET, OPEN, 1.001, "1"),),
    notes=CHAT,
    shown=(*(Shown(side, OPEN) for side in OTHERS), *(Shown(side, PUBLISH) for side in SIDES)),
)
"""Whether one connection carries both directions."""

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="websocket/latency",
        section="advantage",
        text="Persistent connection minimizes latency",
        question="Do messages arrive sooner than with each of the others?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE),
            relations=tuple(Exceeds(other, WEBSOCKET, LATENCY) for other in OTHERS),
            notes=CHAT,
            remark="SSE and a long poll have an open connection too; what they lack is one that is open for sending.",
        ),
    ),
    Claim(
        id="websocket/less-traffic",
        section="advantage",
        text="Reduces network traffic (no frequent reconnections)",
        question="Does it take fewer bytes than either kind of polling?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE, INTERVAL, HEARTBEAT),
            relations=tuple(Exceeds(other, WEBSOCKET, TRAFFIC) for other in (SHORT, LONG)),
            notes=CHAT,
            shown=tuple(Shown(side, OPENED) for side in SIDES),
            remark="With keep-alive polls do not reconnect either: what they repeat is their heads.",
        ),
    ),
    Claim(
        id="websocket/scalable",
        section="advantage",
        text="Scalable and efficient for real-time use cases",
        question="Does a client take less CPU than with each of the others, however many there are?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, CLIENTS, HEARD_RATE),
            relations=tuple(Exceeds(other, WEBSOCKET, CPU) for other in OTHERS),
            notes=CHAT,
            shown=tuple(Shown(side, measure) for measure in (CLIENTS_PER_CORE, MEMORY) for side in SIDES),
        ),
    ),
    Claim(
        id="websocket/full-duplex",
        section="advantage",
        text="Full-duplex communication",
        question="Does one connection carry what a client sends and what it hears (RFC 6455, section 1.1)?",
        experiment=DUPLEX,
    ),
    Claim(
        id="websocket/low-overhead",
        section="advantage",
        text="Low overhead after initial handshake",
        question="Is more than half of what a WebSocket carries after its handshake payload?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE, PAYLOAD),
            relations=(AtMost(WEBSOCKET, OVERHEAD, 0.5, "half"),),
            notes=CHAT,
            shown=tuple(Shown(side, OVERHEAD) for side in OTHERS),
            remark="A frame adds 2 to 14 bytes (RFC 6455, section 5.2), TLS 22; heartbeats are the rest.",
        ),
    ),
    Claim(
        id="websocket/heartbeat",
        section="data transmission",
        text="Heartbeat/keep-alive prevents connection closure",
        question="Is no connection cut for idleness, where something between cuts after 60 s without a byte?",
        experiment=Simulated(
            sweeps=(KEPT_ALIVE,),
            relations=(Never(WEBSOCKET, CUT_IDLE),),
            notes=KEPT_ALIVE.points[2].world,
            shown=(Shown(UNKEPT, CUT_IDLE), Shown(UNKEPT, DARK), Shown(UNKEPT, LOST), Shown(WEBSOCKET, LOST)),
            remark="It has to be faster than the most impatient of all that lie between (`rtsim list intermediaries`). "
            "It does nothing against a limit on a connection's age, and nothing against a restart.",
        ),
    ),
)
